import { cn } from "@/lib/platform/cn";
import { formatBytes, formatNumber, formatPercent } from "@/lib/platform/format";

/** Bytes of a quota in words: 0 means no limit, null not known. */
export const quotaWords = (quota: bigint | null): string =>
  quota === null ? "–" : quota === 0n ? "no limit" : formatBytes(quota);

export const filesQuotaWords = (quota: bigint | null): string =>
  quota === null ? "–" : quota === 0n ? "no limit" : formatNumber(quota);

const BARS: Record<number, string> = { 1: "bg-success", 2: "bg-warning", 3: "bg-destructive" };

interface ShareBarProps {
  /** Of one; null without a quota. */
  share: number | null;
  level: number;
}

/** A share of a quota as a number, and as a bar that ends at the full quota. */
export const ShareBar = ({ share, level }: ShareBarProps) => {
  if (share === null) return <span className="text-muted-foreground">–</span>;
  return (
    <span className="inline-flex items-center justify-end gap-2 whitespace-nowrap">
      <span aria-hidden className="h-2 w-14 overflow-hidden rounded-sm bg-neutral-soft">
        <span
          className={cn("block h-full", BARS[level] ?? BARS[1])}
          style={{ width: `${Math.min(1, Math.max(0, share)) * 100}%` }}
        />
      </span>
      <span className="w-14 text-right">{formatPercent(share, share < 10 ? 1 : 0)}</span>
    </span>
  );
};

interface SizeBarProps {
  bytes: bigint;
  /** What a full bar stands for. */
  most: bigint;
}

/** Bytes, and how they compare with the largest of the page. */
export const SizeBar = ({ bytes, most }: SizeBarProps) => (
  <span className="inline-flex items-center justify-end gap-2 whitespace-nowrap">
    <span aria-hidden className="h-2 w-16 overflow-hidden rounded-sm bg-neutral-soft">
      <span
        className="block h-full bg-chart-1"
        style={{ width: `${most > 0n ? Number((bytes * 1_000n) / most) / 10 : 0}%` }}
      />
    </span>
    <span className="w-18 text-right">{formatBytes(bytes)}</span>
  </span>
);

/** Days in words: `2.5`, `1,204`. */
export const daysWords = (days: number): string =>
  formatNumber(days, { digits: days < 100 ? 1 : 0 });

interface FullInProps {
  daysUntilFull: number | null;
  daysUntilFilesFull: number | null;
  quota: bigint | null;
}

/** When a quota is reached by the robust forecast; the sooner of bytes and files. */
export const FullIn = ({ daysUntilFull, daysUntilFilesFull, quota }: FullInProps) => {
  const bytes = daysUntilFull ?? Number.POSITIVE_INFINITY;
  const files = daysUntilFilesFull ?? Number.POSITIVE_INFINITY;
  const days = Math.min(bytes, files);
  if (!Number.isFinite(days)) {
    return (
      <span className="text-muted-foreground">
        {quota === null || quota === 0n ? "–" : "not in sight"}
      </span>
    );
  }
  return (
    <span className={cn("whitespace-nowrap", days < 30 && "font-semibold text-destructive")}>
      {fullWords(days)}
      {files < bytes ? " (files)" : ""}
    </span>
  );
};

/** `full now`, `in 4 days`, `in 3 months`. */
export function fullWords(days: number): string {
  if (days < 1) return days <= 0 ? "full now" : "within a day";
  if (days < 2) return "in 1 day";
  if (days < 90) return `in ${Math.floor(days)} days`;
  return days < 730 ? `in ${Math.floor(days / 30)} months` : `in ${Math.floor(days / 365)} years`;
}
