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

/** Jobs that ran from `first` on: those of its first row, and what began later. */
function jobsFrom(first: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`sum(case when u.at = ${first} then u.ran_count else u.started_count end)`;
}

/** The sum of a measure; `first` is the first hour or day of the bucket. Running cores: core-hours. */
export function measureSum(measure: UsageMeasure, first: Prisma.Sql): Prisma.Sql {
  if (measure === "jobs") return jobsFrom(first);
  if (measure === "gpuHours") return Prisma.sql`sum(u.gpu_us) / ${HOUR_US}`;
  if (measure === "normalisedCoreHours") return Prisma.sql`sum(u.normalised_us) / ${HOUR_US}`;
  if (measure === "cpuHours") return Prisma.sql`sum(u.cpu_us) / ${HOUR_US}`;
  if (measure === "memoryHours") return Prisma.sql`sum(u.memory_mib_us) / ${GIB_HOUR_US}`;
  return Prisma.sql`sum(u.core_us) / ${HOUR_US}`;
}

/** All sums of a period; null where there is no row. */
export function allSums(first: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    (${measureSum("coreHours", first)})::float8 as "coreHours",
    (${measureSum("gpuHours", first)})::float8 as "gpuHours",
    (${measureSum("normalisedCoreHours", first)})::float8 as "normalisedCoreHours",
    (${measureSum("cpuHours", first)})::float8 as "cpuHours",
    (${measureSum("memoryHours", first)})::float8 as "memoryHours",
    (${jobsFrom(first)})::float8 as jobs,
    sum(u.started_count)::float8 as "startedJobs", sum(u.ended_count)::float8 as "endedJobs",
    (sum(u.cpu_us) / nullif(sum(u.core_us), 0))::float8 as efficiency`;
}
