"use client";

import { DataTable } from "@/components/data-table/data-table";
import { dataColumns } from "@/components/data-table/data-table-columns";
import { EmptyState } from "@/components/ui/empty-state";
import { refusedRowTable } from "@/lib/dataspace/params";
import type { RefusedRowView } from "@/lib/dataspace/queries/list-refusals";

const column = dataColumns<RefusedRowView>();

const columns = [
  column.display({
    id: "line",
    header: "Line",
    cell: ({ row }) => row.original.line,
    meta: { isFixed: true },
  }),
  column.display({
    id: "reason",
    header: "Why",
    cell: ({ row }) => row.original.reason,
    meta: { className: "min-w-56 break-words" },
  }),
  column.display({
    id: "content",
    header: "What it held",
    cell: ({ row }) => (
      <code className="font-mono text-sm break-all whitespace-pre-wrap">
        {row.original.content ?? "–"}
      </code>
    ),
    meta: { className: "min-w-72" },
  }),
];

interface RefusedRowTableProps {
  rows: readonly RefusedRowView[];
  rowCount: number;
}

/** The bad rows of one refused report. */
export const RefusedRowTable = ({ rows, rowCount }: RefusedRowTableProps) => (
  <DataTable
    columns={columns}
    rows={rows}
    rowCount={rowCount}
    getRowId={(row) => String(row.line)}
    caption="Bad rows by line"
    noun="rows"
    params={refusedRowTable}
    empty={
      <EmptyState
        title="No single row was at fault"
        text="The report was refused as a whole; the reason stands above."
      />
    }
  />
);
