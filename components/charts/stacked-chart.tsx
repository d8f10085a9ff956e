"use client";

import { useId, useMemo } from "react";
import {
  Area,
  Bar,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceArea,
  ReferenceLine,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import { formatAxisValue, type ValueKind } from "@/components/charts/format-value";
import { tickLabel } from "@/components/charts/prepare";
import { fillId, StackedPattern } from "@/components/charts/stacked-fill";
import { StackedLegend } from "@/components/charts/stacked-legend";
import { stackLook } from "@/components/charts/stacked-looks";
import {
  bucketOf,
  labelPlaces,
  MAX_BARS,
  type StackedBucket,
  type StackedMark,
  type StackedRow,
  type StackedSeries,
  toStackedRows,
} from "@/components/charts/stacked-prepare";
import { StackedTooltip } from "@/components/charts/stacked-tooltip";

type StackedChartProps = {
  buckets: readonly StackedBucket[];
  /** Greatest first; the first stands at the bottom. */
  series: readonly StackedSeries[];
  value: ValueKind;
  /** Says what is drawn: "Core-hours by group". */
  label: string;
  /** Totals of the period before, bucket by bucket; drawn as a dashed line. */
  before?: readonly number[] | null;
  /** Levels, such as cores in use, are areas; sums of a bucket are bars. */
  isLevel?: boolean;
  /** Moments worth a line, such as the first report of a burst. */
  marks?: readonly StackedMark[];
  /** UNIT: pixels. */
  height?: number;
};

const AXIS = { stroke: "var(--muted-foreground)", fontSize: 12, tickLine: false } as const;
const LABELS = 7;

/** Buckets of time, each a stack of series. */
export const StackedChart = (props: StackedChartProps) => {
  const { buckets, series, value, label, before = null, isLevel = false, height = 260 } = props;
  const scope = useId();
  const rows = useMemo(() => toStackedRows(buckets, series, before), [buckets, series, before]);
  const span = (rows.at(-1)?.end ?? 0) - (rows[0]?.at ?? 0);
  const places = new Set(labelPlaces(rows.length, LABELS));
  const shape = isLevel || rows.length > MAX_BARS ? "area" : "bar";
  return (
    <div className="min-w-0 space-y-2">
      <ComposedChart
        responsive
        data={rows}
        title={label}
        style={{ width: "100%", height }}
        margin={{ top: 8, right: 12, bottom: 0, left: 0 }}
        barCategoryGap={rows.length > 60 ? 0 : "12%"}
      >
        <defs>
          {series.map((one, place) => (
            <StackedPattern
              key={one.key}
              id={fillId(scope, one.key)}
              look={stackLook(place, one.isOthers)}
            />
          ))}
          <Hatch id={fillId(scope, "incomplete")} />
        </defs>
        <CartesianGrid vertical={false} stroke="var(--chart-grid)" />
        <XAxis
          {...AXIS}
          dataKey="at"
          type="category"
          ticks={rows.filter((_, place) => places.has(place)).map(({ at }) => at)}
          interval="preserveStart"
          tickFormatter={(at: number) => tickLabel(at, span)}
        />
        <YAxis
          {...AXIS}
          width="auto"
          tickFormatter={(amount: number) => formatAxisValue(amount, value)}
        />
        <Tooltip
          isAnimationActive={false}
          cursor={{ fill: "var(--muted-foreground)", fillOpacity: 0.12 }}
          content={({ active, payload }) => (
            <StackedTooltip
              row={active ? payload[0]?.payload : undefined}
              {...{ series, value, scope }}
            />
          )}
        />
        {parts(series, shape, scope)}
        {before === null ? null : (
          <Line
            dataKey="before"
            name="Period before"
            type="linear"
            isAnimationActive={false}
            stroke="var(--foreground)"
            strokeDasharray="5 3"
            strokeWidth={1.5}
            dot={false}
          />
        )}
        {incomplete(rows, shape, fillId(scope, "incomplete"))}
        {(props.marks ?? []).map((mark) => (
          <ReferenceLine
            key={mark.label}
            x={bucketOf(rows, mark.at)}
            stroke="var(--warning)"
            strokeDasharray="4 2"
            label={{
              value: mark.label,
              position: "insideTopLeft",
              fill: "var(--warning)",
              fontSize: 12,
            }}
          />
        ))}
      </ComposedChart>
      <StackedLegend
        series={series}
        scope={scope}
        hasBefore={before !== null}
        isIncomplete={rows.some((row) => row.isIncomplete)}
      />
    </div>
  );
};

const parts = (series: readonly StackedSeries[], shape: "area" | "bar", scope: string) =>
  series.map((one, place) => {
    const shared = {
      dataKey: (row: StackedRow) => row.values[place] ?? null,
      name: one.name,
      stackId: "all",
      fill: `url(#${fillId(scope, one.key)})`,
      isAnimationActive: false,
      // Neighbours stay apart without their colours.
      stroke: "var(--card)",
      strokeWidth: 0.75,
    } as const;
    if (shape === "bar") return <Bar key={one.key} {...shared} />;
    return <Area key={one.key} {...shared} type="linear" fillOpacity={1} />;
  });

// Over the bars: whatever is below is not all there yet. An area has no width of its own, so there
// the hatching begins at the last bucket that is complete.
const incomplete = (rows: readonly StackedRow[], shape: "area" | "bar", id: string) => {
  const first = rows.findIndex((row) => row.isIncomplete);
  const from = rows[shape === "area" ? Math.max(0, first - 1) : first];
  const to = rows.at(-1);
  if (first < 0 || !from || !to) return null;
  return <ReferenceArea x1={from.at} x2={to.at} fill={`url(#${id})`} fillOpacity={1} />;
};

const Hatch = ({ id }: { id: string }) => (
  <pattern id={id} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
    <line x1="0" y1="0" x2="0" y2="6" stroke="var(--card)" strokeWidth="3" />
    <line x1="1.5" y1="0" x2="1.5" y2="6" stroke="var(--chart-neutral)" strokeWidth="0.75" />
  </pattern>
);
