"use client";

import { type ReactNode, useMemo } from "react";
import { ListTable } from "@/components/data-table/list-table";
import { Instant } from "@/components/ui/instant";
import type { GenerationRow, generationList } from "@/lib/dataspace/lists/generations";
import { feedPath } from "@/lib/dataspace/params";
import type { CellsOf } from "@/lib/platform/list/declare";
import type { ListView } from "@/lib/platform/list/view";

const cellsAt = (now: string): CellsOf<typeof generationList, ReactNode> => ({
  number: (row) => row.number,
  receivedAt: (row) =>
    row.receivedAt === null ? "–" : <Instant at={row.receivedAt} relative now={now} />,
  requestRef: (row) => <code className="font-mono">{row.requestRef}</code>,
});

interface GenerationTableProps {
  feed: string;
  view: ListView;
  rows: readonly GenerationRow[];
  rowCount: number;
  /** The server's clock, ISO. */
  now: string;
}

export const GenerationTable = ({ feed, now, ...props }: GenerationTableProps) => {
  const cells = useMemo(() => cellsAt(now), [now]);
  return <ListTable {...props} cells={cells} rowHref={(row) => feedPath(feed, `/${row.number}`)} />;
};
