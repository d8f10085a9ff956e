/** One bucket of time of a stacked chart. */
export type StackedBucket = {
  at: Date | string;
  end: Date | string;
  /** Still filling; hatched. */
  isIncomplete: boolean;
  /** Nothing is known of it yet: a gap and not a zero. */
  isUnknown?: boolean;
};

/** One part of the stack; `values` has one for each bucket. */
export type StackedSeries = {
  key: string;
  name: string;
  isOthers: boolean;
  values: readonly number[];
};

/** A moment that is marked by a line. */
export type StackedMark = { at: Date | string; label: string };

/** One bucket as it is drawn. */
export type StackedRow = {
  at: number;
  end: number;
  label: string;
  isIncomplete: boolean;
  /** By place of the series; null where nothing is known yet. */
  values: readonly (number | null)[];
  total: number | null;
  /** The same place of the period before; null where there is none. */
  before: number | null;
};

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Hours are labelled every third or sixth, and so on. */
const LABEL_STEPS = [1, 2, 3, 4, 6, 8, 12, 24, 48, 96];

/** Buckets above this number are drawn as areas: bars would be thinner than two pixels. */
export const MAX_BARS = 150;

/** The rows of a stack. `before` are the totals of the period before, bucket by bucket. */
export const toStackedRows = (
  buckets: readonly StackedBucket[],
  series: readonly StackedSeries[],
  before: readonly number[] | null,
): StackedRow[] =>
  buckets.map((bucket, place) => {
    const at = new Date(bucket.at).getTime();
    const end = new Date(bucket.end).getTime();
    const values = bucket.isUnknown
      ? series.map(() => null)
      : series.map((one) => finite(one.values[place]));
    return {
      at,
      end,
      label: bucketLabel(at, end),
      isIncomplete: bucket.isIncomplete,
      values,
      total: bucket.isUnknown ? null : values.reduce<number>((sum, one) => sum + (one ?? 0), 0),
      before: before?.[place] ?? null,
    };
  });

const finite = (value: number | undefined) =>
  value !== undefined && Number.isFinite(value) ? value : 0;

const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);
const minuteOf = (at: number) => new Date(at).toISOString().slice(0, 16).replace("T", " ");

/** A bucket in words, in UTC: an hour, a day, a month, or the first and last day. */
export const bucketLabel = (at: number, end: number): string => {
  if (end - at <= HOUR) return `${minuteOf(at)} UTC`;
  if (end - at <= DAY) return dayOf(at);
  const first = dayOf(at);
  const last = dayOf(end - 1);
  const isMonth = first.endsWith("-01") && dayOf(end).endsWith("-01") && end - at < 32 * DAY;
  return isMonth ? first.slice(0, 7) : `${first} to ${last}`;
};

/** Few enough labels to be read, evenly spaced over the places 0 to `count` - 1. */
export const labelPlaces = (count: number, most: number): number[] => {
  const least = Math.max(1, Math.ceil(count / Math.max(1, most)));
  const step = LABEL_STEPS.find((size) => size >= least) ?? least;
  return Array.from({ length: Math.ceil(count / step) }, (_, place) => place * step);
};

/** Where the bucket begins that holds the moment; the nearest one for a moment outside. */
export const bucketOf = (rows: readonly StackedRow[], moment: Date | string): number => {
  const at = new Date(moment).getTime();
  const row = rows.findLast((one) => one.at <= at) ?? rows[0];
  return row?.at ?? at;
};
