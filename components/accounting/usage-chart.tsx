"use client";

import type { ReactNode } from "react";
import { ChartFrame } from "@/components/charts/chart-frame";
import { LazyStackedChart } from "@/components/charts/lazy-stacked-chart";
import {
  bucketLabel,
  type StackedMark,
  type StackedSeries,
} from "@/components/charts/stacked-prepare";
import { EmptyState } from "@/components/ui/empty-state";
import type { UsageDimension, UsageMeasure } from "@/lib/accounting/model/usage";
import type { UsageChart, UsageChartBucket } from "@/lib/accounting/queries/usage-over-time";
import { formatDay, formatPercent } from "@/lib/platform/format";
import { dimensionWords, formatAmount, measureWords, nameOf, valueKindOf } from "./usage-words";

interface UsageChartFigureProps {
  chart: UsageChart;
  by: UsageDimension;
  measure: UsageMeasure;
  /** Totals of the period before, bucket by bucket; null where nobody asked for them. */
  before?: readonly number[] | null;
  /** How fresh the numbers are. */
  source?: ReactNode;
  /** Where the chart stands on another page, its title says whose usage it is. */
  title?: string;
  actions?: ReactNode;
  /** Moments worth a line in the chart. */
  marks?: readonly StackedMark[];
  height?: number;
}

/** Usage over time as a stack, and as a table. */
export const UsageChartFigure = (props: UsageChartFigureProps) => {
  const { chart, by, measure, before = null } = props;
  const title = props.title ?? `${measureWords[measure].title} by ${dimensionWords[by].one}`;
  const series = seriesOf(chart, by);
  return (
    <ChartFrame
      title={title}
      summary={summaryOf(chart, by, measure)}
      source={props.source}
      actions={props.actions}
      minHeight={(props.height ?? 260) + 30}
      table={tableOf(chart, series, measure, before)}
    >
      {series.length === 0 ? (
        <EmptyState
          title="Nothing ran in this time"
          text="Choose a longer time or drop a filter. Records count a minute after they arrive."
        />
      ) : (
        <LazyStackedChart
          label={title}
          buckets={chart.buckets.map((bucket) => ({
            ...bucket,
            isUnknown: isUnknown(bucket, chart),
          }))}
          series={series}
          before={before}
          isLevel={measure === "runningCores"}
          value={valueKindOf(measure)}
          marks={props.marks ?? []}
          {...(props.height === undefined ? {} : { height: props.height })}
        />
      )}
    </ChartFrame>
  );
};

function seriesOf({ series, othersCount }: UsageChart, by: UsageDimension): StackedSeries[] {
  return series.map(({ name, isOthers, values }) => ({
    key: isOthers ? "others" : `name ${name}`,
    name: isOthers ? `Others (${othersCount})` : nameOf(by, name),
    isOthers,
    values,
  }));
}

/** What begins later than all that was counted. */
function isUnknown({ at }: UsageChartBucket, { countedUntil }: UsageChart): boolean {
  return countedUntil === null || new Date(at) >= new Date(countedUntil);
}

function tableOf(
  chart: UsageChart,
  series: readonly StackedSeries[],
  measure: UsageMeasure,
  before: readonly number[] | null,
) {
  const end = { align: "end" } as const;
  const rows = chart.buckets.map((bucket, place) => {
    const at = new Date(bucket.at).getTime();
    const label = bucketLabel(at, new Date(bucket.end).getTime());
    const values = series.map((one) => one.values[place] ?? 0);
    const total = values.reduce((sum, value) => sum + value, 0);
    return {
      key: String(at),
      cells: [
        bucket.isIncomplete ? `${label} (not yet complete)` : label,
        ...[...values, total].map((value) =>
          isUnknown(bucket, chart) ? "–" : formatAmount(value),
        ),
        ...(before === null ? [] : [formatAmount(before[place] ?? 0)]),
      ],
    };
  });
  return {
    columns: [
      { label: "Time (UTC)" },
      ...series.map(({ name }) => ({ label: name, ...end })),
      { label: `All ${measureWords[measure].noun}`, ...end },
      ...(before === null ? [] : [{ label: "Period before", ...end }]),
    ],
    rows: rows.reverse(),
  };
}

function summaryOf(chart: UsageChart, by: UsageDimension, measure: UsageMeasure): string {
  const { noun } = measureWords[measure];
  const last = new Date(new Date(chart.to).getTime() - 1);
  const when = `from ${formatDay(chart.from)} to ${formatDay(last)}`;
  const total = chart.series.reduce((sum, one) => sum + one.total, 0);
  const [first] = chart.series;
  if (!first || total === 0) return `No ${noun} ${when}.`;
  const amount = `${formatAmount(total)} ${total === 1 ? noun.replace(/s$/, "") : noun}`;
  const mean = measure === "runningCores" ? "On average " : "";
  if (first.isOthers) return `${mean}${amount} ${when}.`;
  const share = formatPercent(first.total / total, 0);
  return (
    `${mean}${amount} ${when}; most of one ${dimensionWords[by].one}: ` +
    `${nameOf(by, first.name)} with ${share}.`
  );
}
