"use client";

import type { ReactNode } from "react";
import { ListTable } from "@/components/data-table/list-table";
import { Button } from "@/components/ui/button";
import { Instant } from "@/components/ui/instant";
import { Popover } from "@/components/ui/popover";
import { formatDuration, formatNumber, formatPercent } from "@/lib/platform/format";
import type { CellsOf } from "@/lib/platform/list/declare";
import type { ListView } from "@/lib/platform/list/view";
import type { ScanRow, scanList } from "@/lib/storage/lists/scans";
import { volumePath } from "@/lib/storage/params/addresses";
import { ScanProgress, ScanState } from "./scan-state";

const cells: CellsOf<typeof scanList, ReactNode> = {
  state: (row) => <ScanState row={row} />,
  progress: (row) =>
    row.state === "reading" || row.state === "storing" ? <ScanProgress row={row} /> : "–",
  seconds: (row) => formatDuration(row.seconds),
  bad: (row) => <BadLines row={row} />,
  rows: (row) => rowsWords(row.rows),
  fileName: (row) => <span className="break-all">{row.fileName}</span>,
  scanned: (row) => <Instant at={row.scanned} />,
};

const rowsWords = (counts: Record<string, number>): string =>
  Object.entries(counts)
    .map(([name, count]) => `${formatNumber(count)} ${name}`)
    .join(", ") || "–";

const BadLines = ({ row }: { row: ScanRow }) => {
  if (row.bad === 0n) return <>0</>;
  const share = row.lines === 0n ? null : Number(row.bad) / Number(row.lines);
  return (
    <Popover
      title={`Bad lines of ${row.volume}, ${row.date}`}
      align="end"
      trigger={
        <Button size="sm" variant="ghost">
          {formatNumber(row.bad)}
          {share === null ? "" : ` (${formatPercent(share, 4)})`}
        </Button>
      }
    >
      <ul className="space-y-1 text-sm">
        {row.badReasons.map(({ reason, count, firstLine }) => (
          <li key={reason}>
            {reason}: {formatNumber(count)}, first in line {formatNumber(firstLine)}
          </li>
        ))}
      </ul>
    </Popover>
  );
};

interface ScanTableProps {
  view: ListView;
  rows: readonly ScanRow[];
  rowCount: number;
  /** The server's clock, ISO. */
  now: string;
}

/** The ledger: every scan file that was read, or is. */
export const ScanTable = (props: ScanTableProps) => (
  <ListTable {...props} cells={cells} rowHref={(row) => volumePath(row.volume)} />
);
