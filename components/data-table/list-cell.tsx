import type { ReactNode } from "react";
import { Instant } from "@/components/ui/instant";
import { formatBytes, formatNumber, formatPercent } from "@/lib/platform/format";
import type { CellKind } from "@/lib/platform/list/column";

const Missing = () => <span className="text-muted-foreground">–</span>;

/** A value in words, by its kind, where the room draws no cell of its own. */
export const listCell = (cell: CellKind, value: unknown, now?: string): ReactNode => {
  if (value === null || value === undefined) return <Missing />;
  if (value instanceof Date || cell === "instant") {
    const at = value as Date | string;
    return now === undefined ? <Instant at={at} /> : <Instant at={at} relative now={now} />;
  }
  if (typeof value === "boolean") return value ? "yes" : "no";
  const isNumber = typeof value === "number" || typeof value === "bigint";
  if (!isNumber) return String(value);
  if (cell === "bytes") return formatBytes(BigInt(value));
  return cell === "share" ? formatPercent(Number(value)) : formatNumber(value);
};
