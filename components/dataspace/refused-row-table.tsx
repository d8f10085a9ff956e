"use client";

import type { ReactNode } from "react";
import { ListTable } from "@/components/data-table/list-table";
import type { RefusedRowRow, refusedRowList } from "@/lib/dataspace/lists/refused-rows";
import type { CellsOf } from "@/lib/platform/list/declare";
import type { ListView } from "@/lib/platform/list/view";

const cells: CellsOf<typeof refusedRowList, ReactNode> = {
  line: (row) => row.line,
  content: (row) => (
    <code className="font-mono text-sm break-all whitespace-pre-wrap">{row.content ?? "–"}</code>
  ),
};

interface RefusedRowTableProps {
  view: ListView;
  rows: readonly RefusedRowRow[];
  rowCount: number;
}

/** The bad rows of one refused report. */
export const RefusedRowTable = (props: RefusedRowTableProps) => (
  <ListTable {...props} cells={cells} />
);
