"use client";

import { X } from "lucide-react";
import { useMemo } from "react";
import { ChoiceFilter } from "@/components/data-table/choice-filter";
import { DataTable } from "@/components/data-table/data-table";
import { DataTableSearch } from "@/components/data-table/data-table-search";
import { useTableFilters } from "@/components/data-table/use-table-url";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Instant } from "@/components/ui/instant";
import { Popover } from "@/components/ui/popover";
import { formatBytes, formatDuration, formatNumber, formatPercent } from "@/lib/platform/format";
import { volumePath } from "@/lib/storage/params/group-usage";
import { scanParsers, scanStateFilters, scanTable } from "@/lib/storage/params/lists";
import type { ScanRow } from "@/lib/storage/queries/list-scans";
import { atEnd, columnsOf } from "./column";
import { ScanProgress, ScanState, scanStateText } from "./scan-state";

const column = columnsOf<ScanRow>();

const columnsAt = (now: string) => [
  column("volume", "Volume", (row) => row.volume, { isFixed: true }),
  column("date", "Record date", (row) => row.recordOn, { className: "whitespace-nowrap" }),
  column("state", "State", (row) => <ScanState row={row} />),
  column("progress", "Progress", (row) =>
    row.state === "reading" || row.state === "storing" ? <ScanProgress row={row} /> : "–",
  ),
  column("started", "Started", (row) => <Instant at={row.startedAt} relative now={now} />),
  column("seconds", "Duration", (row) => formatDuration(row.seconds), atEnd()),
  column("lines", "Lines", (row) => formatNumber(row.lineCount), atEnd()),
  column("bad", "Bad lines", (row) => <BadLines row={row} />, atEnd()),
  column(
    "bytes",
    "File",
    (row) => (row.fileBytes === null ? "–" : formatBytes(row.fileBytes)),
    atEnd("Compressed length of the scan file"),
  ),
  column("rows", "Rows stored", (row) => rowsWords(row.rowCounts), { className: "min-w-40" }),
  column("error", "Error", (row) => row.error ?? "–", { className: "min-w-40 max-w-md" }),
  column("fileName", "File name", (row) => <span className="break-all">{row.fileName}</span>, {
    className: "min-w-56 max-w-sm",
  }),
  column("scanned", "Scanned", (row) => <Instant at={row.scannedAt} />),
  column("origin", "Came by", (row) => row.origin),
];

const rowsWords = (counts: Record<string, number>): string =>
  Object.entries(counts)
    .map(([name, count]) => `${formatNumber(count)} ${name}`)
    .join(", ") || "–";

const BadLines = ({ row }: { row: ScanRow }) => {
  if (row.badLineCount === 0n) return <>0</>;
  const share = row.lineCount === 0n ? null : Number(row.badLineCount) / Number(row.lineCount);
  return (
    <Popover
      title={`Bad lines of ${row.volume}, ${row.recordOn}`}
      align="end"
      trigger={
        <Button size="sm" variant="ghost">
          {formatNumber(row.badLineCount)}
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
  rows: readonly ScanRow[];
  rowCount: number;
  /** Names of the volumes; empty on the page of one. */
  volumes: readonly string[];
  /** The server's clock, ISO. */
  now: string;
}

/** The ledger: every scan file that was read, or is. */
export const ScanTable = ({ rows, rowCount, volumes, now }: ScanTableProps) => {
  const columns = useMemo(() => columnsAt(now), [now]);
  return (
    <DataTable
      columns={columns}
      rows={rows}
      rowCount={rowCount}
      getRowId={(row) => row.id}
      rowHref={(row) => volumePath(row.volume)}
      caption="Scans"
      noun="scans"
      params={scanTable}
      toolbar={<ScanFilters volumes={volumes} />}
      empty={
        <EmptyState
          title="No such scan"
          text="Drop a filter; or have a worker look for scan files, if there are none yet."
        />
      }
    />
  );
};

const ScanFilters = ({ volumes }: { volumes: readonly string[] }) => {
  const { values, setFilters } = useTableFilters(scanParsers);
  const { volume, state, q } = values;
  return (
    <>
      <DataTableSearch params={scanTable} label="Search files and errors" className="sm:w-56" />
      {volumes.length === 0 ? null : (
        <ChoiceFilter
          label="Volume"
          any="All volumes"
          value={volume}
          options={volumes.map((name) => [name, name])}
          onChange={(text) => setFilters({ volume: text || null })}
        />
      )}
      <ChoiceFilter
        label="State"
        any="Any state"
        value={state}
        options={scanStateFilters.map((one) => [one, scanStateText(one)])}
        onChange={(text) =>
          setFilters({ state: scanStateFilters.find((one) => one === text) ?? null })
        }
      />
      {volume || state || q ? (
        <Button variant="ghost" onClick={() => setFilters({ volume: null, state: null, q: null })}>
          <X aria-hidden />
          Clear filters
        </Button>
      ) : null}
    </>
  );
};
