"use client";

import { ArrowDown, ArrowUp } from "lucide-react";
import { useQueryStates } from "nuqs";
import { ChoiceFilter } from "@/components/data-table/choice-filter";
import { Card, CardHeader, CardTitle } from "@/components/ui/card";
import {
  Table,
  TableBody,
  TableCaption,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
} from "@/components/ui/table";
import { groupPath } from "@/lib/groups/params";
import { formatBytes, formatNumber } from "@/lib/platform/format";
import { changeKinds, changeParsers } from "@/lib/storage/params/changes";
import type { ChangeRow, ScanChanges } from "@/lib/storage/queries/scan-changes";
import { TextLink } from "./text-link";

const kindTexts = { groups: "By group", users: "By user", directories: "By directory" } as const;

/** What grew, shrank, appeared and went since the scan before. */
export const ScanChangesCard = ({ changes }: { changes: ScanChanges }) => {
  const [{ changes: kind }, setValues] = useQueryStates(changeParsers, {
    shallow: false,
    history: "replace",
    scroll: false,
  });
  return (
    <Card>
      <CardHeader>
        <div>
          <CardTitle>What changed since the last scan</CardTitle>
          <p className="text-sm text-muted-foreground">{summaryOf(changes)}</p>
        </div>
        <ChoiceFilter
          label="Changes"
          value={kind}
          options={changeKinds.map((one) => [one, kindTexts[one]])}
          onChange={(text) =>
            setValues({ changes: changeKinds.find((one) => one === text) ?? null })
          }
        />
      </CardHeader>
      {changes.rows.length === 0 ? null : <ChangesTable rows={changes.rows} />}
    </Card>
  );
};

function summaryOf({ wasOn, nowOn, rows, rowCount, deltaBytes }: ScanChanges): string {
  if (nowOn === null) return "No scan was stored yet.";
  if (wasOn === null) return `The scan of ${nowOn} is the first one.`;
  const days = `From ${wasOn} to ${nowOn}`;
  if (rowCount === 0) return `${days} nothing changed.`;
  const shown =
    rowCount > rows.length ? `; the ${rows.length} greatest of ${formatNumber(rowCount)}` : "";
  return `${days}: ${signed(deltaBytes)} in all${shown}.`;
}

const signed = (bytes: bigint): string => `${bytes > 0n ? "+" : ""}${formatBytes(bytes)}`;

const ChangesTable = ({ rows }: { rows: readonly ChangeRow[] }) => (
  <Table label="Changes since the last scan">
    <TableCaption>Changes since the last scan</TableCaption>
    <TableHeader>
      <tr className="border-b border-border">
        <TableHead>Group</TableHead>
        <TableHead>User or path</TableHead>
        <TableHead className="text-right">Was</TableHead>
        <TableHead className="text-right">Now</TableHead>
        <TableHead className="text-right">Change</TableHead>
        <TableHead className="text-right">Files</TableHead>
      </tr>
    </TableHeader>
    <TableBody>
      {rows.map((row) => (
        <TableRow key={`${row.gid} ${row.user ?? ""} ${row.path ?? ""}`}>
          <TableCell>
            <TextLink href={groupPath(row.group)}>{row.group}</TextLink>
          </TableCell>
          <TableCell className="max-w-md truncate" title={row.path ?? undefined}>
            {row.user ?? row.path}
          </TableCell>
          <NumberCell text={row.kind === "new" ? "new" : formatBytes(row.wasBytes)} />
          <NumberCell text={row.kind === "gone" ? "gone" : formatBytes(row.nowBytes)} />
          <TableCell className="text-right whitespace-nowrap tabular-nums">
            <Delta bytes={row.deltaBytes} />
          </TableCell>
          <NumberCell text={`${row.deltaFiles > 0n ? "+" : ""}${formatNumber(row.deltaFiles)}`} />
        </TableRow>
      ))}
    </TableBody>
  </Table>
);

const NumberCell = ({ text }: { text: string }) => (
  <TableCell className="text-right whitespace-nowrap tabular-nums">{text}</TableCell>
);

const Delta = ({ bytes }: { bytes: bigint }) => {
  const Icon = bytes < 0n ? ArrowDown : ArrowUp;
  return (
    <span className="inline-flex items-center gap-1">
      {bytes === 0n ? null : <Icon aria-hidden className="size-3.5 text-muted-foreground" />}
      {signed(bytes)}
    </span>
  );
};
