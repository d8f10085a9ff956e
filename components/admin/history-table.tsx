"use client";

import { HistoryActor, HistoryChange, HistorySubject } from "@/components/admin/history-value";
import { DataTable } from "@/components/data-table/data-table";
import { dataColumns } from "@/components/data-table/data-table-columns";
import { DataTableSearch } from "@/components/data-table/data-table-search";
import { EmptyState } from "@/components/ui/empty-state";
import { Instant } from "@/components/ui/instant";
import { historyTable } from "@/lib/admin/params";
import type { HistoryRow } from "@/lib/history/model";

const column = dataColumns<HistoryRow>();

const columns = [
  column.accessor("at", {
    header: "When",
    cell: (cell) => <Instant at={cell.row.original.at} />,
    meta: { isFixed: true },
  }),
  column.display({
    id: "who",
    header: "Who",
    cell: (cell) => <HistoryActor event={cell.row.original} />,
  }),
  column.display({
    id: "what",
    header: "What",
    cell: (cell) => <HistorySubject event={cell.row.original} />,
  }),
  column.display({
    id: "change",
    header: "Was → now",
    cell: (cell) => <HistoryChange change={cell.row.original.change} />,
  }),
  column.accessor("note", { header: "Note", cell: (cell) => cell.row.original.note ?? "–" }),
];

type HistoryTableProps = { rows: HistoryRow[]; rowCount: number; isFiltered: boolean };

export const HistoryTable = ({ rows, rowCount, isFiltered }: HistoryTableProps) => (
  <DataTable
    columns={columns}
    rows={rows}
    rowCount={rowCount}
    getRowId={(row) => row.id}
    caption="Audit trail of administrative changes, newest first"
    noun="changes"
    params={historyTable}
    toolbar={
      <DataTableSearch
        params={historyTable}
        label="Search who, what and notes"
        className="sm:w-80"
      />
    }
    empty={
      isFiltered ? (
        <EmptyState title="No such change" text="Drop the search to see all of them." />
      ) : (
        <EmptyState
          title="No changes yet"
          text="Every change made here or by the command line appears here."
        />
      )
    }
  />
);
