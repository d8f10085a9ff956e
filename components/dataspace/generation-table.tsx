"use client";

import { useMemo } from "react";
import { DataTable } from "@/components/data-table/data-table";
import { type DataColumn, dataColumns } from "@/components/data-table/data-table-columns";
import { DataTableSearch } from "@/components/data-table/data-table-search";
import { EmptyState } from "@/components/ui/empty-state";
import { Instant } from "@/components/ui/instant";
import { feedPath, generationTable } from "@/lib/dataspace/params";
import type { GenerationRow } from "@/lib/dataspace/queries/list-generations";
import { formatNumber } from "@/lib/platform/format";

const columns = dataColumns<GenerationRow>();

const count = (
  id: "received" | "stored" | "unchanged" | "rejected",
  header: string,
  help: string,
): DataColumn<GenerationRow> =>
  columns.display({
    id,
    header,
    cell: ({ row }) => formatNumber(row.original[`${id}Count`]),
    meta: { align: "end", help },
  });

const columnsAt = (now: string): DataColumn<GenerationRow>[] => [
  columns.display({
    id: "number",
    header: "Generation",
    cell: ({ row }) => row.original.number,
    meta: { isFixed: true },
  }),
  columns.display({
    id: "madeAt",
    header: "Made",
    cell: ({ row }) => <Instant at={row.original.madeAt} />,
    meta: { help: "The instant that the report speaks of" },
  }),
  columns.display({
    id: "receivedAt",
    header: "Received",
    cell: ({ row }) =>
      row.original.receivedAt === null ? (
        "–"
      ) : (
        <Instant at={row.original.receivedAt} relative now={now} />
      ),
  }),
  columns.display({
    id: "sender",
    header: "Sender",
    cell: ({ row }) => row.original.sender?.name ?? "–",
  }),
  count("received", "Rows", "Rows that came"),
  count("stored", "Stored", "Rows that were new or changed something"),
  count("unchanged", "Unchanged", "Rows that said what was known already"),
  count("rejected", "Rejected", "Bad rows, which were left out"),
  columns.display({
    id: "summary",
    header: "Summary",
    cell: ({ row }) => row.original.summary ?? "–",
    meta: { className: "min-w-48" },
  }),
  columns.display({
    id: "requestRef",
    header: "Request",
    cell: ({ row }) => <code className="font-mono">{row.original.requestRef}</code>,
    meta: { help: "Finds the request in the log" },
  }),
];

interface GenerationTableProps {
  feed: string;
  rows: readonly GenerationRow[];
  rowCount: number;
  isFiltered: boolean;
  /** The server's clock, ISO. */
  now: string;
}

export const GenerationTable = ({
  feed,
  rows,
  rowCount,
  isFiltered,
  now,
}: GenerationTableProps) => {
  const shown = useMemo(() => columnsAt(now), [now]);
  return (
    <DataTable
      columns={shown}
      rows={rows}
      rowCount={rowCount}
      getRowId={(row) => String(row.number)}
      rowHref={(row) => feedPath(feed, `/${row.number}`)}
      caption={`Generations of ${feed}`}
      noun="generations"
      params={generationTable}
      toolbar={
        <DataTableSearch
          params={generationTable}
          label="Search number, sender, summary"
          className="sm:w-72"
        />
      }
      empty={
        isFiltered ? (
          <EmptyState title="No such generation" text="Drop the search to see all of them." />
        ) : (
          <EmptyState
            title="No generation yet"
            text="The sender has not delivered a report that could be stored; look at what was refused."
          />
        )
      }
    />
  );
};
