import { type DataColumn, dataColumns } from "@/components/data-table/data-table-columns";
import { DementedBadge, FreshnessBadge } from "@/components/ui/freshness";
import { Instant } from "@/components/ui/instant";
import type { FeedRow } from "@/lib/dataspace/queries/list-feeds";
import { formatBytes, formatDuration, formatNumber } from "@/lib/platform/format";

const columns = dataColumns<FeedRow>();

/** The list of sources. `now` is the server's clock, ISO. */
export const feedColumns = (now: string): DataColumn<FeedRow>[] => [
  columns.display({
    id: "name",
    header: "Feed",
    cell: ({ row }) => row.original.freshness.feed,
    meta: { isFixed: true },
  }),
  columns.display({
    id: "state",
    header: "Freshness",
    cell: ({ row }) => <FeedState row={row.original} now={now} />,
  }),
  columns.display({
    id: "generation",
    header: "Generation",
    cell: ({ row }) => formatNumber(row.original.freshness.generation),
    meta: { align: "end", help: "Number of the newest report" },
  }),
  columns.display({
    id: "age",
    header: "Made",
    cell: ({ row }) => <When at={row.original.freshness.madeAt} now={now} />,
    meta: { help: "The instant that the newest report speaks of" },
  }),
  columns.display({
    id: "received",
    header: "Received",
    cell: ({ row }) => <When at={row.original.freshness.receivedAt} now={now} />,
  }),
  columns.display({
    id: "cadence",
    header: "Cadence",
    cell: ({ row }) => <Cadence row={row.original} />,
    meta: { help: "Median of the last 20 gaps between reports" },
  }),
  columns.display({
    id: "products",
    header: "Products",
    cell: ({ row }) => formatNumber(row.original.productCount),
    meta: { align: "end", help: "Values that the newest generation holds" },
  }),
  columns.display({
    id: "bytes",
    header: "Bytes",
    cell: ({ row }) => formatBytes(row.original.storedBytes),
    meta: { align: "end", help: "What these values take in the database, compressed" },
  }),
  columns.display({
    id: "missed",
    header: "Missed",
    cell: ({ row }) => formatNumber(row.original.freshness.missedCount),
    meta: { align: "end", help: "Updates that the longest carried product has missed" },
  }),
  columns.display({
    id: "refused",
    header: "Refused rows",
    cell: ({ row }) => <Refused row={row.original} />,
    meta: { align: "end", help: "Rows and whole reports that were turned away within 7 days" },
  }),
  columns.display({ id: "kind", header: "Kind", cell: ({ row }) => row.original.kind }),
  columns.display({
    id: "cluster",
    header: "Cluster",
    cell: ({ row }) => row.original.cluster?.name ?? "–",
  }),
  columns.display({
    id: "sender",
    header: "Sender",
    cell: ({ row }) => row.original.sender?.name ?? "–",
    meta: { help: "The component that sent the newest report" },
  }),
];

const FeedState = ({ row, now }: { row: FeedRow; now: string }) => {
  const { state, validUntil, dementedCount } = row.freshness;
  return (
    <span className="flex flex-wrap items-center gap-1">
      <FreshnessBadge state={state} validUntil={validUntil} now={now} />
      {dementedCount > 0 ? <DementedBadge count={dementedCount} /> : null}
    </span>
  );
};

const When = ({ at, now }: { at: Date | null; now: string }) =>
  at === null ? "–" : <Instant at={at} relative now={now} />;

const Cadence = ({ row: { cadenceSeconds, intervalSeconds } }: { row: FeedRow }) => (
  <span className="whitespace-nowrap">
    {cadenceSeconds === null ? "–" : formatDuration(cadenceSeconds)}
    {intervalSeconds === null ? null : (
      <span className="text-muted-foreground"> of {formatDuration(intervalSeconds)}</span>
    )}
  </span>
);

const Refused = ({ row: { refusedRows, refusedReports } }: { row: FeedRow }) => (
  <span className="whitespace-nowrap">
    {formatNumber(refusedRows)}
    {refusedReports === 0 ? null : (
      <span className="text-muted-foreground">
        {" "}
        in {refusedReports} {refusedReports === 1 ? "report" : "reports"}
      </span>
    )}
  </span>
);
