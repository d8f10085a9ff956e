import {
  addRecord,
  addRecords,
  type Installation,
  type SentRecord,
  updateRecord,
} from "./collector";
import { dronesWithin } from "./drones";
import { htcondorRecords } from "./htcondor";
import { slurmRecords } from "./slurm";
import { DAY_SECONDS } from "./workload";

/**
 * Accounting collectors against a running installation: the past in batches, as a site sends it that
 * moves here, then each record by itself as it ends, as the collectors do.
 */

export const collectorKinds = ["slurm", "htcondor", "drones"] as const;
export type CollectorKind = (typeof collectorKinds)[number];

export interface Collector {
  kind: CollectorKind;
  /** The site its records name. */
  site: string;
  /** `user:password` of its component. */
  credentials: string;
}

/** A collector that was interrupted sends the record it was at again; one in so many. */
const TWICE_EVERY = 29;

function endedRecords({ kind, site }: Collector, from: number, until: number): SentRecord[] {
  if (kind === "slurm") return slurmRecords(site, from, until);
  if (kind === "htcondor") return htcondorRecords(site, from, until);
  return dronesWithin(site, from, until)
    .filter(({ stopAt }) => stopAt > from && stopAt <= until)
    .map(({ record }) => record);
}

/** Whether it was stored; false where it had been sent before. */
async function isNew(sending: Promise<void>): Promise<boolean> {
  try {
    await sending;
    return true;
  } catch (error) {
    if (error instanceof Error && error.message === "RECORD_EXISTS") return false;
    throw error;
  }
}

/**
 * Sends records in one request. Where some of them are known none is stored: they are told of in
 * the order of their end, so either all of them are known, or those after a certain one are not.
 */
async function sendBatch(target: Installation, records: SentRecord[]): Promise<void> {
  const last = records.at(-1);
  if (!last || (await isNew(addRecords(target, records)))) return;
  if (!(await isNew(addRecord(target, last)))) return;
  for (const record of records) await isNew(addRecord(target, record));
}

/**
 * Sends what ended after `from` and not after `until` (UNIX seconds), day by day; what was sent
 * before stays. Returns the number of records.
 */
export async function backfillRecords(
  url: string,
  collector: Collector,
  from: number,
  until: number,
): Promise<number> {
  const target = { url, credentials: collector.credentials };
  let count = 0;
  for (let at = from; at < until; at += DAY_SECONDS) {
    const records = endedRecords(collector, at, Math.min(until, at + DAY_SECONDS));
    await sendBatch(target, records);
    count += records.length;
  }
  if (collector.kind === "drones") count += await tellOfDrones(target, collector, until);
  return count;
}

/** Those that run, and an end for those that an earlier run of ours knew as running. */
async function tellOfDrones(
  target: Installation,
  { site }: Collector,
  until: number,
): Promise<number> {
  const drones = dronesWithin(site, until - 3 * DAY_SECONDS, until);
  const running = drones.filter(({ stopAt }) => stopAt > until);
  const open = running.map(({ record }) => ({ ...record, stop_time: null }));
  await sendBatch(target, open);
  for (const { record, stopAt } of drones) {
    if (stopAt <= until) await endDrone(target, record);
  }
  return open.length;
}

// Told of before our time perhaps, to an installation that was emptied since.
async function endDrone(target: Installation, record: SentRecord): Promise<void> {
  await updateRecord(target, record).catch((error: Error) => {
    if (!error.message.startsWith("404 ")) throw error;
  });
}

/** Sends, one by one, what happened after `from` and not after `until`. */
export async function sendRecords(
  url: string,
  collector: Collector,
  from: number,
  until: number,
): Promise<number> {
  const target = { url, credentials: collector.credentials };
  if (collector.kind === "drones") return sendDrones(target, collector, from, until);
  const records = endedRecords(collector, from, until);
  for (const [index, record] of records.entries()) {
    await isNew(addRecord(target, record));
    if (index % TWICE_EVERY === 0) await isNew(addRecord(target, record));
  }
  return records.length;
}

async function sendDrones(
  target: Installation,
  { site }: Collector,
  from: number,
  until: number,
): Promise<number> {
  const drones = dronesWithin(site, from, until);
  for (const { record, startAt, stopAt } of drones) {
    if (startAt > from) await isNew(addRecord(target, { ...record, stop_time: null }));
    if (stopAt <= until) await endDrone(target, record);
  }
  return drones.length;
}
