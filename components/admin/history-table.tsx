"use client";

import type { ReactNode } from "react";
import { HistoryActor, HistoryChange, HistorySubject } from "@/components/admin/history-value";
import { ListTable } from "@/components/data-table/list-table";
import type { EventRow, eventList } from "@/lib/history/lists/events";
import type { CellsOf } from "@/lib/platform/list/declare";
import type { ListView } from "@/lib/platform/list/view";

const cells: CellsOf<typeof eventList, ReactNode> = {
  who: (row) => <HistoryActor event={row} />,
  what: (row) => <HistorySubject event={row} />,
  change: (row) => <HistoryChange change={row.change} />,
};

interface HistoryTableProps {
  view: ListView;
  rows: readonly EventRow[];
  rowCount: number;
}

export const HistoryTable = (props: HistoryTableProps) => <ListTable {...props} cells={cells} />;
