import "server-only";
import { z } from "zod";
import type { Viewer } from "@/lib/auth/model";
import { ask, Prisma } from "@/lib/platform/db";
import type { UsageDimension, UsageMeasure, UsageQuestion, UsageSums } from "../model/usage";
import { readCountedUntil } from "./rollup-state";
import { countedHours } from "./usage-over-time";
import {
  allSums,
  dimensionColumns,
  dimensionConditions,
  measureSum,
  usageScope,
} from "./usage-sql";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Rows of a list of the greatest users, groups or sites. */
const MAX_TOP = 100;

export interface UsageTotals {
  from: Date;
  to: Date;
  current: UsageSums;
  /** The period just before, as long as the counted part of this one, to the hour. */
  previous: UsageSums & { from: Date; to: Date };
  countedUntil: Date | null;
}

export interface TopUsageRow extends UsageSums {
  /** Empty: what has no name. */
  name: string;
  /** Part of the period's whole sum of the measure, 0 to 1. */
  share: number;
}

const sum = z.number().nullable();

const sumsShape = z.object({
  ...{ coreHours: sum, gpuHours: sum, normalisedCoreHours: sum, cpuHours: sum, memoryHours: sum },
  ...{ jobs: sum, startedJobs: sum, endedJobs: sum, efficiency: sum },
});
type RawSums = z.infer<typeof sumsShape>;

function sumsOf(raw: RawSums | undefined, hours: number): UsageSums {
  const coreHours = raw?.coreHours ?? 0;
  return {
    coreHours,
    gpuHours: raw?.gpuHours ?? 0,
    normalisedCoreHours: raw?.normalisedCoreHours ?? 0,
    cpuHours: raw?.cpuHours ?? 0,
    memoryHours: raw?.memoryHours ?? 0,
    jobs: raw?.jobs ?? 0,
    startedJobs: raw?.startedJobs ?? 0,
    endedJobs: raw?.endedJobs ?? 0,
    runningCores: hours === 0 ? 0 : coreHours / hours,
    efficiency: raw?.efficiency ?? null,
  };
}

/**
 * Sums of a period of whole days and of the one before it. Of a period that is not over, the one
 * before ends at the same hour: half a day beside a whole one would always look like a fall. Throws
 * `invalid_input` for a period of more than ten years.
 */
export async function usageTotals(viewer: Viewer, question: UsageQuestion): Promise<UsageTotals> {
  const countedUntil = await readCountedUntil();
  const { from, to } = usageScope(viewer, question, "month");
  const isOpen = countedUntil !== null && countedUntil > from && countedUntil < to;
  const end = isOpen ? countedUntil : to;
  const shift = Math.ceil((end.getTime() - from.getTime()) / DAY_MS) * DAY_MS;
  const before = {
    from: new Date(from.getTime() - shift),
    to: new Date(Math.floor((end.getTime() - shift) / HOUR_MS) * HOUR_MS),
  };
  const [current, previous] = await Promise.all([
    readSums(viewer, { ...question, from, to }),
    readSums(viewer, { ...question, ...before }),
  ]);
  return {
    from,
    to,
    current: sumsOf(current, countedHours(from, to, countedUntil)),
    previous: { ...sumsOf(previous, countedHours(before.from, before.to, null)), ...before },
    countedUntil,
  };
}

// Whole days, and then the hours of the last one.
async function readSums(
  viewer: Viewer,
  { from, to, filters }: UsageQuestion,
): Promise<RawSums | undefined> {
  const lastDay = new Date(Math.floor(to.getTime() / DAY_MS) * DAY_MS);
  const where = Prisma.join(dimensionConditions(viewer, filters), " and ");
  const [row] = await ask(sumsShape)`
    select ${allSums(Prisma.sql`${from}::timestamptz`)}
    from (
      select * from accounting_days
      where at >= ${from}::timestamptz and at < ${lastDay}::timestamptz
      union all
      select * from accounting_hours
      where at >= ${lastDay}::timestamptz and at < ${to}::timestamptz
    ) u
    where ${where}`;
  return row;
}

/** The greatest sites, groups or users of a period of whole days, by a measure; at most 100. */
export async function topUsage(
  viewer: Viewer,
  question: UsageQuestion & { by: UsageDimension; measure?: UsageMeasure; limit?: number },
): Promise<TopUsageRow[]> {
  const { by, measure = "coreHours", limit = 20 } = question;
  const { from, to, table, where } = usageScope(viewer, question, "month");
  const first = Prisma.sql`${from}::timestamptz`;
  const dimension = dimensionColumns[by];
  const [countedUntil, rows] = await Promise.all([
    readCountedUntil(),
    ask(sumsShape.extend({ name: z.string(), share: z.number().nullable() }))`
      select n.name, t.* from (
        select ${dimension} as id, ${allSums(first)},
          (${measureSum(measure, first)} / nullif(sum(${measureSum(measure, first)}) over (), 0)
            )::float8 as share
        from ${table} u where ${where} group by ${dimension}
        order by ${measureSum(measure, first)} desc, ${dimension}
        limit ${Math.max(1, Math.min(MAX_TOP, limit))}::int
      ) t join accounting_names n on n.id = t.id
      order by t.share desc nulls last, n.name collate "C"`,
  ]);
  const hours = countedHours(from, to, countedUntil);
  return rows.map((row) => ({ name: row.name, share: row.share ?? 0, ...sumsOf(row, hours) }));
}
