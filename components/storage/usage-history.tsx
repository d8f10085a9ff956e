"use client";

import { useState } from "react";
import { ChartFrame } from "@/components/charts/chart-frame";
import { formatValue, type ValueKind } from "@/components/charts/format-value";
import { LazyTimeSeriesChart } from "@/components/charts/lazy-time-series-chart";
import { ChoiceFilter } from "@/components/data-table/choice-filter";
import { EmptyState } from "@/components/ui/empty-state";
import { Freshness, type FreshnessFacts, staleOf } from "@/components/ui/freshness";
import type { GroupUsageRow } from "@/lib/storage/lists/group-usage";
import type { HistoryPoint } from "@/lib/storage/queries/get-group-storage";
import { type ForecastFacts, forecastLines, LINE_KEYS, type MeasuredPoint } from "./forecast-lines";

interface UsageHistoryProps {
  /** What the history is of; default: all that the group has on the volume. */
  title?: string;
  row: GroupUsageRow;
  history: readonly HistoryPoint[];
  freshness: FreshnessFacts | null;
  /** Page of the feed, for readers who may open it. */
  feedHref: string | undefined;
  /** The server's clock, ISO. */
  now: string;
}

const measures = { bytes: "Bytes", files: "Files" } as const;
type Measure = keyof typeof measures;

const kinds: Record<Measure, ValueKind> = {
  bytes: { kind: "bytes" },
  files: { kind: "number", unit: "files" },
};

/** Eight months of a use, its limits, and where two forecasts see it. */
export const UsageHistory = (props: UsageHistoryProps) => {
  const { row, history, freshness, now } = props;
  const [measure, setMeasure] = useState<Measure>("bytes");
  const points = history.map((point): MeasuredPoint => pointOf(point, measure));
  const forecast: ForecastFacts =
    measure === "bytes"
      ? { perDay: row.growthBytes, low: row.growthLowBytes, high: row.growthHighBytes }
      : { perDay: row.growthInodes, low: null, high: null };
  const series = forecastLines(points, forecast, now.slice(0, 10)).filter(({ points: line }) =>
    line.some(({ value }) => value !== null),
  );
  const value = kinds[measure];
  const quota = points.at(-1)?.quota ?? null;
  return (
    <ChartFrame
      title={props.title ?? "History and forecasts"}
      summary={summaryOf(points, forecast, value)}
      actions={
        <ChoiceFilter
          label="What is drawn"
          value={measure}
          options={Object.entries(measures)}
          onChange={(text) => setMeasure(text === "files" ? "files" : "bytes")}
        />
      }
      source={
        freshness === null ? undefined : (
          <Freshness facts={freshness} now={now} href={props.feedHref} className="text-xs" />
        )
      }
      minHeight={320}
      table={{
        columns: [
          { label: "Record date" },
          { label: "Used", align: "end" },
          { label: "Quota", align: "end" },
        ],
        rows: [...points].reverse().map((point) => ({
          key: point.on,
          cells: [point.on, formatValue(point.used, value), formatValue(point.quota, value)],
        })),
      }}
    >
      {points.length === 0 ? (
        <EmptyState title="No history" text="No stored scan names it." />
      ) : (
        <LazyTimeSeriesChart
          label={`${measures[measure]} over eight months with forecasts`}
          series={series}
          colorKeys={LINE_KEYS}
          stale={freshness === null ? undefined : staleOf(freshness, now)}
          value={value}
          thresholds={quota === null ? [] : [{ value: quota, label: "Quota now" }]}
          height={260}
        />
      )}
    </ChartFrame>
  );
};

const pointOf = (point: HistoryPoint, measure: Measure): MeasuredPoint =>
  measure === "bytes"
    ? { on: point.on, used: point.used, quota: point.quota }
    : { on: point.on, used: point.usedInodes, quota: point.quotaInodes };

function summaryOf(
  points: readonly MeasuredPoint[],
  { perDay, low, high }: ForecastFacts,
  value: ValueKind,
): string {
  const [first] = points;
  const last = points.at(-1);
  if (!first || !last) return "There is no stored scan of it.";
  const words = (amount: number) => formatValue(amount, value);
  const past = `From ${words(first.used)} on ${first.on} to ${words(last.used)} on ${last.on}.`;
  if (perDay === null) return `${past} Too few scans for a robust forecast.`;
  const range =
    low === null || high === null
      ? ""
      : `, half of the time between ${words(low)} and ${words(high)}`;
  return `${past} The usual change is ${words(perDay)} a day${range}.`;
}
