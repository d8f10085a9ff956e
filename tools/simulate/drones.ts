import type { SentRecord } from "./collector";
import { between, seededRandom } from "./random";
import { DAY_SECONDS } from "./workload";

/**
 * Machines that a resource manager borrows and gives back: told of when they come, and told again
 * when they go. The only records that are seen while they run.
 */

const SEED = 37;
const PER_DAY = 52;

/** UNIT: seconds. */
const LONGEST = 2 * DAY_SECONDS;

export interface Drone {
  record: SentRecord;
  /** UNIX seconds. */
  startAt: number;
  stopAt: number;
}

// Microseconds, as that sender writes them.
const exactTime = (seconds: number, micros: number): string =>
  `${new Date(seconds * 1000).toISOString().slice(0, 19)}.${String(micros).padStart(6, "0")}Z`;

function dronesOfDay(site: string, day: number): Drone[] {
  const random = seededRandom(SEED * 1_000_003 + day);
  // The owner of the machines needs them in the second week of every two.
  const count = Math.round(PER_DAY * (day % 14 < 8 ? 1 : 0.35));
  return Array.from({ length: count }, (_, index) => {
    const startAt = day * DAY_SECONDS + Math.floor(random() * DAY_SECONDS);
    const stopAt = startAt + Math.floor(between(random, 2 * 3_600, LONGEST));
    const cores = random() < 0.7 ? 20 : 40;
    const name = `${site}-${day.toString(36)}${index.toString(36).padStart(2, "0")}`;
    const scores = [{ name: "HEPSPEC06", value: 10.4 }];
    const record: SentRecord = {
      record_id: name,
      meta: { site_id: [site], user_id: ["tardis"], group_id: ["tardis"] },
      components: [
        { name: "Cores", amount: cores, scores },
        { name: "Memory", amount: cores * 6, scores: [] },
        { name: "Disk", amount: 196, scores: [] },
      ],
      start_time: exactTime(startAt, Math.floor(random() * 1_000_000)),
      stop_time: exactTime(stopAt, Math.floor(random() * 1_000_000)),
    };
    return { record, startAt, stopAt };
  });
}

/** The machines that came or went after `from` and not after `until`. */
export function dronesWithin(site: string, from: number, until: number): Drone[] {
  const isWithin = (at: number) => at > from && at <= until;
  const firstDay = Math.floor((from - LONGEST) / DAY_SECONDS);
  const days = Math.floor(until / DAY_SECONDS) - firstDay + 1;
  return Array.from({ length: Math.max(0, days) }, (_, index) =>
    dronesOfDay(site, firstDay + index),
  )
    .flat()
    .filter(({ startAt, stopAt }) => isWithin(startAt) || isWithin(stopAt))
    .sort((a, b) => a.startAt - b.startAt);
}
