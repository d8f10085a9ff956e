"use client";

import { functionalUpdate, type RowSelectionState, useTable } from "@tanstack/react-table";
import { useMemo } from "react";
import {
  type DataColumn,
  type DataTableFeatures,
  dataTableFeatures,
} from "@/components/data-table/data-table-columns";
import type { RowSelection } from "@/components/data-table/use-row-selection";

type DataTableOptions<Row extends object> = {
  columns: readonly DataColumn<Row>[];
  rows: readonly Row[];
  getRowId: (row: Row) => string;
  hidden: readonly string[];
  selection: RowSelection | undefined;
};

/** The table of one page of rows; which rows and in which order is the server's business. */
export const useDataTable = <Row extends object>(options: DataTableOptions<Row>) => {
  const { columns, hidden, selection } = options;
  const first = columns[0] === undefined ? undefined : columnId(columns[0]);
  const ids = selection?.ids;
  const columnVisibility = useMemo(
    () => Object.fromEntries(hidden.filter((id) => id !== first).map((id) => [id, false])),
    [hidden, first],
  );
  const rowSelection: RowSelectionState = useMemo(
    () => Object.fromEntries([...(ids ?? [])].map((id) => [id, true as const])),
    [ids],
  );

  return useTable<DataTableFeatures, Row>({
    features: dataTableFeatures,
    columns,
    data: options.rows,
    getRowId: options.getRowId,
    enableRowSelection: selection !== undefined,
    state: { columnVisibility, rowSelection },
    onRowSelectionChange: (updater) => {
      const next = functionalUpdate(updater, rowSelection);
      selection?.onChange(new Set(Object.keys(next).filter((id) => next[id])));
    },
  });
};

/** The id TanStack gives a column: its own, or the key it reads. */
export const columnId = <Row extends object>(column: DataColumn<Row>): string =>
  column.id ?? ("accessorKey" in column ? String(column.accessorKey) : "");
