import type { SentRecord } from "./collector";
import { isoOf } from "./slurm";
import { type Job, jobsEndingWithin, type Workload } from "./workload";

/** A batch site whose collector asks `condor_history`, with the oddities that are known of it. */

const workload: Workload = {
  seed: 23,
  jobsPerDay: 330,
  cores: [
    [1, 8],
    [4, 8],
    [8, 8, 16],
  ],
  hasGpus: false,
  stretch: 2,
};

/** Nodes of two kinds; the rule for the score of a third one is missing. */
const nodes = [
  { HEPSPEC: 11.9, HEPscore23: 14.84 },
  { HEPSPEC: 13.1, HEPscore23: 16.43 },
  { HEPSPEC: 11.9, HEPscore23: 14.84 },
  { HEPSPEC: 0, HEPscore23: 0 },
];

const SCHEDULERS = 2;

/** Jobs that ran on a node without a rule: one in so many. */
const UNKNOWN_NODE_EVERY = 97;

function recordOf(site: string, job: Job): SentRecord {
  const node = job.number % UNKNOWN_NODE_EVERY === 0 ? 3 : job.number % 3;
  const scores = Object.entries(nodes[node] ?? {}).map(([name, value]) => ({ name, value }));
  const scheduler = `schedd${1 + (job.number % SCHEDULERS)}.${site}.example.org`;
  const seconds = job.stopAt - job.startAt;
  return {
    record_id: `htcondor-${scheduler}#${job.number}.0#${job.startAt - 60}`,
    meta: {
      user: [job.user],
      group: [job.group],
      submithost: [scheduler],
      site: [site],
    },
    components: [
      { name: "Cores", amount: job.cores, scores },
      { name: "Memory", amount: job.memoryMegabytes, scores: [] },
      {
        name: "TotalCPU",
        amount: Math.round(seconds * job.cores * job.efficiency),
        scores: [],
      },
    ],
    start_time: isoOf(job.startAt),
    // A removed job has no time at which it was done, and what is missing counts as zero.
    stop_time: isoOf(job.isRemoved ? 0 : job.stopAt),
  };
}

/** What the collector sends of the jobs that ended after `from` and not after `until`. */
export function htcondorRecords(site: string, from: number, until: number): SentRecord[] {
  return jobsEndingWithin(workload, from, until).map((job) => recordOf(site, job));
}
