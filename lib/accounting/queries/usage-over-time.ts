import "server-only";
import { z } from "zod";
import type { Viewer } from "@/lib/auth/model";
import { ask, Prisma } from "@/lib/platform/db";
import type { UsageBucket, UsageDimension, UsageMeasure, UsageQuestion } from "../model/usage";
import { readCountedUntil } from "./rollup-state";
import {
  dimensionColumns,
  measureOfUnits,
  type UsageScope,
  unitColumns,
  unitSums,
  usageScope,
} from "./usage-sql";

const HOUR_MS = 3_600_000;

/** Series that one chart may have beside the others. */
const MAX_SERIES = 20;

export interface UsageChartQuestion extends UsageQuestion {
  bucket: UsageBucket;
  by: UsageDimension;
  measure: UsageMeasure;
  /** Series of their own, greatest first; the others are summed. Default 8, at most 20. */
  top?: number;
}

/** A piece of the period; the first and last may be cut by it. */
export interface UsageChartBucket {
  at: Date;
  end: Date;
  /** Usage of this bucket is not all counted yet. */
  isIncomplete: boolean;
}

export interface UsageSeries {
  /** Empty: what has no name. */
  name: string;
  /** The sum of what has no series of its own; then the name is empty too. */
  isOthers: boolean;
  /** Of the whole period: hours and jobs summed, running cores averaged. */
  total: number;
  /** One for each bucket. */
  values: number[];
}

export interface UsageChart {
  /** The period as it was counted: widened to whole hours or days. */
  from: Date;
  to: Date;
  buckets: UsageChartBucket[];
  /** Greatest first, the others last. */
  series: UsageSeries[];
  /** How many sites, groups or users are summed in the others. */
  othersCount: number;
  /** Until when running records are counted; null before the first roll-up. */
  countedUntil: Date | null;
}

const pointShape = z.object({
  name: z.string().nullable(),
  total: z.number(),
  rank: z.int(),
  members: z.int(),
  at: z.date(),
  value: z.number(),
});

/**
 * Usage over time, the greatest sites, groups or users on their own and the others summed. Reads
 * roll-ups. Throws `invalid_input` for a period that is too long for its buckets.
 */
export async function usageOverTime(
  viewer: Viewer,
  question: UsageChartQuestion,
): Promise<UsageChart> {
  const scope = usageScope(viewer, question, question.bucket);
  const [rows, countedUntil] = await Promise.all([
    ask(pointShape)`${chartSql(scope, question)}`,
    readCountedUntil(),
  ]);
  const buckets = bucketsOf(scope, question.bucket, countedUntil);
  const { series, othersCount } = seriesOf(rows, buckets);
  const chart = { from: scope.from, to: scope.to, buckets, series, othersCount, countedUntil };
  return question.measure === "runningCores" ? averaged(chart) : chart;
}

function chartSql(scope: UsageScope, question: UsageChartQuestion): Prisma.Sql {
  const { bucket, measure, top } = question;
  const from = Prisma.sql`${scope.from}::timestamptz`;
  const others = Math.max(1, Math.min(MAX_SERIES, top ?? 8)) + 1;
  return Prisma.sql`
    with ${unitsOf(scope, question)}, ranked as materialized (
      select id, total, least(row_number() over (order by total desc, id), ${others}::int)::int
        as rank
      from (
        select u.id, ${measureOfUnits(measure, from)} as total from units u group by 1
      ) t
    ), lines as (
      select rank, sum(total)::float8 as total, count(*)::int as members,
        case when rank < ${others}::int then min(id) end as name_id
      from ranked group by rank
    ), ranked_units as materialized (
      select u.at, r.rank, ${unitSums(measure)}
      from units u join ranked r on r.id = u.id group by 1, 2
    ), points as (
      select rank, start as at, ${measureOfUnits(measure, Prisma.sql`u.start`)} as value
      from (
        select *, greatest(date_trunc(${bucket}::text, at), ${from}) as start from ranked_units
      ) u
      group by 1, 2
    )
    select n.name, l.total, l.rank, l.members, p.at, p.value::float8 as value
    from lines l join points p on p.rank = l.rank left join accounting_names n on n.id = l.name_id
    order by l.rank, p.at`;
}

// PERF: there are few sites and groups, so their hours or days are summed first. Users are almost
// as many as rows: those are read twice instead, to rank them and to sum the others.
function unitsOf({ table, where }: UsageScope, { by, measure }: UsageChartQuestion): Prisma.Sql {
  const id = dimensionColumns[by];
  return by === "user"
    ? Prisma.sql`units as not materialized (
        select u.at, ${id} as id, ${unitColumns(measure)} from ${table} u where ${where})`
    : Prisma.sql`units as materialized (
        select u.at, u.id, ${unitSums(measure)} from (
          select u.at, ${id} as id, ${unitColumns(measure)} from ${table} u where ${where}
        ) u group by 1, 2)`;
}

/** The pieces of the period, also those in which nothing ran. */
function bucketsOf(
  { from, to }: UsageScope,
  bucket: UsageBucket,
  countedUntil: Date | null,
): UsageChartBucket[] {
  const buckets: UsageChartBucket[] = [];
  for (let at = from; at < to; ) {
    const next = nextBucket(at, bucket);
    const end = next < to ? next : to;
    buckets.push({ at, end, isIncomplete: countedUntil === null || end > countedUntil });
    at = next;
  }
  return buckets;
}

function nextBucket(at: Date, bucket: UsageBucket): Date {
  if (bucket === "hour") return new Date(at.getTime() + HOUR_MS);
  const [year, month, day] = [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()];
  if (bucket === "month") return new Date(Date.UTC(year, month + 1, 1));
  if (bucket === "day") return new Date(Date.UTC(year, month, day + 1));
  // Weeks begin on Monday, as PostgreSQL's do.
  return new Date(Date.UTC(year, month, day + 7 - ((at.getUTCDay() + 6) % 7)));
}

function seriesOf(
  rows: readonly z.infer<typeof pointShape>[],
  buckets: readonly UsageChartBucket[],
): { series: UsageSeries[]; othersCount: number } {
  const places = new Map(buckets.map(({ at }, place) => [at.getTime(), place]));
  const found = new Map<number, UsageSeries>();
  let othersCount = 0;
  for (const { name, total, rank, members, at, value } of rows) {
    const isOthers = name === null;
    if (isOthers) othersCount = members;
    const series = found.get(rank) ?? {
      name: name ?? "",
      isOthers,
      total,
      values: buckets.map(() => 0),
    };
    found.set(rank, series);
    const place = places.get(at.getTime());
    if (place !== undefined) series.values[place] = value;
  }
  return { series: [...found.values()], othersCount };
}

/** Hours of the part of `from` to `to` that is counted so far. */
export function countedHours(from: Date, to: Date, countedUntil: Date | null): number {
  const end = Math.min(to.getTime(), countedUntil?.getTime() ?? to.getTime());
  return Math.max(0, end - from.getTime()) / HOUR_MS;
}

function averaged(chart: UsageChart): UsageChart {
  const { from, to, buckets, countedUntil } = chart;
  const mean = (coreHours: number, start: Date, end: Date) => {
    const hours = countedHours(start, end, countedUntil);
    return hours === 0 ? 0 : coreHours / hours;
  };
  const series = chart.series.map((line) => ({
    ...line,
    total: mean(line.total, from, to),
    values: buckets.map(({ at, end }, place) => mean(line.values[place] ?? 0, at, end)),
  }));
  return { ...chart, series };
}
