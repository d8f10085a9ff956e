import {
  createLoader,
  createParser,
  createSerializer,
  type inferParserType,
  parseAsBoolean,
  parseAsNumberLiteral,
  parseAsStringLiteral,
} from "nuqs/server";
import { isName } from "../model";
import {
  MAX_PERIOD_DAYS,
  type UsageBucket,
  type UsageFilters,
  usageBuckets,
  usageDimensions,
  usageMeasures,
} from "../model/usage";

/** The address of the usage pages. Every period is one of whole days in UTC. */

export const periods = ["2d", "7d", "30d", "90d", "365d", "month", "last-month", "custom"] as const;
export type PeriodName = (typeof periods)[number];

const periodDays: Partial<Record<PeriodName, number>> = {
  "2d": 2,
  "7d": 7,
  "30d": 30,
  "90d": 90,
  "365d": 365,
};

/** How many series a chart may have beside the others: their looks have to stay apart. */
export const topCounts = [3, 5, 8] as const;

const DAY_MS = 86_400_000;

/** First and last day that may be asked for. */
const FIRST_DAY = "1971-01-01";
const LAST_DAY = "2199-12-31";

const parseDay = createParser<string>({
  parse: (text) => {
    if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text < FIRST_DAY || text > LAST_DAY) return null;
    const at = new Date(`${text}T00:00:00Z`);
    return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text) ? text : null;
  },
  serialize: (text) => text,
});

const parseName = createParser<string>({
  parse: (text) => (isName(text) ? text : null),
  serialize: (text) => text,
});

export const usageParsers = {
  measure: parseAsStringLiteral(usageMeasures).withDefault("coreHours"),
  by: parseAsStringLiteral(usageDimensions).withDefault("group"),
  period: parseAsStringLiteral(periods).withDefault("30d"),
  /** First and last day of a custom period. */
  from: parseDay,
  to: parseDay,
  /** Null: as fits the period. */
  bucket: parseAsStringLiteral(usageBuckets),
  top: parseAsNumberLiteral(topCounts).withDefault(5),
  /** Whether the period before is drawn too. */
  compare: parseAsBoolean.withDefault(false),
  site: parseName,
  group: parseName,
  user: parseName,
};
export const loadUsageParams = createLoader(usageParsers);
export type UsageParams = inferParserType<typeof usageParsers>;

/** Address of the usage page with these parameters. */
export const usagePath = createSerializer(usageParsers);

/** A period of whole days and the buckets that it is shown in. */
export interface Period {
  from: Date;
  /** Excluded. */
  to: Date;
  bucket: UsageBucket;
}

/** The period that the address means. `now` is the server's clock. */
export function readPeriod(params: UsageParams, now: Date): Period {
  const { from, to } = boundsOf(params, now);
  const days = Math.round((to.getTime() - from.getTime()) / DAY_MS);
  const { bucket } = params;
  const fits = bucket !== null && days <= MAX_PERIOD_DAYS[bucket];
  return { from, to, bucket: fits ? bucket : bucketFor(days) };
}

function boundsOf({ period, from, to }: UsageParams, now: Date): { from: Date; to: Date } {
  const today = Math.floor(now.getTime() / DAY_MS) * DAY_MS;
  const [year, month] = [now.getUTCFullYear(), now.getUTCMonth()];
  if (period === "month") {
    return { from: new Date(Date.UTC(year, month, 1)), to: new Date(today + DAY_MS) };
  }
  if (period === "last-month") {
    return { from: new Date(Date.UTC(year, month - 1, 1)), to: new Date(Date.UTC(year, month, 1)) };
  }
  if (period === "custom" && (from !== null || to !== null)) {
    return customBounds(from ?? FIRST_DAY, to ?? new Date(today).toISOString().slice(0, 10));
  }
  const days = periodDays[period] ?? 30;
  return { from: new Date(today - (days - 1) * DAY_MS), to: new Date(today + DAY_MS) };
}

/** Two days in any order; the newest ten years of what is longer. */
function customBounds(one: string, other: string): { from: Date; to: Date } {
  const [first = one, last = other] = [one, other].sort();
  const to = Date.parse(`${last}T00:00:00Z`) + DAY_MS;
  const from = Math.max(Date.parse(`${first}T00:00:00Z`), to - MAX_PERIOD_DAYS.month * DAY_MS);
  return { from: new Date(from), to: new Date(to) };
}

function bucketFor(days: number): UsageBucket {
  if (days <= 2) return "hour";
  if (days <= 95) return "day";
  return days <= 750 ? "week" : "month";
}

/** The filters of the address as the queries take them. */
export function filtersOf({ site, group, user }: UsageParams): UsageFilters {
  return {
    ...(site === null ? {} : { site: [site] }),
    ...(group === null ? {} : { group: [group] }),
    ...(user === null ? {} : { user: [user] }),
  };
}

/** How much of the time before and after something is shown with it, and how much at most. */
const BEFORE_DAYS = 14;
const AFTER_DAYS = 3;
const MOST_DAYS = 365;

/** Whole days around something that went on from `first` to `last`, up to the present. */
export function periodAround(first: Date, last: Date, now: Date): { from: Date; to: Date } {
  const day = (at: number) => Math.floor(at / DAY_MS) * DAY_MS;
  const end = Math.min(last.getTime() + AFTER_DAYS * DAY_MS, now.getTime());
  const to = day(Math.max(end, first.getTime())) + DAY_MS;
  const from = Math.max(day(first.getTime()) - BEFORE_DAYS * DAY_MS, to - MOST_DAYS * DAY_MS);
  return { from: new Date(from), to: new Date(to) };
}
