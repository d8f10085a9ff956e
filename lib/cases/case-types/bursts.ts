import { z } from "zod";
import { roundHalfEven } from "@/lib/platform/format";
import { column, describeColumns } from "./columns";
import type { CaseType, StoredCase } from "./definition";
import {
  MAX_SUBMITTERS,
  readAccount,
  readNumber,
  readResource,
  readSubmitters,
  readSummary,
  requireFields,
} from "./entry-fields";
import { parseJobId, printJobId } from "./job-id";

interface BurstEntry {
  firstJob: bigint;
  lastJob: bigint;
  /** Most relevant first. */
  submitters: string[];
}

const jobId = z.string().regex(/^\d{1,19}$/);

/** Job ids are decimal text: 64-bit integers do not survive as JSON numbers. */
const burstDetailSchema = z.object({
  firstJob: jobId,
  lastJob: jobId,
  submitters: z.array(z.string()),
});

export type BurstDetail = z.infer<typeof burstDetailSchema>;

type Stored = StoredCase<BurstDetail>;

const greater = (left: bigint, right: bigint): bigint => (left > right ? left : right);

// The number of a summary as text; what is not a number is shown as it is.
function numberText(value: unknown, print: (value: number) => string): unknown {
  return typeof value === "number" && Number.isFinite(value) ? print(value) : scalarText(value);
}

function scalarText(value: unknown): unknown {
  if (value === null) return "–";
  return typeof value === "object" ? value : String(value);
}

/** An account with a lot of short-term need that its normal share cannot serve. */
export const bursts: CaseType<BurstEntry, BurstDetail> = {
  name: "bursts",
  feedKind: "burst",
  noun: "burst candidate",
  hasDecision: true,
  description: {
    table: "bursts",
    title: "Burst candidates",
    metric: "pain",
    cols: describeColumns([
      column("pain", "Pain", {
        type: "number",
        help: "How hopeless the job situation of the account is; higher is worse",
      }),
      column("resource", "Resource", { help: "What the account lacks: CPU or GPU" }),
      column("usage", "Usage", { searchable: false, sortable: false }),
      column("state", "State"),
    ]),
  },
  metricUnit: "",

  parseEntry(raw) {
    const entry = requireFields(raw, [
      "resource",
      "account",
      "pain",
      "summary",
      "submitters",
      "firstjob",
      "lastjob",
    ]);
    const resource = readResource(entry.resource);
    const account = readAccount(entry.account);
    const metric = readNumber(entry.pain, "pain");
    const summary = readSummary(entry.summary);
    const submitters = readSubmitters(entry.submitters);
    const firstJob = parseJobId(entry.firstjob);
    const lastJob = parseJobId(entry.lastjob);
    return { account, resource, metric, summary, detail: { firstJob, lastJob, submitters } };
  },

  detailSchema: burstDetailSchema,

  // The new window of jobs starts inside or before the known one.
  matches: (stored, { detail }) => detail.firstJob <= BigInt(stored.detail.lastJob),
  matchFloor: { key: "lastJob", of: ({ detail }) => detail.firstJob },
  compareMatches(left: Stored, right: Stored) {
    if (left.epoch !== right.epoch) return right.epoch - left.epoch;
    const difference = BigInt(right.detail.lastJob) - BigInt(left.detail.lastJob);
    if (difference !== 0n) return difference > 0n ? 1 : -1;
    return left.id - right.id;
  },

  createDetail: ({ detail: { firstJob, lastJob, submitters } }) => ({
    firstJob: String(firstJob),
    lastJob: String(greater(firstJob, lastJob)),
    submitters,
  }),
  merge({ detail }, entry) {
    const { lastJob, submitters } = entry.detail;
    return {
      metric: entry.metric,
      detail: {
        // Kept: older jobs may have finished since.
        firstJob: detail.firstJob,
        lastJob: String(greater(BigInt(detail.lastJob), lastJob)),
        submitters: [...new Set([...submitters, ...detail.submitters])].slice(0, MAX_SUBMITTERS),
      },
    };
  },

  summarise: ({ created, existing, claimed, states }) =>
    `${created} new record(s) and ${existing} existing.  In total there are ` +
    `${states.pending} pending, ${states.accepted} accepted, ${states.rejected} rejected.  ` +
    `${claimed} have been claimed.`,

  serialise: ({ metric, resource, state }, { firstJob, lastJob, submitters }) => ({
    resource,
    pain: metric,
    jobrange: [printJobId(firstJob), printJobId(lastJob)],
    submitters,
    state,
  }),
  prettySummary: (summary) =>
    Object.entries(summary).map(([key, value]) => {
      if (key === "num_jobs") return ["Job count", numberText(value, (n) => String(Math.trunc(n)))];
      if (key === "old_pain") return ["Old pain", numberText(value, (n) => roundHalfEven(n, 2))];
      return [key, scalarText(value)];
    }),
  hasPrettyMetric: true,
  hasUsageLink: true,
  formatMetric: (metric) => roundHalfEven(metric, 2),

  users: ({ submitters }) => submitters,
  contact: "pi",
  facts: ({ firstJob, lastJob }) => [{ label: "Jobs", value: `${firstJob}–${lastJob}` }],
};
