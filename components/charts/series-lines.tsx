"use client";

import { type DotItemDotProps, Line } from "recharts";
import { type ChartRow, type Series, splitIncomplete } from "@/components/charts/prepare";

/** How expectations and unfinished buckets are drawn. */
export const FORECAST_DASH = "2 4";

/** Few enough readings that each can be marked without touching its neighbour. */
const FEW = 31;

export type SeriesLookup = (series: Series) => { color: string; dash: string | undefined };

type SeriesLinesProps = {
  rows: readonly ChartRow[];
  series: readonly Series[];
  look: SeriesLookup;
  incompleteFrom: Date | string | undefined;
};

export const SeriesLines = ({ rows, series, look, incompleteFrom }: SeriesLinesProps) => {
  const cut = incompleteFrom === undefined ? null : new Date(incompleteFrom).getTime();
  const { solid, dotted, isCut } = splitIncomplete(rows, cut);
  const shared = { type: "linear", isAnimationActive: false, strokeWidth: 1.75 } as const;
  return series.flatMap((one) => {
    const { color, dash } = look(one);
    const hasCut = isCut && !one.isForecast;
    const whole = (
      <Line
        {...shared}
        {...(dash === undefined ? {} : { strokeDasharray: dash })}
        key={one.key}
        name={one.name}
        stroke={color}
        dot={(dot: DotItemDotProps) => <ReadingDot {...{ dot, rows }} seriesKey={one.key} />}
        dataKey={(row: ChartRow) => (hasCut ? solid(row, one.key) : (row.drawn[one.key] ?? null))}
      />
    );
    if (!hasCut) return [whole];
    return [
      whole,
      <Line
        {...shared}
        key={`${one.key} incomplete`}
        name={`${one.name}, incomplete`}
        stroke={color}
        strokeOpacity={0.7}
        strokeDasharray={FORECAST_DASH}
        dot={false}
        dataKey={(row: ChartRow) => dotted(row, one.key)}
      />,
    ];
  });
};

type ReadingDotProps = { dot: DotItemDotProps; rows: readonly ChartRow[]; seriesKey: string };

// A line of one reading between two gaps has no length, so without a dot it would be invisible.
const ReadingDot = ({ dot, rows, seriesKey }: ReadingDotProps) => {
  const drawnAt = (index: number) => rows[index]?.drawn[seriesKey] ?? null;
  const isReading = (rows[dot.index]?.values[seriesKey] ?? null) !== null;
  const isAlone = drawnAt(dot.index - 1) === null && drawnAt(dot.index + 1) === null;
  // The unfinished end belongs to another line: here it has no place.
  const hasPlace = typeof dot.cy === "number";
  if (!hasPlace || !isReading || !(isAlone || rows.length <= FEW)) return null;
  return <circle cx={dot.cx} cy={dot.cy} r={2} fill={dot.stroke} />;
};
