"use client";

import { useMemo } from "react";
import { DataTable } from "@/components/data-table/data-table";
import { type DataColumn, dataColumns } from "@/components/data-table/data-table-columns";
import { DataTableSearch } from "@/components/data-table/data-table-search";
import { EmptyState } from "@/components/ui/empty-state";
import { Instant } from "@/components/ui/instant";
import { refusalTable } from "@/lib/dataspace/params";
import type { RefusalRow } from "@/lib/dataspace/queries/list-refusals";
import { formatNumber } from "@/lib/platform/format";

const columns = dataColumns<RefusalRow>();

const columnsAt = (now: string, isOfOneFeed: boolean): DataColumn<RefusalRow>[] => [
  columns.display({
    id: "at",
    header: "Refused",
    cell: ({ row }) => <Instant at={row.original.at} relative now={now} />,
    meta: { isFixed: true },
  }),
  ...(isOfOneFeed
    ? []
    : [
        columns.display({
          id: "feed",
          header: "Feed",
          cell: ({ row }) => row.original.feed ?? "names none",
        }),
      ]),
  columns.display({
    id: "sender",
    header: "Sender",
    cell: ({ row }) => row.original.sender?.name ?? "–",
  }),
  columns.display({
    id: "detail",
    header: "Why",
    cell: ({ row }) => row.original.detail,
    meta: { className: "min-w-64 max-w-xl break-words" },
  }),
  columns.display({
    id: "rejected",
    header: "Bad rows",
    cell: ({ row: { original } }) =>
      `${formatNumber(original.rejectedCount)} of ${formatNumber(original.receivedCount)}`,
    meta: { align: "end" },
  }),
  columns.display({
    id: "requestRef",
    header: "Request",
    cell: ({ row }) => <code className="font-mono">{row.original.requestRef}</code>,
    meta: { help: "Finds the request in the log" },
  }),
];

interface RefusalTableProps {
  rows: readonly RefusalRow[];
  rowCount: number;
  isFiltered: boolean;
  isOfOneFeed: boolean;
  /** The server's clock, ISO. */
  now: string;
}

/** Reports that were turned away; each leads to its bad rows. */
export const RefusalTable = (props: RefusalTableProps) => {
  const { now, isOfOneFeed } = props;
  const shown = useMemo(() => columnsAt(now, isOfOneFeed), [now, isOfOneFeed]);
  return (
    <DataTable
      columns={shown}
      rows={props.rows}
      rowCount={props.rowCount}
      getRowId={(row) => row.id}
      rowHref={(row) => `/dataspace/refused/${row.id}`}
      caption="Refused reports"
      noun="reports"
      params={refusalTable}
      toolbar={<DataTableSearch params={refusalTable} label="Search reasons" className="sm:w-72" />}
      empty={
        props.isFiltered ? (
          <EmptyState title="No such report" text="Drop the search to see all of them." />
        ) : (
          <EmptyState title="Nothing was refused" text="Every report that came was stored." />
        )
      }
    />
  );
};
