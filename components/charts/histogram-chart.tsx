"use client";

import { makeAxis } from "@/components/charts/axis-scale";
import { formatAxisValue, formatValue, type ValueKind } from "@/components/charts/format-value";
import { PlotAxes } from "@/components/charts/plot-axes";
import { useWidth } from "@/components/charts/use-width";

export type HistogramBar = {
  /** Ends on the axis below, the lower one first. */
  from: number;
  to: number;
  /** What this bar adds. */
  value: number;
  /** What it and all bars before it come to. */
  total: number;
};

type HistogramChartProps = {
  /** In the order in which they are drawn, from the left. */
  bars: readonly HistogramBar[];
  x: { label: string; value: ValueKind };
  y: { label: string; value: ValueKind };
  /** Says what is drawn. */
  label: string;
  /** UNIT: pixels. */
  height?: number;
};

const MARGIN = { top: 10, right: 12, bottom: 40, left: 72 };
const GAP = 1;

/** A running total; of each bar the darker part is what it adds. */
export const HistogramChart = ({ bars, x, y, label, height = 300 }: HistogramChartProps) => {
  const [frame, width] = useWidth<HTMLDivElement>();
  const size = {
    width: Math.max(0, width - MARGIN.left - MARGIN.right),
    height: height - MARGIN.top - MARGIN.bottom,
  };
  const max = bars.reduce((highest, bar) => Math.max(highest, bar.total), 0);
  const base = y.value.kind === "bytes" ? 1024 : 10;
  const axis = makeAxis({ max, length: size.height, isReversed: true, base });
  const step = size.width / Math.max(1, bars.length);
  const edge = (bar: HistogramBar) => formatAxisValue(bar.to, x.value);
  return (
    <div ref={frame} className="min-w-0">
      <svg role="img" aria-label={label} width="100%" height={height} className="block">
        <g transform={`translate(${MARGIN.left} ${MARGIN.top})`}>
          <PlotAxes
            size={size}
            x={bars.map((bar, index) => ({ at: index * step, text: edge(bar) }))}
            y={axis.ticks.map((tick) => ({
              at: axis.place(tick),
              text: formatAxisValue(tick, y.value),
            }))}
            xLabel={x.label}
            yLabel={y.label}
          />
          {bars.map((bar, index) => {
            const top = axis.place(bar.total);
            const before = axis.place(bar.total - bar.value);
            const shared = { x: index * step, width: Math.max(0.5, step - GAP) };
            return (
              <g key={bar.to}>
                <title>
                  {`${edge(bar)} to ${formatAxisValue(bar.from, x.value)}: ` +
                    `${formatValue(bar.value, y.value)}, ${formatValue(bar.total, y.value)} in all`}
                </title>
                <rect
                  {...shared}
                  y={before}
                  height={size.height - before}
                  fill="var(--chart-1)"
                  fillOpacity={0.35}
                />
                <rect {...shared} y={top} height={before - top} fill="var(--chart-1)" />
              </g>
            );
          })}
        </g>
      </svg>
    </div>
  );
};
