import type { UsagePoint } from "./warnings";

/** The robust forecast: the median of the slopes between all pairs of scans in a window. */

export interface Growth {
  /** Median of the slopes, a day. */
  perDay: number;
  /** Quartiles of the slopes: what to expect at least and at most, half of the time. */
  low: number;
  high: number;
}

/** A quota that is reached later than this is not spoken of. UNIT: days. */
export const MAX_FORECAST_DAYS = 5 * 365;

/** Slopes of a pair of points each: 60 points give 1,770. */
const MAX_POINTS = 60;

/** Value below which `share` of the sorted values lie, between two of them where it must. */
function quantile(sorted: readonly number[], share: number): number {
  const at = (sorted.length - 1) * share;
  const low = sorted[Math.floor(at)] ?? 0;
  const high = sorted[Math.ceil(at)] ?? low;
  return low + (high - low) * (at - Math.floor(at));
}

function thinned(points: readonly UsagePoint[]): readonly UsagePoint[] {
  if (points.length <= MAX_POINTS) return points;
  const step = (points.length - 1) / (MAX_POINTS - 1);
  return Array.from({ length: MAX_POINTS }, (_, index) => points[Math.round(index * step)]).filter(
    (point) => point !== undefined,
  );
}

/**
 * Growth a day by the median of slopes (Theil and Sen) over the points, one a day: a single jump,
 * such as a clean-up, does not tip it. Null for fewer than two days.
 */
export function growthOf(points: readonly UsagePoint[]): Growth | null {
  const some = thinned(points);
  const slopes: number[] = [];
  for (const [index, from] of some.entries()) {
    for (let other = index + 1; other < some.length; other += 1) {
      const to = some[other];
      if (to && to.day !== from.day) slopes.push((to.used - from.used) / (to.day - from.day));
    }
  }
  if (slopes.length === 0) return null;
  const sorted = Float64Array.from(slopes).sort() as unknown as number[];
  return {
    perDay: quantile(sorted, 0.5),
    low: quantile(sorted, 0.25),
    high: quantile(sorted, 0.75),
  };
}

/**
 * Days until the quota is reached at this growth; 0 where it is, null where it is not within five
 * years or there is no quota (null or 0).
 */
export function daysUntilFull(
  used: number,
  quota: number | null,
  perDay: number | null,
): number | null {
  if (quota === null || quota <= 0) return null;
  if (used >= quota) return 0;
  if (perDay === null || perDay <= 0) return null;
  const days = (quota - used) / perDay;
  return days > MAX_FORECAST_DAYS ? null : days;
}
