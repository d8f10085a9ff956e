"use client";

import { useState } from "react";
import { type AxisScale, makeAxis } from "@/components/charts/axis-scale";
import { formatAxisValue, type ValueKind } from "@/components/charts/format-value";
import { PlotAxes } from "@/components/charts/plot-axes";
import { type PlotArea, ScatterMarks, type ScatterPoint } from "@/components/charts/scatter-marks";
import { type DragBox, useDragBox } from "@/components/charts/use-drag-box";
import { useWidth } from "@/components/charts/use-width";

export type ScatterRange = { x: [number, number]; y: [number, number] };

type ScatterAxis = {
  label: string;
  value: ValueKind;
  isLog?: boolean;
  isReversed?: boolean;
  logTicks?: readonly number[];
  logMin?: number;
};

type ScatterChartProps = {
  points: readonly ScatterPoint[];
  x: ScatterAxis;
  y: ScatterAxis;
  /** Says what is drawn. */
  label: string;
  selectedId?: string | undefined;
  /** Somebody drew a rectangle; null: pressed an empty place or Escape. */
  onRange: (range: ScatterRange | null) => void;
  onPick: (id: string) => void;
  /** UNIT: pixels. */
  height?: number;
};

const MARGIN = { top: 10, right: 12, bottom: 40, left: 72 };
/** A press within so many pixels of a point means the point. */
const NEAR = 12;

const axisOf = (axis: ScatterAxis, max: number, length: number): AxisScale =>
  makeAxis({
    max,
    length,
    base: axis.value.kind === "bytes" ? 1024 : 10,
    ...(axis.isLog === undefined ? {} : { isLog: axis.isLog }),
    ...(axis.isReversed === undefined ? {} : { isReversed: axis.isReversed }),
    ...(axis.logTicks === undefined ? {} : { logTicks: axis.logTicks }),
    ...(axis.logMin === undefined ? {} : { logMin: axis.logMin }),
  });

/** Points by two values; drag to choose a rectangle, press a point to choose just it. */
export const ScatterChart = (props: ScatterChartProps) => {
  const { points, x, y, label, height = 300, onRange, onPick } = props;
  const [frame, width] = useWidth<HTMLDivElement>();
  const [hovered, setHovered] = useState<ScatterPoint | null>(null);
  const inner = {
    width: Math.max(0, width - MARGIN.left - MARGIN.right),
    height: height - MARGIN.top - MARGIN.bottom,
  };
  const xAxis = axisOf(x, highest(points, "x"), inner.width);
  const yAxis = axisOf({ ...y, isReversed: true }, highest(points, "y"), inner.height);
  const area: PlotArea = { ...inner, placeX: xAxis.place, placeY: yAxis.place };
  const nearest = (left: number, top: number) => nearestOf(points, area, left, top);

  const drag = useDragBox({
    size: inner,
    onBox: (box) => onRange(rangeOf(box, xAxis, yAxis)),
    onPress: (left, top) => {
      const point = nearest(left, top);
      if (point) onPick(point.id);
      else onRange(null);
    },
    onMove: (left, top) => setHovered(nearest(left, top)),
    onCancel: () => onRange(null),
  });

  return (
    <div ref={frame} className="relative min-w-0">
      <svg
        role="img"
        aria-label={label}
        width="100%"
        height={height}
        className="block touch-pan-y select-none"
      >
        <g transform={`translate(${MARGIN.left} ${MARGIN.top})`}>
          <PlotAxes
            size={inner}
            x={ticksOf(xAxis, x)}
            y={ticksOf(yAxis, y)}
            xLabel={x.label}
            yLabel={y.label}
          />
          <ScatterMarks points={points} area={area} selectedId={props.selectedId} />
          {drag.box === null ? null : (
            <rect {...drag.box} fill="var(--primary)" fillOpacity={0.15} stroke="var(--primary)" />
          )}
          <rect
            {...drag.handlers}
            width={inner.width}
            height={inner.height}
            fill="transparent"
            className="cursor-crosshair"
            onPointerLeave={() => setHovered(null)}
          />
        </g>
      </svg>
      {hovered === null || drag.box !== null ? null : (
        <PointTip point={hovered} area={area} {...{ x, y }} />
      )}
    </div>
  );
};

// A little further than the last point, so that a rectangle can be drawn around it.
const highest = (points: readonly ScatterPoint[], key: "x" | "y"): number =>
  1.05 * points.reduce((max, point) => Math.max(max, point[key]), 0);

const ticksOf = (scale: AxisScale, { value }: ScatterAxis) =>
  scale.ticks.map((tick) => ({ at: scale.place(tick), text: formatAxisValue(tick, value) }));

function rangeOf(box: DragBox, xAxis: AxisScale, yAxis: AxisScale): ScatterRange {
  const sorted = (a: number, b: number): [number, number] => (a < b ? [a, b] : [b, a]);
  return {
    x: sorted(xAxis.valueAt(box.x), xAxis.valueAt(box.x + box.width)),
    y: sorted(yAxis.valueAt(box.y), yAxis.valueAt(box.y + box.height)),
  };
}

function nearestOf(
  points: readonly ScatterPoint[],
  area: PlotArea,
  left: number,
  top: number,
): ScatterPoint | null {
  let best: ScatterPoint | null = null;
  let bestDistance = NEAR;
  for (const point of points) {
    const distance = Math.hypot(area.placeX(point.x) - left, area.placeY(point.y) - top);
    if (distance > bestDistance) continue;
    best = point;
    bestDistance = distance;
  }
  return best;
}

type PointTipProps = { point: ScatterPoint; area: PlotArea; x: ScatterAxis; y: ScatterAxis };

const PointTip = ({ point, area, x, y }: PointTipProps) => {
  const left = area.placeX(point.x) + MARGIN.left;
  const isRight = left > area.width / 2;
  return (
    <div
      aria-hidden
      className="pointer-events-none absolute z-10 rounded-md border border-border bg-popover px-2.5 py-1.5 text-sm shadow-md"
      style={{
        top: Math.max(0, area.placeY(point.y) + MARGIN.top - 20),
        ...(isRight ? { right: `calc(100% - ${left - 12}px)` } : { left: left + 12 }),
      }}
    >
      <p className="font-medium">{point.name}</p>
      {point.detail === undefined ? null : <p className="text-muted-foreground">{point.detail}</p>}
      <p className="tabular-nums">
        {formatAxisValue(point.y, y.value)}, {x.label.toLowerCase()}{" "}
        {formatAxisValue(point.x, x.value)}
      </p>
    </div>
  );
};
