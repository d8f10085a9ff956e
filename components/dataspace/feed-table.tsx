"use client";

import { type ReactNode, useMemo } from "react";
import { ListTable } from "@/components/data-table/list-table";
import { DementedBadge, FreshnessBadge } from "@/components/ui/freshness";
import type { FeedRow, feedList } from "@/lib/dataspace/lists/feeds";
import { whyStale } from "@/lib/dataspace/model/freshness";
import { feedPath } from "@/lib/dataspace/params";
import { formatDuration, formatNumber } from "@/lib/platform/format";
import type { CellsOf } from "@/lib/platform/list/declare";
import type { ListView } from "@/lib/platform/list/view";

const cellsAt = (now: string): CellsOf<typeof feedList, ReactNode> => ({
  state: (row) => <FeedState row={row} now={now} />,
  why: (row) => <Why row={row} />,
  cadence: (row) => <Cadence row={row} />,
  refused: (row) => <Refused row={row} />,
});

const FeedState = ({ row, now }: { row: FeedRow; now: string }) => (
  <span className="flex flex-wrap items-center gap-1">
    <FreshnessBadge state={row.state} validUntil={row.validUntil} now={now} />
    {row.demented > 0 ? <DementedBadge count={row.demented} /> : null}
  </span>
);

const Why = ({ row }: { row: FeedRow }) => {
  const { age: madeAt, received: receivedAt, products, missed, carried, heard } = row;
  const { state, validUntil, refusedSince } = row;
  const counts = { productCount: products, carriedCount: carried, missedCount: missed };
  const facts = { state, madeAt, receivedAt, validUntil, refusedSince, heardAt: heard, ...counts };
  return <span className="text-sm">{whyStale(facts)}</span>;
};

const Cadence = ({ row: { cadence, interval } }: { row: FeedRow }) => (
  <span className="whitespace-nowrap">
    {cadence === null ? "–" : formatDuration(cadence)}
    {interval === null ? null : (
      <span className="text-muted-foreground"> of {formatDuration(interval)}</span>
    )}
  </span>
);

const Refused = ({ row: { refused, refusedReports } }: { row: FeedRow }) => (
  <span className="whitespace-nowrap">
    {formatNumber(refused)}
    {refusedReports === 0 ? null : (
      <span className="text-muted-foreground">
        {" "}
        in {refusedReports} {refusedReports === 1 ? "report" : "reports"}
      </span>
    )}
  </span>
);

interface FeedTableProps {
  view: ListView;
  rows: readonly FeedRow[];
  rowCount: number;
  /** The server's clock, ISO. */
  now: string;
}

/** Every source, the worst first. */
export const FeedTable = (props: FeedTableProps) => {
  const cells = useMemo(() => cellsAt(props.now), [props.now]);
  return <ListTable {...props} cells={cells} rowHref={(row) => feedPath(row.name)} />;
};
