import { formatBytes, formatDuration, formatNumber, formatPercent } from "@/lib/platform/format";

/** One unit for a whole axis. `unit` of a number is written after it: "core-h". */
export type ValueKind =
  | { kind: "number"; unit?: string; digits?: number }
  | { kind: "bytes" }
  | { kind: "percent" }
  | { kind: "duration" };

/** A chart's value in words. Bytes arrive as doubles, which is exact enough to draw and label. */
export const formatValue = (value: number | null, as: ValueKind): string => {
  if (value === null || !Number.isFinite(value)) return "–";
  switch (as.kind) {
    case "bytes":
      return formatBytes(BigInt(Math.round(value)));
    case "percent":
      return formatPercent(value);
    case "duration":
      return formatDuration(value);
    case "number": {
      const text = formatNumber(value, { digits: as.digits ?? 0 });
      return as.unit === undefined ? text : `${text} ${as.unit}`;
    }
  }
};

/** Short words for an axis: without the unit, which stands once beside the axis. */
export const formatAxisValue = (value: number, as: ValueKind): string => {
  if (as.kind !== "number") return formatValue(value, as);
  return new Intl.NumberFormat("en-US", { notation: "compact", maximumFractionDigits: 2 }).format(
    value,
  );
};
