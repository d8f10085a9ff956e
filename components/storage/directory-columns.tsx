import { Archive, Bookmark, MessageSquare, Trash2 } from "lucide-react";
import type { DataColumn } from "@/components/data-table/data-table-columns";
import { Badge, type BadgeTone } from "@/components/ui/badge";
import { formatBytes, formatNumber } from "@/lib/platform/format";
import { groupPath } from "@/lib/storage/params/group-usage";
import type { DirectoryRow } from "@/lib/storage/queries/list-directories";
import { atEnd, columnsOf } from "./column";
import { DecideDialog } from "./decide-dialog";
import { TextLink } from "./text-link";
import { daysWords } from "./usage-cells";

const column = columnsOf<DirectoryRow>();

/** Directories below base directories. */
export function directoryColumns(canDecide: boolean): DataColumn<DirectoryRow>[] {
  return [
    column("path", "Path", (row) => <DirectoryPath row={row} />, {
      isFixed: true,
      className: "max-w-60 truncate",
    }),
    column("project", "Project", (row) => <span title={row.fullPath}>{row.project}</span>, {
      className: "max-w-52 truncate",
      help: "The base directory, below where the volume is mounted",
    }),
    column("group", "Group", (row) => <TextLink href={groupPath(row.group)}>{row.group}</TextLink>),
    column("volume", "Volume", (row) => row.volume),
    column("files", "Files", (row) => formatNumber(row.fileCount), atEnd()),
    column("bytes", "Size", (row) => formatBytes(row.bytes), atEnd("Regular files only")),
    column(
      "modified",
      "Last modified",
      (row) => <span className="whitespace-nowrap">{daysWords(row.lastModifiedDays)} d</span>,
      atEnd("Days between the newest change in it and the scan"),
    ),
    column("types", "File usage", (row) => <Types row={row} />, {
      className: "min-w-40 max-w-72",
      help: "Bytes of the file types that are told apart",
    }),
    column("decision", "Decision", (row) => <Decision row={row} />),
    column("due", "Due", (row) => row.decision?.dueOn ?? "–", { className: "whitespace-nowrap" }),
    ...(canDecide
      ? [column("decide", "Decide", (row) => <DecideDialog rows={[row]} />, { isFixed: true })]
      : []),
  ];
}

const DirectoryPath = ({ row }: { row: DirectoryRow }) => (
  <span title={row.fullPath}>{row.bucket === "." ? ". (files directly in it)" : row.bucket}</span>
);

const Types = ({ row }: { row: DirectoryRow }) =>
  row.types.length === 0 ? (
    <span className="text-muted-foreground">–</span>
  ) : (
    row.types.map(({ type, bytes }) => `${type}: ${formatBytes(bytes)}`).join(", ")
  );

const looks: Record<string, { tone: BadgeTone; icon: typeof Archive; text: string }> = {
  keep: { tone: "success", icon: Bookmark, text: "Keep" },
  archive: { tone: "info", icon: Archive, text: "Archive" },
  delete: { tone: "danger", icon: Trash2, text: "Delete" },
};

const Decision = ({ row: { decision } }: { row: DirectoryRow }) => {
  if (decision === null) return <span className="text-muted-foreground">no decision</span>;
  const look = decision.action === null ? undefined : looks[decision.action];
  return (
    <span className="inline-flex items-center gap-1.5" title={titleOf(decision)}>
      {look === undefined ? (
        <span className="text-muted-foreground">no decision</span>
      ) : (
        <Badge tone={look.tone}>
          <look.icon aria-hidden />
          {look.text}
        </Badge>
      )}
      {decision.comment === null ? null : (
        <span className="inline-flex max-w-48 items-center gap-1 truncate text-muted-foreground">
          <MessageSquare aria-hidden className="size-3.5 shrink-0" />
          <span className="truncate">{decision.comment}</span>
        </span>
      )}
    </span>
  );
};

const titleOf = ({ decidedBy, decidedAt, comment }: NonNullable<DirectoryRow["decision"]>) =>
  `${decidedBy} on ${decidedAt.slice(0, 10)}${comment === null ? "" : `: ${comment}`}`;
