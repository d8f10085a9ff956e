"use client";

import { useMemo } from "react";
import { DataTable } from "@/components/data-table/data-table";
import { useRowSelection } from "@/components/data-table/use-row-selection";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import type { TableSpec } from "@/lib/platform/table-params";
import { groupPath } from "@/lib/storage/params/group-usage";
import { directoryTable, groupDirectoryTable } from "@/lib/storage/params/lists";
import type { DirectoryRow } from "@/lib/storage/queries/list-directories";
import type { StorageChoices } from "@/lib/storage/queries/list-volumes";
import { DecideDialog } from "./decide-dialog";
import { directoryColumns } from "./directory-columns";
import { DirectoryFilters } from "./directory-filters";

interface DirectoryTableProps {
  rows: readonly DirectoryRow[];
  rowCount: number;
  canDecide: boolean;
  /** Null on the page of one group, whose table has no filters. */
  choices: StorageChoices | null;
}

/** What lies below base directories, and what people decided about it. */
export const DirectoryTable = ({ rows, rowCount, canDecide, choices }: DirectoryTableProps) => {
  const columns = useMemo(() => directoryColumns(canDecide), [canDecide]);
  const selection = useRowSelection();
  const chosen = rows.filter(({ id }) => selection.ids.has(id));
  const spec: { spec: TableSpec } = choices === null ? groupDirectoryTable : directoryTable;
  return (
    <DataTable
      columns={columns}
      rows={rows}
      rowCount={rowCount}
      getRowId={(row) => row.id}
      rowLabel={(row) => row.fullPath}
      caption="Directories"
      noun="directories"
      params={spec}
      {...(choices === null
        ? {}
        : {
            toolbar: <DirectoryFilters choices={choices} />,
            rowHref: (row: DirectoryRow) => `${groupPath(row.group)}?base=${row.baseId}`,
          })}
      empty={
        <EmptyState
          title="No directory"
          text={
            choices === null
              ? "The newest scan names no directory below this base directory."
              : "Drop the search or one of the filters."
          }
        />
      }
      {...(canDecide
        ? {
            selection,
            selectionBar:
              selection.ids.size === 0 ? null : (
                <div className="flex flex-wrap items-center gap-2 border-b border-border p-2.5">
                  <span role="status">{chosen.length} of this page selected</span>
                  {chosen.length === 0 ? null : (
                    <DecideDialog rows={chosen} onDone={selection.clear} />
                  )}
                  <Button variant="ghost" size="sm" onClick={selection.clear}>
                    Clear selection
                  </Button>
                </div>
              ),
          }
        : {})}
    />
  );
};
