"use client";

import { ChartFrame } from "@/components/charts/chart-frame";
import { LazyTimeSeriesChart } from "@/components/charts/lazy-time-series-chart";
import { useTableFilters } from "@/components/data-table/use-table-url";
import { EmptyState } from "@/components/ui/empty-state";
import { Freshness, staleOf } from "@/components/ui/freshness";
import { Instant } from "@/components/ui/instant";
import { Select } from "@/components/ui/select";
import { type Range, rangeDays, rangeParsers, ranges } from "@/lib/dataspace/params";
import type { FeedDetail } from "@/lib/dataspace/queries/get-feed";
import type { Arrival } from "@/lib/dataspace/queries/list-arrivals";
import { formatDay, formatDuration, formatNumber } from "@/lib/platform/format";

interface ArrivalsChartProps {
  feed: FeedDetail;
  arrivals: readonly Arrival[];
  range: Range;
  /** The server's clock, ISO. */
  now: string;
}

const TITLE = "Gaps between generations";

/** The generations on a time line: how long each let people wait. */
export const ArrivalsChart = ({ feed, arrivals, range, now }: ArrivalsChartProps) => (
  <ChartFrame
    title={TITLE}
    summary={summaryOf(arrivals, range)}
    source={<Freshness facts={feed.freshness} now={now} isFull className="text-xs" />}
    actions={<RangeChoice />}
    table={{
      columns: [
        { label: "Generation", align: "end" },
        { label: "Made" },
        { label: "Gap before it", align: "end" },
        { label: "Rows received", align: "end" },
      ],
      rows: [...arrivals].reverse().map((one) => ({
        key: String(one.number),
        cells: [
          one.number,
          <Instant key="at" at={one.madeAt} />,
          one.gapSeconds === null ? "–" : formatDuration(one.gapSeconds),
          formatNumber(one.receivedCount),
        ],
      })),
    }}
  >
    {arrivals.length === 0 ? (
      <EmptyState
        title="Nothing came in this time"
        text="Choose a longer time, or look at the list of generations below."
      />
    ) : (
      <LazyTimeSeriesChart
        label={TITLE}
        series={[
          {
            key: "gap",
            name: "Gap before the generation",
            points: arrivals.map(({ madeAt, gapSeconds }) => ({ at: madeAt, value: gapSeconds })),
          },
        ]}
        stale={staleOf(feed.freshness, now)}
        value={{ kind: "duration" }}
        thresholds={thresholdsOf(feed)}
      />
    )}
  </ChartFrame>
);

function thresholdsOf({ intervalSeconds, lifetimeSeconds }: FeedDetail) {
  return [
    ...(intervalSeconds === null ? [] : [{ value: intervalSeconds, label: "expected" }]),
    ...(intervalSeconds === lifetimeSeconds ? [] : [{ value: lifetimeSeconds, label: "lifetime" }]),
  ];
}

function summaryOf(arrivals: readonly Arrival[], range: Range): string {
  const within = `in ${rangeDays[range]} days`;
  const gaps = arrivals.filter(({ gapSeconds }) => gapSeconds !== null);
  if (arrivals.length === 0) return `No generation was made ${within}.`;
  const [first] = gaps;
  if (!first) return "There is one generation so far, so there is no gap yet.";
  const gapOf = (one: Arrival) => one.gapSeconds ?? 0;
  const longest = gaps.reduce((worst, one) => (gapOf(one) > gapOf(worst) ? one : worst));
  const sorted = gaps.map(gapOf).sort((a, b) => a - b);
  const middle = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  return (
    `A generation usually came ${formatDuration(middle)} after the one before; the longest gap ` +
    `${within} was ${formatDuration(gapOf(longest))}, before generation ${longest.number} on ` +
    `${formatDay(longest.madeAt)}.`
  );
}

const RangeChoice = () => {
  const { values, setFilters } = useTableFilters(rangeParsers);
  return (
    <Select
      aria-label="Time shown"
      value={values.range}
      className="w-auto"
      onChange={(event) =>
        setFilters({ range: ranges.find((one) => one === event.target.value) ?? null })
      }
    >
      {ranges.map((one) => (
        <option key={one} value={one}>
          {rangeDays[one] === 365 ? "1 year" : `${rangeDays[one]} days`}
        </option>
      ))}
    </Select>
  );
};
