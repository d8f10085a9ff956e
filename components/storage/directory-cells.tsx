import { Archive, Bookmark, MessageSquare, Trash2 } from "lucide-react";
import type { ReactNode } from "react";
import { Badge, type BadgeTone } from "@/components/ui/badge";
import { groupPath } from "@/lib/groups/params";
import { formatBytes } from "@/lib/platform/format";
import type { CellsOf } from "@/lib/platform/list/declare";
import type { DirectoryRow, directoryList } from "@/lib/storage/lists/directories";
import { TextLink } from "./text-link";
import { daysWords } from "./usage-cells";

/** What is drawn of directories below base directories. */
export const directoryCells: CellsOf<typeof directoryList, ReactNode> = {
  path: (row) => <DirectoryPath row={row} />,
  project: (row) => <span title={row.fullPath}>{row.project}</span>,
  group: (row) => <TextLink href={groupPath(row.group)}>{row.group}</TextLink>,
  modified: (row) => <span className="whitespace-nowrap">{daysWords(row.modified)} d</span>,
  types: (row) => <Types row={row} />,
  decision: (row) => <Decision row={row} />,
};

const DirectoryPath = ({ row }: { row: DirectoryRow }) => (
  <span title={row.fullPath}>{row.path === "." ? ". (files directly in it)" : row.path}</span>
);

/** The file types that are told apart, by the words people use. */
const typeNames = [
  ["BAM", "bam"],
  ["CRAM", "cram"],
  ["FASTQ", "fastq"],
  ["FASTQ (gzip)", "fastqGzip"],
  ["PEDBED", "pedbed"],
  ["SAM", "sam"],
  ["VCF", "vcf"],
  ["VCF (gzip)", "vcfGzip"],
] as const;

/** Types that a row shows; the others are told on hover and in the file. */
const SHOWN_TYPES = 2;

const Types = ({ row }: { row: DirectoryRow }) => {
  const found = typeNames
    .filter(([, id]) => row[id] > 0n)
    .sort(([, a], [, b]) => (row[a] < row[b] ? 1 : -1))
    .map(([type, id]) => `${type}: ${formatBytes(row[id])}`);
  if (found.length === 0) return <span className="text-muted-foreground">–</span>;
  const more = found.length - SHOWN_TYPES;
  return (
    <span title={found.join("\n")}>
      {found.slice(0, SHOWN_TYPES).join(", ")}
      {more > 0 ? <span className="text-muted-foreground"> and {more} more</span> : null}
    </span>
  );
};

const looks: Record<string, { tone: BadgeTone; icon: typeof Archive; text: string }> = {
  keep: { tone: "success", icon: Bookmark, text: "Keep" },
  archive: { tone: "info", icon: Archive, text: "Archive" },
  delete: { tone: "danger", icon: Trash2, text: "Delete" },
};

const Decision = ({ row }: { row: DirectoryRow }) => {
  if (row.version === null) return <span className="text-muted-foreground">no decision</span>;
  const look = row.decision === null ? undefined : looks[row.decision];
  return (
    <span className="inline-flex items-center gap-1.5" title={titleOf(row)}>
      {look === undefined ? (
        <span className="text-muted-foreground">no decision</span>
      ) : (
        <Badge tone={look.tone}>
          <look.icon aria-hidden />
          {look.text}
        </Badge>
      )}
      {row.comment === null ? null : (
        <span className="inline-flex max-w-48 items-center gap-1 truncate text-muted-foreground">
          <MessageSquare aria-hidden className="size-3.5 shrink-0" />
          <span className="truncate">{row.comment}</span>
        </span>
      )}
    </span>
  );
};

const titleOf = ({ decidedBy, decidedAt, comment }: DirectoryRow): string =>
  `${decidedBy} on ${decidedAt?.toISOString().slice(0, 10)}${comment === null ? "" : `: ${comment}`}`;
