import { z } from "zod";
import { AppError } from "@/lib/platform/errors";
import { formatNumber } from "@/lib/platform/format";
import { column, describeColumns } from "./columns";
import type { CaseType } from "./definition";
import {
  MAX_NAME_LENGTH,
  MAX_SUBMITTERS,
  readAccount,
  readName,
  readNumber,
  readResource,
  readSummary,
  requireFields,
} from "./entry-fields";

interface OldJobEntry {
  submitter: string;
}

const oldJobDetailSchema = z.object({
  /** Everybody whose jobs the newest report named; the one with the oldest job first. */
  submitters: z.array(z.string()).min(1),
});

export type OldJobDetail = z.infer<typeof oldJobDetailSchema>;

/** Oldest age that is stored, as in the clients' own 32-bit columns. UNIT: days. */
const MAX_AGE_DAYS = 2 ** 31 - 1;

const labels = new Map([
  ["billing", "Billing"],
  ["count", "Count"],
  ["cpu", "CPU"],
  ["mem", "Memory"],
  ["node", "Node"],
]);

// Whole days; halves away from zero, as a database column rounds them.
function readAge(raw: unknown): number {
  const age = readNumber(raw, "age");
  const days = Math.sign(age) * Math.round(Math.abs(age));
  if (Math.abs(days) > MAX_AGE_DAYS) {
    throw new AppError("invalid_input", `Field 'age' is greater than ${MAX_AGE_DAYS}`);
  }
  return days === 0 ? 0 : days;
}

/** An account whose jobs wait too long. */
export const oldjobs: CaseType<OldJobEntry, OldJobDetail> = {
  name: "oldjobs",
  feedKind: "oldjob",
  noun: "old job",
  hasDecision: false,
  description: {
    table: "oldjobs",
    title: "Job age",
    metric: "age",
    cols: describeColumns([
      column("resource", "Resource"),
      column("submitter", "User"),
      column("age", "Age", {
        type: "number",
        help: "Days that the oldest job has been waiting in the system",
      }),
    ]),
  },
  metricUnit: "days",

  parseEntry(raw) {
    const entry = requireFields(raw, ["resource", "account", "age", "summary", "submitter"]);
    const resource = readResource(entry.resource);
    const account = readAccount(entry.account);
    const metric = readAge(entry.age);
    const summary = readSummary(entry.summary);
    const submitter = readName(entry.submitter, "submitter", MAX_NAME_LENGTH);
    return { account, resource, metric, summary, detail: { submitter } };
  },

  detailSchema: oldJobDetailSchema,
  detailPaths: { submitter: ["submitters", "0"] },

  matches: () => true,
  compareMatches: (left, right) => right.epoch - left.epoch || left.id - right.id,

  createDetail: ({ detail }) => ({ submitters: [detail.submitter] }),
  merge(stored, entry, isSameReport) {
    const { submitter } = entry.detail;
    if (!isSameReport) return { metric: entry.metric, detail: { submitters: [submitter] } };
    // Several users of one account in one report: the oldest job leads, nobody is forgotten.
    const isOldest = entry.metric > stored.metric;
    const known = stored.detail.submitters;
    const names = isOldest ? [submitter, ...known] : [...known, submitter];
    return {
      metric: isOldest ? entry.metric : stored.metric,
      detail: { submitters: [...new Set(names)].slice(0, MAX_SUBMITTERS) },
    };
  },

  summarise: ({ created, existing, claimed }) =>
    `There are ${created + existing} cases (${created} new and ${existing} existing).  ` +
    `${claimed} are claimed.`,

  serialise: ({ metric, resource }, { submitters }) => ({
    resource,
    age: metric,
    submitter: submitters[0] ?? null,
  }),
  prettySummary: (summary) =>
    Object.entries(summary).map(([key, value]) => [labels.get(key) ?? key, value]),
  hasPrettyMetric: false,
  hasUsageLink: false,
  formatMetric: (metric) => formatNumber(metric),

  users: ({ submitters }) => submitters,
  contact: "submitter",
  facts: () => [],
};
