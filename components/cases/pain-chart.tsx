"use client";

import { ChartFrame } from "@/components/charts/chart-frame";
import { LazyTimeSeriesChart } from "@/components/charts/lazy-time-series-chart";
import { Freshness, type FreshnessFacts, staleOf } from "@/components/ui/freshness";
import { Instant } from "@/components/ui/instant";
import type { CaseDetail } from "@/lib/cases/queries/get-case";
import type { CaseSample } from "@/lib/cases/queries/list-case-samples";
import { formatDay, formatNumber } from "@/lib/platform/format";

interface PainChartProps {
  detail: Pick<CaseDetail, "metricTitle" | "metricUnit" | "generation">;
  samples: readonly CaseSample[];
  /** Of the feed that named the case. */
  freshness: FreshnessFacts | null;
  /** The server's clock, ISO. */
  now: string;
  /** Page of the feed, for readers who may open it. */
  feedHref: string | undefined;
}

/** The metric of a case over the reports that named it, whatever the type calls it. */
export const PainChart = ({ detail, samples, freshness, now, feedHref }: PainChartProps) => {
  const { metricTitle, metricUnit, generation } = detail;
  const title = `${metricTitle} over reports`;
  const withUnit = metricUnit ? `${metricTitle} (${metricUnit})` : metricTitle;
  return (
    <ChartFrame
      title={title}
      summary={summaryOf(metricTitle, metricUnit, samples)}
      source={
        generation === null || freshness === null ? undefined : (
          <>
            {generation.number === freshness.generation
              ? null
              : `Last named in generation ${generation.number}. `}
            <Freshness facts={freshness} now={now} href={feedHref} className="text-xs" />
          </>
        )
      }
      table={{
        columns: [
          { label: "Report", align: "end" },
          { label: "Received" },
          { label: withUnit, align: "end" },
        ],
        rows: [...samples].reverse().map((sample) => ({
          key: String(sample.tick),
          cells: [
            sample.tick,
            <Instant key="at" at={sample.at} />,
            formatNumber(sample.metric, { digits: 2 }),
          ],
        })),
      }}
    >
      <LazyTimeSeriesChart
        label={title}
        series={[
          {
            key: metricTitle,
            name: withUnit,
            points: samples.map(({ at, metric }) => ({ at, value: metric })),
          },
        ]}
        stale={staleOf(freshness, now)}
        value={{ kind: "number", digits: 2, ...(metricUnit ? { unit: metricUnit } : {}) }}
      />
    </ChartFrame>
  );
};

function summaryOf(title: string, unit: string, samples: readonly CaseSample[]): string {
  const [first] = samples;
  const last = samples.at(-1);
  if (!first || !last) return "No report of this case is kept.";
  const words = (value: number) => `${formatNumber(value, { digits: 2 })}${unit && ` ${unit}`}`;
  if (first === last) return `${title} was ${words(last.metric)} in the only report so far.`;
  const highest = samples.reduce((worst, one) => (one.metric > worst.metric ? one : worst));
  return (
    `${title} went from ${words(first.metric)} on ${formatDay(first.at)} to ` +
    `${words(last.metric)} on ${formatDay(last.at)} over ${last.tick} reports; ` +
    `the highest was ${words(highest.metric)} on ${formatDay(highest.at)}.`
  );
}
