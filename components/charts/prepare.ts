/** One reading of a series. `null` is "no reading", which is a gap and not a zero. */
export type Point = { at: Date | string; value: number | null };

/** A series as it comes from a query: its key is its identity, its name is what people read. */
export type Series = {
  key: string;
  name: string;
  points: readonly Point[];
  /** What is expected and not measured is drawn dotted. */
  isForecast?: boolean;
};

/**
 * One moment of a chart. `values` has the readings, `drawn` also where a straight line between two
 * readings passes at this moment; both by the series' key, `null` where there is nothing.
 */
export type ChartRow = {
  at: number;
  values: Record<string, number | null>;
  drawn: Record<string, number | null>;
};

type Reading = { at: number; value: number | null };

/** About one point for a pixel of a wide chart; more cannot be seen. */
export const MAX_POINTS = 400;

const TICKS = 6;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [
  ...[1, 5, 15, 30].map((count) => count * MINUTE),
  ...[1, 3, 6, 12].map((count) => count * HOUR),
  ...[1, 2, 7, 14, 30, 90, 365].map((count) => count * DAY),
];

/** All series on one time axis, bounded, in order, with gaps where a source was silent. */
export const toRows = (series: readonly Series[], limit = MAX_POINTS): ChartRow[] => {
  const lines = series.map((one) => {
    const readings = boundReadings(toReadings(one.points), limit);
    // A forecast is a few far-apart points; the line between them is meant.
    return { key: one.key, readings: one.isForecast ? readings : breakGaps(readings) };
  });
  const times = new Set(lines.flatMap((line) => line.readings.map((reading) => reading.at)));
  const rows = [...times]
    .sort((a, b) => a - b)
    .map((at): ChartRow => ({ at, values: {}, drawn: {} }));
  for (const line of lines) addLine(rows, line);
  return rows;
};

/** Valid readings in order of time; a value that is not finite is no reading. */
export const toReadings = (points: readonly Point[]): Reading[] =>
  points
    .map(({ at, value }) => ({
      at: new Date(at).getTime(),
      value: value !== null && Number.isFinite(value) ? value : null,
    }))
    .filter((reading) => !Number.isNaN(reading.at))
    .sort((a, b) => a.at - b.at);

const addLine = (rows: ChartRow[], { key, readings }: { key: string; readings: Reading[] }) => {
  let next = 0;
  for (const row of rows) {
    while ((readings[next]?.at ?? Number.POSITIVE_INFINITY) < row.at) next += 1;
    const after = readings[next];
    const isReading = after?.at === row.at;
    row.values[key] = isReading ? after.value : null;
    row.drawn[key] = isReading ? after.value : between(readings[next - 1], after, row.at);
  }
};

const between = (a: Reading | undefined, b: Reading | undefined, at: number): number | null => {
  if (a === undefined || b === undefined || a.value === null || b.value === null) return null;
  return a.value + ((b.value - a.value) * (at - a.at)) / (b.at - a.at);
};

/**
 * At most `limit` readings: neighbours are put together, and the value furthest from their middle
 * is kept, so that a short peak stays visible. The last reading is never merged.
 */
export const boundReadings = (readings: readonly Reading[], limit = MAX_POINTS): Reading[] => {
  const last = readings.at(-1);
  if (readings.length <= limit || last === undefined) return [...readings];
  const size = Math.ceil((readings.length - 1) / Math.max(1, limit - 1));
  const buckets: Reading[] = [];
  for (let start = 0; start < readings.length - 1; start += size) {
    const bucket = readings.slice(start, Math.min(start + size, readings.length - 1));
    buckets.push({ at: bucket[0]?.at ?? last.at, value: extreme(bucket) });
  }
  return [...buckets, last];
};

const extreme = (readings: readonly Reading[]): number | null => {
  const known = readings.map((reading) => reading.value).filter((value) => value !== null);
  if (known.length === 0) return null;
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  const distance = (value: number) => Math.abs(value - mean);
  return known.reduce((best, value) => (distance(value) > distance(best) ? value : best));
};

/**
 * Puts "no reading" wherever the next one is more than `factor` times the usual distance away, so
 * that a line breaks where a source was silent.
 */
export const breakGaps = (readings: readonly Reading[], factor = 1.9): Reading[] => {
  const usual = usualStep(readings);
  if (usual === null) return [...readings];
  return readings.flatMap((reading, index) => {
    const next = readings[index + 1];
    if (next === undefined || next.at - reading.at <= usual * factor) return [reading];
    return [reading, { at: reading.at + usual, value: null }];
  });
};

const usualStep = (readings: readonly Reading[]): number | null => {
  const steps = readings.slice(1).map((one, index) => one.at - (readings[index]?.at ?? one.at));
  return steps.sort((a, b) => a - b)[Math.floor((steps.length - 1) / 2)] ?? null;
};

/** Round moments in UTC between the ends, about six of them. */
export const timeTicks = (from: number, to: number): number[] => {
  if (!(to > from)) return [from];
  const span = (to - from) / TICKS;
  const step = STEPS.find((size) => size >= span) ?? Math.ceil(span / (365 * DAY)) * 365 * DAY;
  const ticks: number[] = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) ticks.push(at);
  return ticks;
};

/** A tick's words: the day, or the time of day where the chart spans few days. Always UTC. */
export const tickLabel = (at: number, span: number): string => {
  const iso = new Date(at).toISOString();
  if (span > 300 * DAY) return iso.slice(0, 7);
  if (span > 3 * DAY) return iso.slice(5, 10);
  return at % DAY === 0 ? iso.slice(5, 10) : iso.slice(11, 16);
};

/** Runs of neighbouring readings, by their index; a single reading is a run of one. */
export const splitRuns = (
  values: readonly (number | null)[],
): { index: number; value: number }[][] => {
  const runs: { index: number; value: number }[][] = [];
  let run: { index: number; value: number }[] = [];
  for (const [index, value] of values.entries()) {
    if (value === null || !Number.isFinite(value)) {
      if (run.length > 0) runs.push(run);
      run = [];
    } else run.push({ index, value });
  }
  return run.length > 0 ? [...runs, run] : runs;
};

/**
 * Where the measured part of a series ends. Rows from `incompleteFrom` on belong to a bucket that
 * is still filling; they are drawn dotted, from the last complete row on so that nothing tears.
 */
export const splitIncomplete = (rows: readonly ChartRow[], incompleteFrom: number | null) => {
  const complete = incompleteFrom === null ? rows : rows.filter((row) => row.at < incompleteFrom);
  const join = complete.at(-1)?.at ?? Number.NEGATIVE_INFINITY;
  const isCut = complete.length < rows.length;
  return {
    solid: (row: ChartRow, key: string) => (isCut && row.at > join ? null : row.drawn[key]) ?? null,
    dotted: (row: ChartRow, key: string) =>
      (isCut && row.at >= join ? row.drawn[key] : null) ?? null,
    isCut,
  };
};
