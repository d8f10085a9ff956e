import type { Point, Series } from "@/components/charts/prepare";
import { forecastOn, growTo } from "@/lib/storage/model/classic-forecast";
import type { UsagePoint } from "@/lib/storage/model/warnings";

/** What the history chart of a base directory draws, of bytes or of files. */

const DAY_MS = 86_400_000;

/** How far the robust forecast is drawn. UNIT: days. */
const AHEAD_DAYS = 30;

export interface MeasuredPoint {
  /** `2026-11-20`. */
  on: string;
  used: number;
  quota: number | null;
}

export interface ForecastFacts {
  perDay: number | null;
  low: number | null;
  high: number | null;
}

export const dayOf = (on: string): number => Math.floor(Date.parse(on) / DAY_MS);
const dateOf = (day: number): Date => new Date(day * DAY_MS);

export const toUsagePoints = (history: readonly MeasuredPoint[]): UsagePoint[] =>
  history.map(({ on, used }) => ({ day: dayOf(on), used }));

/** Names as the legend and the tables have them; the two forecasts are never one. */
export const lineNames = {
  used: "Used",
  quota: "Quota",
  classic: "Classic forecast (line through the last three scans)",
  robust: "Robust forecast (median growth)",
  low: "Robust forecast, slow quarter",
  high: "Robust forecast, fast quarter",
} as const;

/**
 * Measured use and quota, the classic forecast to 3 and 7 days from today, and the robust
 * forecast of a month with its quartiles.
 */
export function forecastLines(
  history: readonly MeasuredPoint[],
  forecast: ForecastFacts,
  today: string,
): Series[] {
  const points = toUsagePoints(history);
  const last = points.at(-1);
  if (!last) return [];
  const from = Math.max(last.day, dayOf(today));
  const end = from + AHEAD_DAYS;
  const classic: Point[] = [last.day, from + 3, from + 7].map((day) => ({
    at: dateOf(day),
    value: drawable(forecastOn(points, day)),
  }));
  const grown = (perDay: number | null): Point[] =>
    [last.day, end].map((day) => ({
      at: dateOf(day),
      value: drawable(growTo(last, perDay, day)),
    }));
  const measured = history.map(({ on, used }) => ({ at: dateOf(dayOf(on)), value: used }));
  return [
    { key: "1-used", name: lineNames.used, points: measured },
    ...quotaLine(history),
    { key: "3-classic", name: lineNames.classic, points: classic, isForecast: true },
    ...(forecast.perDay === null
      ? []
      : [
          {
            key: "4-robust",
            name: lineNames.robust,
            points: grown(forecast.perDay),
            isForecast: true,
          },
          { key: "low", name: lineNames.low, points: grown(forecast.low), isForecast: true },
          { key: "high", name: lineNames.high, points: grown(forecast.high), isForecast: true },
        ]),
  ];
}

function quotaLine(history: readonly MeasuredPoint[]): Series[] {
  if (history.every(({ quota }) => quota === null)) return [];
  const points = history.map(({ on, quota }) => ({ at: dateOf(dayOf(on)), value: quota }));
  return [{ key: "2-quota", name: lineNames.quota, points }];
}

// A line that falls says "less", and never that less than nothing will be there.
const drawable = (value: number | null): number | null =>
  value === null ? null : Math.max(0, value);

/** Those with a colour of their own, in its order; the quartiles are neutral. */
export const LINE_KEYS = ["1-used", "2-quota", "3-classic", "4-robust"];
