"use client";

import type { ReactNode } from "react";
import { ListTable } from "@/components/data-table/list-table";
import type { RefusalRow, refusalList } from "@/lib/dataspace/lists/refusals";
import { formatNumber } from "@/lib/platform/format";
import type { CellsOf } from "@/lib/platform/list/declare";
import type { ListView } from "@/lib/platform/list/view";

const cells: CellsOf<typeof refusalList, ReactNode> = {
  feed: (row) => row.feed ?? "names none",
  rejected: (row) => `${formatNumber(row.rejected)} of ${formatNumber(row.received)}`,
  requestRef: (row) => <code className="font-mono">{row.requestRef}</code>,
};

interface RefusalTableProps {
  view: ListView;
  rows: readonly RefusalRow[];
  rowCount: number;
  /** The server's clock, ISO. */
  now: string;
}

/** Reports that were turned away; each leads to its bad rows. */
export const RefusalTable = (props: RefusalTableProps) => (
  <ListTable {...props} cells={cells} rowHref={(row) => `/dataspace/refused/${row.id}`} />
);
