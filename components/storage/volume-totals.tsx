"use client";

import { ChartFrame } from "@/components/charts/chart-frame";
import { LazyTimeSeriesChart } from "@/components/charts/lazy-time-series-chart";
import { EmptyState } from "@/components/ui/empty-state";
import { Freshness, type FreshnessFacts, staleOf } from "@/components/ui/freshness";
import { formatBytes, formatNumber } from "@/lib/platform/format";
import type { VolumeTotal } from "@/lib/storage/queries/get-volume";

interface VolumeTotalsProps {
  totals: readonly VolumeTotal[];
  freshness: FreshnessFacts | null;
  feedHref: string | undefined;
  /** Whether these are only some of the groups. */
  isPartial: boolean;
  /** The server's clock, ISO. */
  now: string;
}

const words = (bytes: number): string => formatBytes(BigInt(Math.round(bytes)));

/** What a volume held over a year. */
export const VolumeTotals = (props: VolumeTotalsProps) => {
  const { totals, freshness, now } = props;
  const source =
    freshness === null ? undefined : (
      <Freshness facts={freshness} now={now} href={props.feedHref} className="text-xs" />
    );
  return (
    <ChartFrame
      title={props.isPartial ? "What your groups used" : "What all groups used"}
      summary={summaryOf(totals)}
      source={source}
      table={{
        columns: [
          { label: "Record date" },
          { label: "Used", align: "end" },
          { label: "Quotas", align: "end" },
          { label: "Files", align: "end" },
        ],
        rows: [...totals].reverse().map((total) => ({
          key: total.on,
          cells: [
            total.on,
            words(total.used),
            total.quota === null ? "–" : words(total.quota),
            formatNumber(total.usedInodes),
          ],
        })),
      }}
    >
      {totals.length === 0 ? (
        <EmptyState title="Nothing to draw" text="No stored scan of this volume names a group." />
      ) : (
        <LazyTimeSeriesChart
          label="Used bytes over time"
          series={[
            {
              key: "used",
              name: "Used",
              points: totals.map(({ on, used }) => ({ at: on, value: used })),
            },
          ]}
          stale={freshness === null ? undefined : staleOf(freshness, now)}
          value={{ kind: "bytes" }}
        />
      )}
    </ChartFrame>
  );
};

function summaryOf(totals: readonly VolumeTotal[]): string {
  const [first] = totals;
  const last = totals.at(-1);
  if (!first || !last) return "No scan was stored yet.";
  return `From ${words(first.used)} on ${first.on} to ${words(last.used)} on ${last.on}, over ${formatNumber(totals.length)} scans.`;
}

/** Groups by level over the same time. */
export const VolumeLevels = ({ totals }: { totals: readonly VolumeTotal[] }) => (
  <ChartFrame
    title="Warnings over time"
    summary="Groups that were Kinda OK and Not OK, the worse of bytes and files."
    table={{
      columns: [
        { label: "Record date" },
        { label: "Not OK", align: "end" },
        { label: "Kinda OK", align: "end" },
        { label: "OK", align: "end" },
      ],
      rows: [...totals].reverse().map((total) => ({
        key: total.on,
        cells: [total.on, total.notOkCount, total.kindaCount, total.okCount],
      })),
    }}
  >
    {totals.length === 0 ? (
      <EmptyState title="Nothing to draw" text="No stored scan of this volume names a group." />
    ) : (
      <LazyTimeSeriesChart
        label="Groups with a warning over time"
        series={[
          {
            key: "not",
            name: "Not OK",
            points: totals.map(({ on, notOkCount }) => ({ at: on, value: notOkCount })),
          },
          {
            key: "kinda",
            name: "Kinda OK",
            points: totals.map(({ on, kindaCount }) => ({ at: on, value: kindaCount })),
          },
        ]}
        value={{ kind: "number" }}
      />
    )}
  </ChartFrame>
);
