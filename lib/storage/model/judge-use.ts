import { daysUntilFull, type Growth, growthOf } from "./forecast";
import { forecastUse, judge, type Level, type Threshold, type UsageTrend } from "./warnings";

/** What a group used below a base directory on an earlier day. */
export interface EarlierUse {
  day: number;
  bytes: number;
  inodes: number;
}

/** What it uses on the record date; `day` counts days from 1970-01-01. */
export interface PresentUse extends EarlierUse {
  quotaBytes: number | null;
  quotaInodes: number | null;
  /** Earlier days, oldest first: those of the window, and at least the last two. */
  history: readonly EarlierUse[];
}

export interface JudgeRules {
  thresholds: readonly Threshold[];
  /** Days before the record date that the robust forecast looks at. */
  forecastWindowDays: number;
  /** Day from which on the classic rule counts ahead. */
  today: number;
}

/** What is stored with a use: the classic rule and the robust forecast, for bytes and files. */
export interface Judgement {
  level: Level;
  inodeLevel: Level;
  bytesIn3Days: number;
  bytesIn7Days: number;
  inodesIn3Days: number;
  inodesIn7Days: number;
  growthBytes: number | null;
  growthLowBytes: number | null;
  growthHighBytes: number | null;
  growthInodes: number | null;
  daysUntilFull: number | null;
  daysUntilFilesFull: number | null;
}

type Measure = "bytes" | "inodes";

function trendOf(use: PresentUse, measure: Measure, today: number): UsageTrend {
  const history = use.history.map((point) => ({ day: point.day, used: point[measure] }));
  return { day: use.day, used: use[measure], history, today };
}

function growthWithin({ day, used, history }: UsageTrend, windowDays: number): Growth | null {
  const recent = history.filter((point) => point.day < day && point.day >= day - windowDays);
  return growthOf([...recent, { day, used }]);
}

/** Judges one use by both rules. */
export function judgeUse(use: PresentUse, rules: JudgeRules): Judgement {
  const { thresholds, forecastWindowDays, today } = rules;
  const bytes = trendOf(use, "bytes", today);
  const inodes = trendOf(use, "inodes", today);
  const growth = growthWithin(bytes, forecastWindowDays);
  const growthInodes = growthWithin(inodes, forecastWindowDays)?.perDay ?? null;
  return {
    level: judge(bytes, use.quotaBytes, thresholds),
    inodeLevel: judge(inodes, use.quotaInodes, thresholds),
    bytesIn3Days: forecastUse(bytes, 3),
    bytesIn7Days: forecastUse(bytes, 7),
    inodesIn3Days: forecastUse(inodes, 3),
    inodesIn7Days: forecastUse(inodes, 7),
    growthBytes: growth?.perDay ?? null,
    growthLowBytes: growth?.low ?? null,
    growthHighBytes: growth?.high ?? null,
    growthInodes,
    daysUntilFull: daysUntilFull(use.bytes, use.quotaBytes, growth?.perDay ?? null),
    daysUntilFilesFull: daysUntilFull(use.inodes, use.quotaInodes, growthInodes),
  };
}
