"use client";

import { useMemo } from "react";
import { CartesianGrid, LineChart, ReferenceLine, Tooltip, XAxis, YAxis } from "recharts";
import { ChartLegend } from "@/components/charts/chart-legend";
import { assignLooks, lookOf } from "@/components/charts/chart-tokens";
import { ChartTooltip } from "@/components/charts/chart-tooltip";
import { formatAxisValue, type ValueKind } from "@/components/charts/format-value";
import { type Series, tickLabel, timeTicks, toRows } from "@/components/charts/prepare";
import { FORECAST_DASH, SeriesLines } from "@/components/charts/series-lines";
import { StaleArea } from "@/components/charts/stale-area";

type Threshold = { value: number; label: string };

type TimeSeriesChartProps = {
  series: readonly Series[];
  value: ValueKind;
  /** Says what is drawn: "Pain over reports". */
  label: string;
  /** All keys the noun can have, so that colours stay the same on every screen. */
  colorKeys?: readonly string[];
  /** The last bucket is still filling from here on; it is drawn dotted. */
  incompleteFrom?: Date | string;
  thresholds?: readonly Threshold[];
  /** Lowest and highest value of the axis; zero and the data's own by default. */
  domain?: readonly [number | "auto", number | "auto"];
  /** Expired data: the axis goes on to the present, hatched from when the data no longer counts. */
  stale?: { from: Date | string; now: Date | string } | undefined;
  /** UNIT: pixels. */
  height?: number;
};

const AXIS = { stroke: "var(--muted-foreground)", fontSize: 12, tickLine: false } as const;

export const TimeSeriesChart = (props: TimeSeriesChartProps) => {
  const { series, value, label, thresholds = [], height = 220 } = props;
  const rows = useMemo(() => toRows(series), [series]);
  const keys = props.colorKeys ?? series.map((one) => one.key);
  const looks = assignLooks(keys);
  const from = rows[0]?.at ?? 0;
  const staleFrom = props.stale && Math.max(from, new Date(props.stale.from).getTime());
  const present = props.stale && new Date(props.stale.now).getTime();
  const to = Math.max(rows.at(-1)?.at ?? 0, present ?? 0);
  const [low = 0, high = "auto"] = props.domain ?? [];
  const look = (one: Series) => ({
    color: lookOf(looks, one.key).color,
    dash: one.isForecast ? FORECAST_DASH : lookOf(looks, one.key).dash,
  });

  return (
    <div className="min-w-0 space-y-2">
      <LineChart
        responsive
        data={rows}
        title={label}
        style={{ width: "100%", height }}
        margin={{ top: 8, right: 12, bottom: 0, left: 0 }}
      >
        <CartesianGrid vertical={false} stroke="var(--chart-grid)" />
        <XAxis
          {...AXIS}
          dataKey="at"
          type="number"
          scale="time"
          domain={["dataMin", to]}
          ticks={timeTicks(from, to)}
          tickFormatter={(at: number) => tickLabel(at, to - from)}
        />
        <YAxis
          {...AXIS}
          width="auto"
          domain={[low, high]}
          tickFormatter={(amount: number) => formatAxisValue(amount, value)}
        />
        <Tooltip
          isAnimationActive={false}
          content={({ active, payload }) => (
            <ChartTooltip
              row={active ? payload[0]?.payload : undefined}
              {...{ series, value, look }}
            />
          )}
        />
        {staleFrom === undefined ? null : <StaleArea from={staleFrom} to={to} />}
        {thresholds.map((threshold) => (
          <ReferenceLine
            key={threshold.label}
            y={threshold.value}
            ifOverflow="extendDomain"
            stroke="var(--warning)"
            strokeDasharray="4 2"
            label={{
              value: threshold.label,
              position: "insideTopLeft",
              fill: "var(--warning)",
              fontSize: 12,
            }}
          />
        ))}
        <SeriesLines {...{ rows, series, look }} incompleteFrom={props.incompleteFrom} />
      </LineChart>
      <ChartLegend
        entries={series.map((one) => ({ key: one.key, name: one.name, ...look(one) }))}
      />
    </div>
  );
};
