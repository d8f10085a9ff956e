"use client";

import { DeleteClusterDialog, RenameClusterDialog } from "@/components/admin/cluster-dialogs";
import { DataTable } from "@/components/data-table/data-table";
import { dataColumns } from "@/components/data-table/data-table-columns";
import { DataTableSearch } from "@/components/data-table/data-table-search";
import { EmptyState } from "@/components/ui/empty-state";
import { Instant } from "@/components/ui/instant";
import { clusterTable } from "@/lib/admin/params";
import type { ClusterRow } from "@/lib/admin/queries/clusters";
import { formatNumber } from "@/lib/platform/format";

const column = dataColumns<ClusterRow>();

const columns = [
  column.accessor("id", {
    header: "ID",
    cell: (cell) => <code className="font-mono">{cell.getValue()}</code>,
    meta: { isFixed: true },
  }),
  column.accessor("name", { header: "Name" }),
  column.accessor("componentCount", {
    header: "Components",
    cell: (cell) => formatNumber(cell.getValue()),
    meta: { align: "end" },
  }),
  column.accessor("caseCount", {
    header: "Cases",
    cell: (cell) => formatNumber(cell.getValue()),
    meta: { align: "end" },
  }),
  column.accessor("createdAt", {
    header: "Created",
    cell: (cell) => <Instant at={cell.getValue()} />,
  }),
  column.display({
    id: "actions",
    header: () => <span className="sr-only">Actions</span>,
    cell: (cell) => (
      <div className="flex justify-end gap-1">
        <RenameClusterDialog cluster={cell.row.original} />
        <DeleteClusterDialog cluster={cell.row.original} />
      </div>
    ),
    meta: { label: "Actions", isFixed: true },
  }),
];

type ClusterTableProps = { rows: ClusterRow[]; rowCount: number; isFiltered: boolean };

export const ClusterTable = ({ rows, rowCount, isFiltered }: ClusterTableProps) => (
  <DataTable
    columns={columns}
    rows={rows}
    rowCount={rowCount}
    getRowId={(row) => row.id}
    caption="Clusters"
    noun="clusters"
    params={clusterTable}
    toolbar={<DataTableSearch params={clusterTable} label="Search clusters" />}
    empty={
      isFiltered ? (
        <EmptyState title="No such cluster" text="Drop the search to see all of them." />
      ) : (
        <EmptyState
          title="No clusters yet"
          text="Create the first one; then add its detector as a component."
        />
      )
    }
  />
);
