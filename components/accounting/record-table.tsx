"use client";

import { type ReactNode, useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Dialog } from "@/components/ui/dialog";
import {
  Table,
  TableBody,
  TableCaption,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
} from "@/components/ui/table";
import type { RecordComponent, RecordRow, recordRows } from "@/lib/accounting/lists/records";
import { cn } from "@/lib/platform/cn";
import { formatDuration, formatNumber } from "@/lib/platform/format";
import type { CellsOf } from "@/lib/platform/list/declare";
import type { ColumnView } from "@/lib/platform/list/view";
import { ExactTime } from "./exact-time";
import { RecordDetail } from "./record-detail";

interface RecordTableProps {
  columns: readonly ColumnView[];
  rows: readonly RecordRow[];
  /** Where people and programs find the site. */
  origin: string;
  /** The server's clock, ISO. */
  now: string;
}

/** Components that a row names; the record's own view has all. */
const SHOWN_COMPONENTS = 3;

/** One page of records; each opens with all that is stored of it. */
export const RecordTable = ({ columns, rows, origin, now }: RecordTableProps) => {
  const [opened, setOpened] = useState<RecordRow | null>(null);
  const cells = cellsFor(now, setOpened);
  return (
    <>
      <Table label="Records">
        <TableCaption>Records</TableCaption>
        <TableHeader>
          <tr className="border-b border-border bg-muted">
            {columns.map(({ id, header, align }) => (
              <TableHead key={id} className={align === "end" ? "text-right" : undefined}>
                {header}
              </TableHead>
            ))}
          </tr>
        </TableHeader>
        <TableBody>
          {rows.map((row) => (
            <TableRow key={row.recordId} data-record={row.recordId}>
              {columns.map(({ id, align, className }, place) => (
                <TableCell
                  key={id}
                  className={cn(
                    align === "end" && "text-right",
                    place === 0 && "sticky left-0 z-1 bg-inherit",
                    className,
                  )}
                >
                  {cells[id as keyof Cells](row)}
                </TableCell>
              ))}
            </TableRow>
          ))}
        </TableBody>
      </Table>
      <Dialog
        title={opened?.recordId ?? "Record"}
        size="lg"
        open={opened !== null}
        onOpenChange={(isOpen) => {
          if (!isOpen) setOpened(null);
        }}
      >
        {opened === null ? null : <RecordDetail row={opened} origin={origin} now={now} />}
      </Dialog>
    </>
  );
};

type Cells = Required<CellsOf<typeof recordRows, ReactNode>>;

const cellsFor = (now: string, open: (row: RecordRow) => void): Cells => ({
  recordId: (row) => (
    <button
      type="button"
      onClick={() => open(row)}
      title={row.recordId}
      className="block min-h-6 max-w-full truncate font-medium text-primary hover:underline"
    >
      {row.recordId}
    </button>
  ),
  site: ({ site }) => <Name name={site} />,
  group: ({ group }) => <Name name={group} />,
  user: ({ user }) => <Name name={user} />,
  startAt: ({ startAt }) => <ExactTime at={startAt} />,
  stopAt: ({ stopAt }) =>
    stopAt === null ? <Badge tone="info">Running</Badge> : <ExactTime at={stopAt} />,
  runtimeSeconds: (row) => <Runtime row={row} now={now} />,
  components: ({ components }) => <Components components={components} />,
});

const Name = ({ name }: { name: string | null }) => (
  <span title={name ?? undefined}>{name || "–"}</span>
);

/** The runtime, or how long it runs by now. */
const Runtime = ({ row, now }: { row: RecordRow; now: string }) => {
  if (row.runtimeSeconds === null) {
    const seconds = (Date.parse(now) - Date.parse(row.startAt)) / 1000;
    return <span className="text-muted-foreground">{formatDuration(seconds)} so far</span>;
  }
  const isNegative = row.runtimeSeconds.startsWith("-");
  return (
    <span title={`${row.runtimeSeconds} s`}>
      {isNegative ? <Badge tone="warning">Negative</Badge> : null}{" "}
      {formatDuration(Number(row.runtimeSeconds))}
    </span>
  );
};

const Components = ({ components }: { components: readonly RecordComponent[] }) => {
  if (components.length === 0) return "–";
  const rest = components.length - SHOWN_COMPONENTS;
  const shown = components
    .slice(0, SHOWN_COMPONENTS)
    .map(({ name, amount }) => `${name} ${formatNumber(BigInt(amount))}`);
  return shown.join(" · ") + (rest > 0 ? ` and ${rest} more` : "");
};
