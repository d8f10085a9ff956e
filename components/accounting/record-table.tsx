"use client";

import { useState } from "react";
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
import type { RecordComponent, RecordRow } from "@/lib/accounting/queries/list-records";
import { formatDuration, formatNumber } from "@/lib/platform/format";
import { ExactTime } from "./exact-time";
import { RecordDetail } from "./record-detail";

interface RecordTableProps {
  rows: readonly RecordRow[];
  /** Where people and programs find the site. */
  origin: string;
  /** The server's clock, ISO. */
  now: string;
}

/** Components that a row names; the record's own view has all. */
const SHOWN_COMPONENTS = 3;

const headers: readonly { label: string; isEnd?: boolean }[] = [
  { label: "Record" },
  { label: "Site" },
  { label: "Group" },
  { label: "User" },
  { label: "Start (UTC)" },
  { label: "Stop (UTC)" },
  { label: "Runtime", isEnd: true },
  { label: "Components" },
];

/** One page of records; each opens with all that is stored of it. */
export const RecordTable = ({ rows, origin, now }: RecordTableProps) => {
  const [opened, setOpened] = useState<RecordRow | null>(null);
  return (
    <>
      <Table label="Records">
        <TableCaption>Records</TableCaption>
        <TableHeader>
          <tr className="border-b border-border bg-muted">
            {headers.map(({ label, isEnd }) => (
              <TableHead key={label} className={isEnd ? "text-right" : undefined}>
                {label}
              </TableHead>
            ))}
          </tr>
        </TableHeader>
        <TableBody>
          {rows.map((row) => (
            <RecordLine key={row.recordId} row={row} now={now} onOpen={() => setOpened(row)} />
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

interface RecordLineProps {
  row: RecordRow;
  now: string;
  onOpen: () => void;
}

const RecordLine = ({ row, now, onOpen }: RecordLineProps) => (
  <TableRow data-record={row.recordId}>
    <TableCell className="sticky left-0 z-1 max-w-[45vw] bg-inherit sm:max-w-72">
      <button
        type="button"
        onClick={onOpen}
        title={row.recordId}
        className="block min-h-6 max-w-full truncate font-medium text-primary hover:underline"
      >
        {row.recordId}
      </button>
    </TableCell>
    {[row.site, row.group, row.user].map((name, place) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: three fixed places
      <TableCell key={place} title={name ?? undefined} className="max-w-44 truncate">
        {name || "–"}
      </TableCell>
    ))}
    <TableCell>
      <ExactTime at={row.startAt} />
    </TableCell>
    <TableCell>
      {row.stopAt === null ? <Badge tone="info">Running</Badge> : <ExactTime at={row.stopAt} />}
    </TableCell>
    <TableCell className="text-right whitespace-nowrap tabular-nums">
      <Runtime row={row} now={now} />
    </TableCell>
    <TableCell className="max-w-72 truncate">
      <Components components={row.components} />
    </TableCell>
  </TableRow>
);

/** The runtime, or how long it runs by now. */
export const Runtime = ({ row, now }: { row: RecordRow; now: string }) => {
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
