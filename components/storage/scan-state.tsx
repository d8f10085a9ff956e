import { CircleCheck, CircleSlash, CircleX, Hand, Loader, Repeat, Save } from "lucide-react";
import { Badge, type BadgeTone } from "@/components/ui/badge";
import { formatDuration, formatPercent } from "@/lib/platform/format";
import type { ScanRow } from "@/lib/storage/lists/scans";
import { scanStateTexts } from "@/lib/storage/model/scan";

const looks: Record<string, { tone: BadgeTone; icon: typeof Loader }> = {
  reading: { tone: "info", icon: Loader },
  storing: { tone: "info", icon: Save },
  stored: { tone: "success", icon: CircleCheck },
  held: { tone: "warning", icon: Hand },
  dropped: { tone: "neutral", icon: CircleSlash },
  replaced: { tone: "neutral", icon: Repeat },
  failed: { tone: "danger", icon: CircleX },
  lost: { tone: "danger", icon: CircleSlash },
};

/** What became of a scan; the one that pages show says so. */
export const ScanState = ({ row }: { row: ScanRow }) => {
  const { tone, icon: Icon } = looks[row.state] ?? { tone: "neutral", icon: CircleSlash };
  const text = (scanStateTexts as Record<string, string>)[row.state] ?? row.state;
  return (
    <span className="inline-flex flex-wrap items-center gap-1">
      <Badge tone={tone}>
        <Icon aria-hidden />
        {text}
      </Badge>
      {row.isCurrent ? <Badge>Shown</Badge> : null}
    </span>
  );
};

/** Share of the compressed file that was read; null while its length is not known. */
export function shareRead({ readBytes, bytes }: ScanRow): number | null {
  if (bytes === null || bytes === 0n) return null;
  return Math.min(1, Number((readBytes * 10_000n) / bytes) / 10_000);
}

/** How far a scan is, and how long the rest will take at the speed so far. */
export const ScanProgress = ({ row }: { row: ScanRow }) => {
  if (row.state === "storing") return <>storing its rows</>;
  const share = shareRead(row);
  if (share === null) return <>of unknown length</>;
  const left = share > 0.01 ? (row.seconds * (1 - share)) / share : null;
  return (
    <span className="inline-flex items-center gap-2 whitespace-nowrap">
      <progress
        value={share}
        max={1}
        aria-label={`${row.volume} ${row.date}, read so far`}
        className="h-2 w-24 accent-(--primary)"
      />
      <span className="tabular-nums">
        {formatPercent(share)}
        {left === null ? "" : `, about ${formatDuration(Math.ceil(left))} left`}
      </span>
    </span>
  );
};
