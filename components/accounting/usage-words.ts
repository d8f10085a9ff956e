import type { ValueKind } from "@/components/charts/format-value";
import type { UsageBucket, UsageDimension, UsageMeasure } from "@/lib/accounting/model/usage";
import type { PeriodName } from "@/lib/accounting/params/usage";
import { formatNumber } from "@/lib/platform/format";

/** Usage in words for people. */

interface MeasureWords {
  title: string;
  /** Within a sentence, behind a number. */
  noun: string;
  unit: string;
  help: string;
}

export const measureWords: Record<UsageMeasure, MeasureWords> = {
  coreHours: {
    title: "Core-hours",
    noun: "core-hours",
    unit: "core-h",
    help: "Cores that were held, times the hours for which they were held",
  },
  gpuHours: {
    title: "GPU-hours",
    noun: "GPU-hours",
    unit: "GPU-h",
    help: "GPUs that were held, times the hours for which they were held",
  },
  normalisedCoreHours: {
    title: "Normalised core-hours",
    noun: "normalised core-hours",
    unit: "norm. core-h",
    help: "Core-hours times the benchmark score of the cores",
  },
  cpuHours: {
    title: "CPU-hours",
    noun: "CPU-hours",
    unit: "CPU-h",
    help: "Time for which processors really worked",
  },
  memoryHours: {
    title: "Memory",
    noun: "GiB-hours of memory",
    unit: "GiB-h",
    help: "Memory that was held, times the hours for which it was held",
  },
  jobs: {
    title: "Jobs",
    noun: "jobs",
    unit: "jobs",
    help: "Records that ran within the time; one over midnight counts on both days",
  },
  runningCores: {
    title: "Cores in use",
    noun: "cores in use",
    unit: "cores",
    help: "Mean number of cores that were held",
  },
};

interface DimensionWords {
  title: string;
  one: string;
  many: string;
  none: string;
}

export const dimensionWords: Record<UsageDimension, DimensionWords> = {
  site: { title: "Site", one: "site", many: "sites", none: "No site" },
  group: { title: "Group", one: "group", many: "groups", none: "No group" },
  user: { title: "User", one: "user", many: "users", none: "No user" },
};

export const bucketWords: Record<UsageBucket, string> = {
  hour: "Hours",
  day: "Days",
  week: "Weeks",
  month: "Months",
};

export const periodWords: Record<PeriodName, string> = {
  "2d": "2 days",
  "7d": "7 days",
  "30d": "30 days",
  "90d": "90 days",
  "365d": "1 year",
  month: "This month",
  "last-month": "Last month",
  custom: "From … to …",
};

/** An amount with as many digits as it deserves. */
export function formatAmount(value: number): string {
  const size = Math.abs(value);
  return formatNumber(value, { digits: size < 10 ? 2 : size < 1_000 ? 1 : 0 });
}

/** How charts write a measure's values. */
export function valueKindOf(measure: UsageMeasure): ValueKind {
  const digits = measure === "jobs" ? 0 : 1;
  return { kind: "number", unit: measureWords[measure].unit, digits };
}

/** A name of a dimension; the empty one is what records do not name. */
export function nameOf(by: UsageDimension, name: string): string {
  return name === "" ? dimensionWords[by].none : name;
}
