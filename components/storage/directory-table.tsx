"use client";

import { type ReactNode, useMemo } from "react";
import { ListTable } from "@/components/data-table/list-table";
import { useRowSelection } from "@/components/data-table/use-row-selection";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { groupPath } from "@/lib/groups/params";
import type { ListView } from "@/lib/platform/list/view";
import type { DirectoryRow } from "@/lib/storage/lists/directories";
import { DecideDialog } from "./decide-dialog";
import { directoryCells } from "./directory-cells";

interface DirectoryTableProps {
  view: ListView;
  rows: readonly DirectoryRow[];
  rowCount: number;
  canDecide: boolean;
  /** On the page of one group, whose table has no filters. */
  isOfGroup?: boolean;
}

/** What lies below base directories, and what people decided about it. */
export const DirectoryTable = (props: DirectoryTableProps) => {
  const { rows, rowCount, canDecide, isOfGroup = false } = props;
  const selection = useRowSelection();
  const chosen = rows.filter(({ id }) => selection.ids.has(id));
  const view = useMemo(
    () => (canDecide ? { ...props.view, columns: [...props.view.columns, decide] } : props.view),
    [props.view, canDecide],
  );
  return (
    <ListTable
      view={view}
      rows={rows}
      rowCount={rowCount}
      cells={cells}
      rowLabel={(row) => row.fullPath}
      {...(isOfGroup
        ? { empty: <NothingBelow /> }
        : { rowHref: (row: DirectoryRow) => `${groupPath(row.group)}?base=${row.baseId}` })}
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

/** What somebody may do with a row; no value of the list. */
const decide = {
  id: "decide",
  header: "Decide",
  cell: "drawn",
  align: "start",
  isFixed: true,
} as const;

const cells = {
  ...directoryCells,
  decide: (row: DirectoryRow): ReactNode => <DecideDialog rows={[row]} />,
};

const NothingBelow = () => (
  <EmptyState
    title="No directory"
    text="The newest scan names no directory below this base directory."
  />
);
