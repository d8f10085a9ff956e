import "server-only";
import { z } from "zod";
import { systemActor } from "@/lib/auth/model";
import { transaction } from "@/lib/platform/db";
import { AppError, asAppError } from "@/lib/platform/errors";
import { announce } from "@/lib/platform/events";
import { log, newRef } from "@/lib/platform/log";
import { enqueueAll, job, type PayloadsOf } from "@/lib/platform/queue";
import { readRules } from "./ingest/groups/judge-groups";
import { judgeCurrent } from "./ingest/groups/write-groups";
import { longTransaction } from "./ingest/long-transaction";
import { findUnread, searchScans } from "./ingest/scans/find-scans";
import { storeHeldScan } from "./ingest/scans/hold-scan";
import { giveUpSilent } from "./ingest/scans/scan-ledger";
import { sweepScans, trimDirectories } from "./ingest/scans/sweep-scans";
import { takeScanFile } from "./ingest/scans/take-scan-file";
import { readStorageSettings } from "./queries/settings";

/**
 * Looks for new scan files and queues one job a volume, the largest file first: any worker that
 * sees the files may take one. What is missing is told to the log and stops no other volume.
 */
export async function findScans(): Promise<void> {
  const { scanDirectories } = await readStorageSettings();
  if (scanDirectories.length === 0) return;
  const { found, failures } = await searchScans();
  for (const failure of failures) log().warn({ kind: "scan", ...failure }, failure.message);
  const unread = await findUnread(found);
  await transaction((tx) =>
    enqueueAll(
      tx,
      "read-scan",
      unread.map(({ path, volume, date }) => ({
        payload: { path, date, volume },
        jobKey: `read-scan:${volume}`,
      })),
    ),
  );
}

const scanFile = z.object({
  path: z.string(),
  volume: z.string().optional(),
  date: z.string().optional(),
});

/**
 * Reads one scan file. A file that cannot be used is told by the ledger and not tried again by this
 * job; a worker that is stopped, and whatever else is not the file's fault, is.
 */
export async function readScanJob(
  { path, volume, date }: z.output<typeof scanFile>,
  signal?: AbortSignal,
): Promise<void> {
  const stopped = new AbortController();
  const message = "The worker was stopped while it read the scan.";
  signal?.addEventListener("abort", () => stopped.abort(new AppError("unavailable", message)));
  const origin = "schedule";
  const reading = { volume, date, origin, requestRef: newRef(), signal: stopped.signal } as const;
  try {
    await takeScanFile(systemActor, path, reading);
  } catch (error) {
    const known = asAppError(error);
    const isFinal = known?.code === "invalid_input" || known?.code === "conflict";
    if (!known || !isFinal) throw error;
    log().warn({ kind: "scan", path }, known.message);
  }
}

/** Gives up scans whose reader is silent, and removes what scans that do not count left behind. */
export async function sweepLostScans(_payload?: unknown, signal?: AbortSignal): Promise<void> {
  await transaction(async (tx) => {
    const count = await giveUpSilent(tx);
    if (count > 0) await announce(tx, { room: "storage", kind: "scan" });
  });
  await sweepScans(signal);
}

const oneVolume = z.object({ volume: z.string() });

/** After a scan was stored: removes the directories of older ones, and what was replaced. */
export async function tidyVolume(
  { volume }: z.output<typeof oneVolume>,
  signal?: AbortSignal,
): Promise<void> {
  await trimDirectories(volume);
  await sweepScans(signal);
}

/** Judges the newest scan of every volume again; returns how many rows changed. */
export async function recomputeWarnings(): Promise<number> {
  return longTransaction(async (tx) => {
    const count = await judgeCurrent(tx, await readRules(tx));
    await announce(tx, { room: "storage", kind: "stored" });
    return count;
  });
}

export const storageJobs = [
  job("find-scans", z.object({}), findScans, { at: "23 * * * *", maxAttempts: 1 }),
  job("read-scan", scanFile, readScanJob),
  job("store-held-scan", z.object({ id: z.string() }), storeHeldScan),
  job("sweep-lost-scans", z.object({}), sweepLostScans, { at: "* * * * *", maxAttempts: 1 }),
  job("tidy-volume", oneVolume, tidyVolume),
  job("judge-scans", z.object({}), recomputeWarnings),
] as const;

declare module "@/lib/platform/queue" {
  interface JobPayloads extends PayloadsOf<typeof storageJobs> {}
}
