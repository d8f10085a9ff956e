import "server-only";
import { reachOf, type Viewer } from "@/lib/auth/model";
import { Prisma } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import {
  MAX_PERIOD_DAYS,
  type UsageBucket,
  type UsageDimension,
  type UsageFilters,
  type UsageMeasure,
  type UsageQuestion,
  usageDimensions,
} from "../model/usage";

/** Pieces of questions about roll-ups; everything that was asked is a parameter. */

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** Names that one filter may hold. */
const MAX_FILTERED_NAMES = 100;

export const dimensionColumns: Record<UsageDimension, Prisma.Sql> = {
  site: Prisma.sql`u.site_id`,
  group: Prisma.sql`u.group_id`,
  user: Prisma.sql`u.user_id`,
};

export interface UsageScope {
  from: Date;
  to: Date;
  /** The roll-up to read. */
  table: Prisma.Sql;
  where: Prisma.Sql;
}

/**
 * The period widened to whole hours or days and the conditions on roll-up rows `u`, the viewer's
 * scope first. Throws `forbidden`, and `invalid_input` for a period without end or too long.
 */
export function usageScope(
  viewer: Viewer,
  question: UsageQuestion,
  bucket: UsageBucket,
): UsageScope {
  const unit = bucket === "hour" ? HOUR_MS : DAY_MS;
  const from = new Date(Math.floor(question.from.getTime() / unit) * unit);
  const to = new Date(Math.ceil(question.to.getTime() / unit) * unit);
  const days = (to.getTime() - from.getTime()) / DAY_MS;
  if (!(days > 0)) throw new AppError("invalid_input", "The period must end after it begins.");
  if (days > MAX_PERIOD_DAYS[bucket] + 1) {
    const most = `${MAX_PERIOD_DAYS[bucket]} days`;
    throw new AppError("invalid_input", `By the ${bucket}, a period has at most ${most}.`);
  }
  const table = unit === HOUR_MS ? Prisma.sql`accounting_hours` : Prisma.sql`accounting_days`;
  const conditions = [
    ...dimensionConditions(viewer, question.filters),
    Prisma.sql`u.at >= ${from}::timestamptz and u.at < ${to}::timestamptz`,
    // What was all taken away, by another mapping perhaps, stays as a row of zeros.
    Prisma.sql`u.ran_count > 0`,
  ];
  return { from, to, table, where: Prisma.join(conditions, " and ") };
}

/**
 * What `viewer` may see of rows `u` that carry site_id, group_id and user_id, and the filters.
 * Throws `forbidden` for one who may see no usage.
 */
export function dimensionConditions(viewer: Viewer, filters: UsageFilters = {}): Prisma.Sql[] {
  const found = [usageWithin(viewer)];
  for (const dimension of usageDimensions) {
    const names = filters[dimension]?.slice(0, MAX_FILTERED_NAMES);
    if (names && names.length > 0) {
      found.push(Prisma.sql`${dimensionColumns[dimension]} = any(${idsOf(names)})`);
    }
  }
  return found;
}

// An array, so that the plan knows it before it reads rows.
function idsOf(names: readonly string[]): Prisma.Sql {
  return Prisma.sql`array(select id from accounting_names where name = any(${[...names]}::text[]))`;
}

/**
 * The viewer's scope over rows `u` with a group_id: all, or the groups they lead. Throws
 * `forbidden` for one who may see no usage.
 */
export function usageWithin(viewer: Viewer): Prisma.Sql {
  const reach = reachOf(viewer, "accounting:read");
  if (!reach) throw new AppError("forbidden", "Your roles do not show usage.");
  if (reach === "all") return Prisma.sql`true`;
  const groups = viewer.groups.filter((name) => name !== "");
  return Prisma.sql`u.group_id = any(${idsOf(groups)})`;
}

/** Microseconds of an hour; times MiB of a GiB for memory. */
const HOUR_US = Prisma.raw("3600000000.0");
const GIB_HOUR_US = Prisma.raw("3686400000000.0");

type SummedMeasure = Exclude<UsageMeasure, "jobs">;

/** Where a measure stands in a roll-up, and what one of it is there. Running cores: core-hours. */
const measureColumns: Record<SummedMeasure, { column: Prisma.Sql; unit: Prisma.Sql }> = {
  coreHours: { column: Prisma.sql`u.core_us`, unit: HOUR_US },
  runningCores: { column: Prisma.sql`u.core_us`, unit: HOUR_US },
  gpuHours: { column: Prisma.sql`u.gpu_us`, unit: HOUR_US },
  normalisedCoreHours: { column: Prisma.sql`u.normalised_us`, unit: HOUR_US },
  cpuHours: { column: Prisma.sql`u.cpu_us`, unit: HOUR_US },
  memoryHours: { column: Prisma.sql`u.memory_mib_us`, unit: GIB_HOUR_US },
};

/** Jobs that ran from `first` on: those of its first row, and what began later. */
function jobsFrom(first: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`sum(case when u.at = ${first} then u.ran_count else u.started_count end)`;
}

/** The sum of a measure; `first` is the first hour or day of the period. */
export function measureSum(measure: UsageMeasure, first: Prisma.Sql): Prisma.Sql {
  if (measure === "jobs") return jobsFrom(first);
  const { column, unit } = measureColumns[measure];
  return Prisma.sql`sum(${column}) / ${unit}`;
}

/** What a measure needs of a roll-up's row, under names of its own. */
export function unitColumns(measure: UsageMeasure): Prisma.Sql {
  return measure === "jobs"
    ? Prisma.sql`u.ran_count, u.started_count`
    : Prisma.sql`${measureColumns[measure].column} as amount`;
}

/** Sums of these columns, within one hour or day. */
export function unitSums(measure: UsageMeasure): Prisma.Sql {
  return measure === "jobs"
    ? Prisma.sql`sum(u.ran_count) as ran_count, sum(u.started_count) as started_count`
    : Prisma.sql`sum(u.amount) as amount`;
}

/** The measure of several hours or days, the first of which is `first`. */
export function measureOfUnits(measure: UsageMeasure, first: Prisma.Sql): Prisma.Sql {
  if (measure === "jobs") return jobsFrom(first);
  return Prisma.sql`sum(u.amount) / ${measureColumns[measure].unit}`;
}

/** All sums of a period; null where there is no row. */
export function allSums(first: Prisma.Sql): Prisma.Sql {
  const sums = Object.keys(measureColumns).filter((name) => name !== "runningCores");
  const columns = (sums as SummedMeasure[]).map(
    (name) => Prisma.sql`(${measureSum(name, first)})::float8 as ${Prisma.raw(`"${name}"`)}`,
  );
  return Prisma.sql`${Prisma.join(columns)}, (${jobsFrom(first)})::float8 as jobs,
    sum(u.started_count)::float8 as "startedJobs", sum(u.ended_count)::float8 as "endedJobs",
    (nullif(sum(u.cpu_us), 0) / nullif(sum(u.core_us), 0))::float8 as efficiency`;
}
