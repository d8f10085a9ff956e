/** The classic warnings: a straight line through the last scans against the quota. */

/** What makes a warning: more than `share` (0 to 1) of the quota in `daysAhead` days. */
export interface Threshold {
  level: 2 | 3;
  daysAhead: number;
  share: number;
}

export const levels = [1, 2, 3] as const;
export type Level = (typeof levels)[number];

/** What people are told; colour alone says nothing. */
export const levelNames: Readonly<Record<Level, string>> = {
  1: "OK",
  2: "Kinda OK",
  3: "Not OK",
};

/** The thresholds of the reporting outline; a site's settings may say otherwise. */
export const defaultThresholds: readonly Threshold[] = [
  { level: 2, daysAhead: 3, share: 0.8 },
  { level: 2, daysAhead: 7, share: 0.85 },
  { level: 3, daysAhead: 3, share: 0.85 },
  { level: 3, daysAhead: 7, share: 0.95 },
];

/** A scan's use; `day` counts days from 1970-01-01. */
export interface UsagePoint {
  day: number;
  used: number;
}

/** A use to judge, and what was before it. */
export interface UsageTrend extends UsagePoint {
  /** Points of earlier days, oldest first; at most the last two count. */
  history: readonly UsagePoint[];
  /** The day from which on is counted ahead. */
  today: number;
}

/**
 * Use in `daysAhead` days after today, by the line through the last three scans (two, where there
 * are no more): extrapolated further the older the scan is. Not clamped: may be negative or above
 * any quota. Without history the use stays as it is.
 */
export function forecastUse(trend: UsageTrend, daysAhead: number): number {
  const { day, used, today } = trend;
  const history = trend.history.filter((point) => point.day < day);
  const earlier = history.at(-Math.min(history.length, 2));
  if (!earlier) return used;
  const span = day - earlier.day;
  // Multiplied before it is divided, so that exact boundaries stay exact.
  return used + ((daysAhead + (today - day)) * (used - earlier.used)) / span;
}

/** The highest level of which a threshold is passed; 1 without a quota or with quota 0. */
export function judge(
  trend: UsageTrend,
  quota: number | null,
  thresholds: readonly Threshold[],
): Level {
  if (quota === null || quota <= 0) return 1;
  const isPassed = (wanted: Level) =>
    thresholds.some(
      ({ level, daysAhead, share }) =>
        level === wanted && forecastUse(trend, daysAhead) / quota > share,
    );
  if (isPassed(3)) return 3;
  return isPassed(2) ? 2 : 1;
}
