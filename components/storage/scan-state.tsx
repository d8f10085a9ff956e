import { CircleCheck, CircleSlash, CircleX, Loader, Repeat, Save } from "lucide-react";
import { Badge, type BadgeTone } from "@/components/ui/badge";
import { formatDuration, formatPercent } from "@/lib/platform/format";
import type { ScanRow } from "@/lib/storage/queries/list-scans";

const looks: Record<string, { tone: BadgeTone; icon: typeof Loader; text: string }> = {
  reading: { tone: "info", icon: Loader, text: "Reading" },
  storing: { tone: "info", icon: Save, text: "Storing" },
  stored: { tone: "success", icon: CircleCheck, text: "Stored" },
  replaced: { tone: "neutral", icon: Repeat, text: "Replaced" },
  failed: { tone: "danger", icon: CircleX, text: "Failed" },
  lost: { tone: "danger", icon: CircleSlash, text: "Lost" },
};

export const scanStateText = (state: string): string => looks[state]?.text ?? state;

/** What became of a scan; the one that pages show says so. */
export const ScanState = ({ row }: { row: ScanRow }) => {
  const {
    tone,
    icon: Icon,
    text,
  } = looks[row.state] ?? {
    tone: "neutral" as const,
    icon: CircleSlash,
    text: row.state,
  };
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
export function shareRead({ readBytes, fileBytes }: ScanRow): number | null {
  if (fileBytes === null || fileBytes === 0n) return null;
  return Math.min(1, Number((readBytes * 10_000n) / fileBytes) / 10_000);
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
        aria-label={`${row.volume} ${row.recordOn}, read so far`}
        className="h-2 w-24 accent-(--primary)"
      />
      <span className="tabular-nums">
        {formatPercent(share)}
        {left === null ? "" : `, about ${formatDuration(Math.ceil(left))} left`}
      </span>
    </span>
  );
};
