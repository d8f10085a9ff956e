/**
 * Terms of usage.
 *
 * usage     what a record counts as by its source's mapping: a site, a group, a user, and how many
 *           cores, GPUs, normalised cores and MiB it held, and the CPU time it took
 * roll-up   sums of usage for one hour or one day (UTC) of one user of a group at a site
 * measure   what is summed: core-hours, jobs, …
 * dimension by what it is split: site, group or user; the empty name stands for none
 * counted   from the start to the stop of a record, to now while it runs or where the stop lies
 *           ahead of the clock; at most MAX_COUNTED_DAYS
 * jobs      records that ran within a period; one that ran over midnight counts on both days, and
 *           once in their week
 */

/** From its start on no record counts for longer: what is longer is a mistake or a machine. */
export const MAX_COUNTED_DAYS = 366;

/**
 * Greatest amounts of one record that can be true: cores or GPUs, normalised cores, MiB, seconds of
 * CPU time. What is more counts as none, or one bad record would hide all others in every chart.
 */
export const MAX_UNITS = 10_000_000;
export const MAX_NORMALISED = 1_000_000_000_000;
export const MAX_MEMORY_MIB = 1_000_000_000_000;
export const MAX_CPU_SECONDS = 1_000_000_000_000_000;

/** Records that start before or after are counted nowhere. */
export const EARLIEST_START = "1971-01-01T00:00:00Z";
export const LATEST_START = "2200-01-01T00:00:00Z";

/** A record that runs for longer was perhaps never ended. */
export const MAX_OPEN_DAYS = 30;

export const usageMeasures = [
  "coreHours",
  "gpuHours",
  "normalisedCoreHours",
  "cpuHours",
  "memoryHours",
  "jobs",
  "runningCores",
] as const;
export type UsageMeasure = (typeof usageMeasures)[number];

export const usageDimensions = ["site", "group", "user"] as const;
export type UsageDimension = (typeof usageDimensions)[number];

export const usageBuckets = ["hour", "day", "week", "month"] as const;
export type UsageBucket = (typeof usageBuckets)[number];

/** Longest periods, in days, for buckets of each size. */
export const MAX_PERIOD_DAYS: Record<UsageBucket, number> = {
  hour: 31,
  day: 800,
  week: 3_700,
  month: 3_700,
};

/** Only what has one of these names; the empty text is what has none. */
export type UsageFilters = Partial<Record<UsageDimension, readonly string[]>>;

/** A period and what of it; `to` is excluded. */
export interface UsageQuestion {
  from: Date;
  to: Date;
  filters?: UsageFilters;
}

/** Sums of a period. Hours are rounded to a double; GiB-hours of memory. */
export interface UsageSums {
  coreHours: number;
  gpuHours: number;
  normalisedCoreHours: number;
  cpuHours: number;
  memoryHours: number;
  /** Records that ran, began and ended within the period. */
  jobs: number;
  startedJobs: number;
  endedJobs: number;
  /** Mean number of cores in use, over the counted part of the period. */
  runningCores: number;
  /** CPU time by core time; null without core time, and where no CPU time is known. */
  efficiency: number | null;
}
