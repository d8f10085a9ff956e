import { Badge, type BadgeTone } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Instant } from "@/components/ui/instant";
import {
  Table,
  TableBody,
  TableCaption,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
} from "@/components/ui/table";
import type { ArchiveFile, ArchiveState } from "@/lib/accounting/queries/list-archives";
import { formatBytes, formatNumber } from "@/lib/platform/format";
import { RestoreMonthButton } from "./restore-month-button";

const states: Record<ArchiveState, { tone: BadgeTone; text: string }> = {
  writing: { tone: "info", text: "Being written" },
  written: { tone: "info", text: "Written, records still here" },
  deleted: { tone: "success", text: "In the file only" },
  restoring: { tone: "info", text: "Being restored" },
  restored: { tone: "neutral", text: "Restored" },
};

interface ArchiveTableProps {
  files: readonly ArchiveFile[];
  canRestore: boolean;
}

/** Months whose records were written to files. */
export const ArchiveTable = ({ files, canRestore }: ArchiveTableProps) => (
  <Card className="min-w-0">
    {files.length === 0 ? (
      <EmptyState
        title="No month is archived"
        text="Records stay in the database until a month is archived by its age or by an admin."
      />
    ) : (
      <Table label="Archived months">
        <TableCaption>Archived months</TableCaption>
        <TableHeader>
          <tr>
            <TableHead>Month</TableHead>
            <TableHead className="text-right">Records</TableHead>
            <TableHead className="text-right">Size</TableHead>
            <TableHead>State</TableHead>
            <TableHead>Left the database</TableHead>
            <TableHead>File</TableHead>
            <TableHead>
              <span className="sr-only">Actions</span>
            </TableHead>
          </tr>
        </TableHeader>
        <TableBody>
          {files.map((file) => (
            <ArchiveRow key={file.fileName} file={file} canRestore={canRestore} />
          ))}
        </TableBody>
      </Table>
    )}
  </Card>
);

const ArchiveRow = ({ file, canRestore }: { file: ArchiveFile; canRestore: boolean }) => {
  const { month, part, rowCount, bytes, state, deletedAt, fileName, sha256, error } = file;
  const { tone, text } = states[state];
  return (
    <TableRow>
      <TableCell className="whitespace-nowrap">
        {month}
        {part > 1 ? `, part ${part}` : null}
      </TableCell>
      <TableCell className="text-right tabular-nums">{formatNumber(rowCount)}</TableCell>
      <TableCell className="text-right whitespace-nowrap tabular-nums">
        {formatBytes(bytes)}
      </TableCell>
      <TableCell>
        <Badge tone={error === null ? tone : "danger"}>{error === null ? text : "Failed"}</Badge>
        {error === null ? null : <p className="text-sm text-destructive">{error}</p>}
      </TableCell>
      <TableCell>{deletedAt === null ? "–" : <Instant at={deletedAt} />}</TableCell>
      <TableCell>
        <span className="font-mono text-xs break-all">{fileName}</span>
        {sha256 === "" ? null : (
          <p className="max-w-48 truncate font-mono text-xs text-muted-foreground" title={sha256}>
            sha256 {sha256}
          </p>
        )}
      </TableCell>
      <TableCell className="text-right">
        {canRestore && state === "deleted" ? <RestoreMonthButton month={month} /> : null}
      </TableCell>
    </TableRow>
  );
};
