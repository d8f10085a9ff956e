"use client";

import type { ReactNode } from "react";
import { DeleteClusterDialog, RenameClusterDialog } from "@/components/admin/cluster-dialogs";
import { ListTable } from "@/components/data-table/list-table";
import type { ClusterRow, clusterList } from "@/lib/admin/lists/clusters";
import type { CellsOf } from "@/lib/platform/list/declare";
import type { ListView } from "@/lib/platform/list/view";

const cells: CellsOf<typeof clusterList, ReactNode> = {
  id: ({ id }) => <code className="font-mono">{id}</code>,
  actions: (row) => (
    <div className="flex justify-end gap-1">
      <RenameClusterDialog cluster={row} />
      <DeleteClusterDialog cluster={row} />
    </div>
  ),
};

type ClusterTableProps = { view: ListView; rows: readonly ClusterRow[]; rowCount: number };

export const ClusterTable = (props: ClusterTableProps) => <ListTable {...props} cells={cells} />;
