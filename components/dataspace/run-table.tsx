"use client";

import { useMemo } from "react";
import { DataTable } from "@/components/data-table/data-table";
import { type DataColumn, dataColumns } from "@/components/data-table/data-table-columns";
import { Badge, type BadgeTone } from "@/components/ui/badge";
import { EmptyState } from "@/components/ui/empty-state";
import { Instant } from "@/components/ui/instant";
import { runTable } from "@/lib/dataspace/params";
import type { ReaperRunRow } from "@/lib/dataspace/queries/read-reaper";
import { formatBytes, formatDuration, formatNumber } from "@/lib/platform/format";

/** A run as the list shows it: without its report. */
export type RunRow = Omit<ReaperRunRow, "report">;

const looks: Record<RunRow["state"], { tone: BadgeTone; text: string }> = {
  RUNNING: { tone: "info", text: "Running" },
  DONE: { tone: "success", text: "Done" },
  STOPPED: { tone: "warning", text: "Stopped" },
  FAILED: { tone: "danger", text: "Failed" },
  LOST: { tone: "danger", text: "Its worker ended" },
};

const columns = dataColumns<RunRow>();

const count = (
  id: "generationCount" | "productCount" | "blobCount" | "taskManagerCount",
  header: string,
): DataColumn<RunRow> =>
  columns.display({
    id,
    header,
    cell: ({ row }) => formatNumber(row.original[id]),
    meta: { align: "end" },
  });

const columnsAt = (now: string): DataColumn<RunRow>[] => [
  columns.display({
    id: "startedAt",
    header: "Began",
    cell: ({ row }) => <Instant at={row.original.startedAt} relative now={now} />,
    meta: { isFixed: true },
  }),
  columns.display({
    id: "state",
    header: "State",
    cell: ({ row: { original } }) => (
      <span className="flex flex-wrap gap-1">
        <Badge tone={looks[original.state].tone}>{looks[original.state].text}</Badge>
        {original.isDryRun ? <Badge>Dry run</Badge> : null}
      </span>
    ),
  }),
  columns.display({
    id: "took",
    header: "Took",
    cell: ({ row: { original } }) =>
      original.endedAt === null
        ? "–"
        : formatDuration((original.endedAt.getTime() - original.startedAt.getTime()) / 1000),
    meta: { align: "end" },
  }),
  count("generationCount", "Generations"),
  count("productCount", "Products"),
  count("blobCount", "Values"),
  count("taskManagerCount", "Incarnations"),
  columns.display({
    id: "blobBytes",
    header: "Bytes freed",
    cell: ({ row }) => formatBytes(row.original.blobBytes),
    meta: { align: "end" },
  }),
  columns.display({
    id: "longestBatchMs",
    header: "Longest batch",
    cell: ({ row }) => `${formatNumber(row.original.longestBatchMs)} ms`,
    meta: { align: "end" },
  }),
  columns.display({
    id: "requestedBy",
    header: "Asked for by",
    cell: ({ row }) => row.original.requestedBy ?? "it was due",
  }),
];

interface RunTableProps {
  rows: readonly RunRow[];
  rowCount: number;
  /** The server's clock, ISO. */
  now: string;
}

/** Passes of the Reaper, and dry runs; each leads to what it removed feed by feed. */
export const RunTable = ({ rows, rowCount, now }: RunTableProps) => {
  const shown = useMemo(() => columnsAt(now), [now]);
  return (
    <DataTable
      columns={shown}
      rows={rows}
      rowCount={rowCount}
      getRowId={(row) => String(row.id)}
      rowHref={(row) => `/dataspace/retention?run=${row.id}#run`}
      caption="Passes of the Reaper"
      noun="runs"
      params={runTable}
      toolbar={<h2 className="px-1 text-base font-semibold">Last runs</h2>}
      empty={
        <EmptyState
          title="No pass yet"
          text="The first one comes some time after the workers start; a dry run tells what it would remove."
        />
      }
    />
  );
};
