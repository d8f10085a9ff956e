import { simulatedAccounts } from "./cluster";
import { between, pick, seededRandom } from "./random";

/**
 * The jobs of a computing site, day by day. A day's jobs depend on the site and the date alone, so
 * that every run of the simulator, whenever it starts, knows the same ones.
 */

export const DAY_SECONDS = 86_400;

/** No job lasts longer; who wants all jobs that end within a time looks back as far. */
const LONGEST_SECONDS = 3 * DAY_SECONDS;

export interface Workload {
  /** Makes the site's jobs its own. */
  seed: number;
  jobsPerDay: number;
  /** Cores of a job, by how wide the account's work is: from single cores to several nodes. */
  cores: readonly (readonly number[])[];
  hasGpus: boolean;
  /** How much longer than elsewhere its jobs run. */
  stretch: number;
}

export interface Job {
  /** The batch system's number. */
  number: number;
  group: string;
  user: string;
  /** UNIX seconds. */
  startAt: number;
  stopAt: number;
  cores: number;
  gpus: number;
  memoryMegabytes: number;
  /** CPU time as a part of what its cores could have given. */
  efficiency: number;
  /** Thrown out before it had done anything. */
  isRemoved: boolean;
}

interface Habits {
  group: string;
  users: string[];
  /** Part of the site's jobs on an ordinary day. */
  weight: number;
  /** Campaigns come and go with this period, in days. */
  periodDays: number;
  phase: number;
  width: number;
  usesGpus: boolean;
  efficiency: number;
  hours: number;
}

function habitsOf({ seed, cores, hasGpus, stretch }: Workload): Habits[] {
  const random = seededRandom(seed * 104_729 + 7);
  return simulatedAccounts.map(({ name, users }) => ({
    group: name,
    users,
    // A few groups do most of the work.
    weight: 0.05 + random() ** 4,
    periodDays: between(random, 9, 45),
    phase: between(random, 0, 2 * Math.PI),
    width: Math.floor(random() * cores.length),
    usesGpus: hasGpus && random() < 0.3,
    efficiency: between(random, 0.42, 0.97),
    hours: between(random, 0.5, 9) * stretch,
  }));
}

/** Weekends are quieter, and campaigns rise and fall. */
function weightOn({ weight, periodDays, phase }: Habits, day: number): number {
  return weight * Math.max(0.04, 1 + 1.4 * Math.sin((2 * Math.PI * day) / periodDays + phase));
}

const isWeekend = (day: number): boolean => [2, 3].includes(day % 7);

function jobsOfDay(work: Workload, habits: readonly Habits[], day: number): Job[] {
  const random = seededRandom(work.seed * 1_000_003 + day);
  const count = Math.round(
    work.jobsPerDay * (isWeekend(day) ? 0.6 : 1) * between(random, 0.8, 1.2),
  );
  const weights = habits.map((one) => weightOn(one, day));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const choose = (): Habits => {
    let left = random() * total;
    const at = weights.findIndex((weight) => {
      left -= weight;
      return left < 0;
    });
    return habits[at] ?? (habits[0] as Habits);
  };
  return Array.from({ length: count }, (_, index) =>
    jobOf(random, work, choose(), day, day * 1_000 + index),
  );
}

/** A second of the day: people submit in the afternoon, and the queue works the night through. */
function startWithin(random: () => number, day: number): number {
  const hour = random() < 0.6 ? between(random, 8, 20) : between(random, 0, 24);
  return day * DAY_SECONDS + Math.floor(hour * 3_600);
}

function jobOf(
  random: () => number,
  work: Workload,
  habits: Habits,
  day: number,
  number: number,
): Job {
  const startAt = startWithin(random, day);
  const isRemoved = random() < 0.004;
  // Skewed: many short ones, a few that run into their limit.
  const seconds = isRemoved ? 0 : habits.hours * 3_600 * (0.02 - Math.log(1 - random()));
  const length = Math.min(LONGEST_SECONDS, Math.floor(seconds) + 1);
  const cores = pick(random, work.cores[habits.width] ?? [1]);
  const gpus = habits.usesGpus && random() < 0.8 ? pick(random, [1, 1, 2, 4]) : 0;
  const isBroken = random() < 0.04;
  const own = habits.efficiency * (gpus > 0 ? 0.5 : 1) * between(random, 0.85, 1.03);
  return {
    number,
    group: habits.group,
    user: habits.users[Math.floor(random() ** 2 * habits.users.length)] ?? "nobody",
    startAt,
    stopAt: startAt + length,
    cores,
    gpus,
    memoryMegabytes: cores * pick(random, [2_000, 2_000, 4_000, 4_000, 8_000]),
    efficiency: isBroken ? between(random, 0.01, 0.2) : Math.min(0.995, own),
    isRemoved,
  };
}

/** The jobs that end after `from` and not after `until` (UNIX seconds), in the order of their end. */
export function jobsEndingWithin(work: Workload, from: number, until: number): Job[] {
  const habits = habitsOf(work);
  const firstDay = Math.floor((from - LONGEST_SECONDS) / DAY_SECONDS);
  const days = Math.floor(until / DAY_SECONDS) - firstDay + 1;
  return Array.from({ length: Math.max(0, days) }, (_, index) =>
    jobsOfDay(work, habits, firstDay + index),
  )
    .flat()
    .filter(({ stopAt }) => stopAt > from && stopAt <= until)
    .sort((a, b) => a.stopAt - b.stopAt || a.number - b.number);
}
