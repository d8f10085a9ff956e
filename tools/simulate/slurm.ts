import type { SentRecord } from "./collector";
import { type Job, jobsEndingWithin, type Workload } from "./workload";

/** A batch site whose collector asks `sacct` for what has ended, as sites with Slurm have it. */

const workload: Workload = {
  seed: 11,
  jobsPerDay: 420,
  cores: [
    [1, 1, 2],
    [4, 8, 16],
    [16, 32, 32],
    [64, 128, 192],
  ],
  hasGpus: true,
  stretch: 1,
};

const CORES_PER_NODE = 64;

/** Benchmark of one core. */
const scores = [
  { name: "HEPSPEC06", value: 17.2 },
  { name: "hepscore23", value: 18.46 },
];

const plain = (name: string, amount: number) => ({ name, amount, scores: [] });

export const isoOf = (seconds: number): string =>
  new Date(seconds * 1000).toISOString().replace(".000", "");

function recordOf(site: string, job: Job): SentRecord {
  const cpuSeconds = Math.round((job.stopAt - job.startAt) * job.cores * job.efficiency);
  const systemSeconds = Math.round(cpuSeconds * 0.02);
  const usedBytes = Math.round(job.memoryMegabytes * 1_048_576 * (0.2 + job.efficiency * 0.6));
  return {
    record_id: `${site}-${job.number}`,
    meta: {
      site_id: [site],
      user_id: [job.user],
      group_id: [job.group],
      Partition: [job.gpus > 0 ? "gpu" : job.cores > CORES_PER_NODE ? "parallel" : "batch"],
    },
    components: [
      { name: "Cores", amount: job.cores, scores },
      ...(job.gpus > 0 ? [plain("GPUs", job.gpus)] : []),
      plain("SystemCPU", systemSeconds),
      plain("UserCPU", cpuSeconds - systemSeconds),
      plain("TotalCPU", cpuSeconds),
      plain("Memory", job.memoryMegabytes),
      plain("MaxRSS", usedBytes),
      plain("NNodes", Math.ceil(job.cores / CORES_PER_NODE)),
    ],
    start_time: isoOf(job.startAt),
    stop_time: isoOf(job.stopAt),
  };
}

/** What the collector sends of the jobs that ended after `from` and not after `until`. */
export function slurmRecords(site: string, from: number, until: number): SentRecord[] {
  // What was cancelled before it ran is left out by the collector.
  const ended = jobsEndingWithin(workload, from, until).filter(({ isRemoved }) => !isRemoved);
  return ended.map((job) => recordOf(site, job));
}
