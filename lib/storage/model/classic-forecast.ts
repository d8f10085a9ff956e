import type { UsagePoint } from "./warnings";

/** The forecast that people know from the older page: a straight line, for any day they name. */

/** Points back in time that the line goes through. */
const MAX_BACK = 3;

/**
 * Use on a day by the line from the third newest point (the oldest, where there are fewer) to the
 * newest; the newest use itself where there is only one. Points in order of time, days from
 * 1970-01-01. Not clamped. Null without a point.
 */
export function forecastOn(points: readonly UsagePoint[], day: number): number | null {
  const last = points.at(-1);
  const first = points.at(-Math.min(points.length, MAX_BACK));
  if (!last || !first) return null;
  if (last.day === first.day) return last.used;
  return last.used + ((day - last.day) / (last.day - first.day)) * (last.used - first.used);
}

/** Use on a day by growth a day from the newest point on; null without a point or a growth. */
export function growTo(
  last: UsagePoint | undefined,
  perDay: number | null,
  day: number,
): number | null {
  return last === undefined || perDay === null ? null : last.used + perDay * (day - last.day);
}
