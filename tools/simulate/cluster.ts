import { between, pick, seededRandom } from "./random";

/**
 * A believable cluster as its detectors see it: accounts whose bursts grow, fade and return, array
 * jobs, several submitters, and jobs that wait for days.
 */

const DAY_SECONDS = 86_400;
const JOBS_PER_DAY = 42_000;

const TREES = [
  "alder",
  "aspen",
  "birch",
  "cedar",
  "cherry",
  "cypress",
  "elder",
  "elm",
  "fir",
  "hawthorn",
  "hazel",
  "hemlock",
  "hickory",
  "juniper",
  "larch",
  "linden",
  "maple",
  "oak",
  "pine",
  "poplar",
  "rowan",
  "spruce",
  "sumac",
  "tamarack",
  "walnut",
  "willow",
  "yew",
  "hornbeam",
] as const;

export interface SimulatedAccount {
  name: string;
  users: string[];
}

/** The accounts of the simulated site; the first user of each is its PI. */
export const simulatedAccounts: SimulatedAccount[] = TREES.map((tree, index) => ({
  name: `${index % 5 === 0 ? "rrg" : "def"}-${tree}`,
  users: Array.from({ length: 2 + (index % 4) }, (_, user) => `${tree}${user + 1}`),
}));

interface Episode {
  account: SimulatedAccount;
  resource: "cpu" | "gpu";
  startAt: number;
  endAt: number;
  peakPain: number;
  shape: "grow" | "fade" | "hump";
  users: string[];
  /** Job id the burst is known from; a burst that returns keeps its first one. */
  firstJobAt: number;
  usesArrays: boolean;
}

interface Waiting {
  account: SimulatedAccount;
  resource: "cpu" | "gpu";
  submitter: string;
  startAt: number;
  endAt: number;
}

export interface SimulatedCluster {
  bursts(atSeconds: number): Record<string, unknown>[];
  oldjobs(atSeconds: number): Record<string, unknown>[];
}

/** A cluster with a past of `days` before `nowSeconds` and a future of as much. */
export function simulateCluster(seed: number, nowSeconds: number, days: number): SimulatedCluster {
  const random = seededRandom(seed * 7_919 + 13);
  const startAt = nowSeconds - days * DAY_SECONDS;
  const episodes = simulatedAccounts.flatMap((account) =>
    episodesOf(random, account, startAt, nowSeconds, days),
  );
  const waiting = waitingOf(random, startAt, nowSeconds, days);
  const jobId = (at: number) =>
    1_000_000 * seed + Math.floor(((at - startAt) / DAY_SECONDS + 1) * JOBS_PER_DAY);
  const isOn = (span: { startAt: number; endAt: number }, at: number) =>
    span.startAt <= at && at < span.endAt;
  return {
    bursts: (at) => episodes.filter((e) => isOn(e, at)).map((e) => burstEntry(e, at, jobId)),
    oldjobs: (at) => waiting.filter((w) => isOn(w, at)).map((w) => oldJobEntry(w, at)),
  };
}

function episodesOf(
  random: () => number,
  account: SimulatedAccount,
  startAt: number,
  nowSeconds: number,
  days: number,
): Episode[] {
  const episodes: Episode[] = [];
  let at = startAt + between(random, 0, days * 0.6) * DAY_SECONDS;
  // One resource an account, so that two bursts never share the account, cluster and resource.
  const resource = random() < 0.3 ? "gpu" : "cpu";
  while (at < nowSeconds + DAY_SECONDS) {
    const length = between(random, 0.6, Math.max(1.2, days / 6)) * DAY_SECONDS;
    const before = episodes.at(-1);
    const isReturn = before !== undefined && random() < 0.4;
    const isOngoing = nowSeconds - at < 5 * DAY_SECONDS;
    episodes.push({
      account,
      resource,
      startAt: at,
      endAt: isOngoing ? Math.max(at + length, nowSeconds + 2 * DAY_SECONDS) : at + length,
      peakPain: between(random, 4, 96),
      shape: pick(random, ["grow", "fade", "hump"] as const),
      users: rotate(account.users, Math.floor(random() * account.users.length)),
      firstJobAt: isReturn && before ? before.firstJobAt : at,
      usesArrays: random() < 0.4,
    });
    at = (episodes.at(-1)?.endAt ?? at) + between(random, 0.5, days / 4) * DAY_SECONDS;
  }
  return episodes;
}

function rotate<T>(list: readonly T[], by: number): T[] {
  return [...list.slice(by), ...list.slice(0, by)];
}

function waitingOf(
  random: () => number,
  startAt: number,
  nowSeconds: number,
  days: number,
): Waiting[] {
  return simulatedAccounts
    .filter(() => random() < 0.5)
    .map((account, index) => {
      const from = startAt + between(random, 0.1, 0.95) * days * DAY_SECONDS;
      const until = from + between(random, 2, 20) * DAY_SECONDS;
      return {
        account,
        resource: random() < 0.4 ? "gpu" : "cpu",
        submitter: pick(random, account.users),
        startAt: from,
        endAt: index % 2 === 0 ? Math.max(until, nowSeconds + DAY_SECONDS) : until,
      };
    });
}

function painOf(episode: Episode, at: number): number {
  const progress = (at - episode.startAt) / (episode.endAt - episode.startAt);
  const level = {
    grow: 0.15 + 0.85 * progress,
    fade: 1 - 0.85 * progress,
    hump: 0.2 + 0.8 * Math.sin(Math.PI * progress),
  }[episode.shape];
  // A daily rhythm: people submit in the afternoon.
  const daily = 1 + 0.12 * Math.sin((2 * Math.PI * (at % DAY_SECONDS)) / DAY_SECONDS);
  return Math.round(episode.peakPain * level * daily * 100) / 100;
}

function burstEntry(
  episode: Episode,
  at: number,
  jobId: (at: number) => number,
): Record<string, unknown> {
  const pain = painOf(episode, at);
  const first = jobId(episode.firstJobAt);
  const jobCount = Math.max(3, Math.round(pain * 9));
  return {
    account: episode.account.name,
    resource: episode.resource,
    pain,
    firstjob: episode.usesArrays ? `${first}_[1-${jobCount}]` : first,
    lastjob: jobId(at),
    submitters: episode.users,
    summary: {
      num_jobs: jobCount,
      cpus_total: jobCount * 32,
      mem_total: jobCount * 96,
      old_pain: painOf(episode, at - DAY_SECONDS / 4),
    },
  };
}

function oldJobEntry(waiting: Waiting, at: number): Record<string, unknown> {
  const age = 3 + Math.floor((at - waiting.startAt) / DAY_SECONDS);
  return {
    account: waiting.account.name,
    resource: waiting.resource,
    age,
    submitter: waiting.submitter,
    summary: { count: 2 + (age % 7), cpu: 64, mem: 256, node: 2 },
  };
}
