import "server-only";
import { now } from "@/lib/platform/clock";
import { db } from "@/lib/platform/db";
import { log } from "@/lib/platform/log";
import { tickReaper } from "./mutations/run-reaper";
import { noteNotified, watchSilences } from "./mutations/watch-silence";

/** How long a retry with the same Idempotency-Key gets the first answer again. */
const KEEP_RECEIPTS_MS = 7 * 24 * 60 * 60_000;

/** Removes receipts of ingests that no client retries any more. */
export async function sweepReceipts(): Promise<void> {
  const before = new Date(now().getTime() - KEEP_RECEIPTS_MS);
  await db().idempotentReceipt.deleteMany({ where: { at: { lt: before } } });
}

/** A pass of the Reaper where one is due, or now where `requestedBy` names who asked for it. */
export async function reap(payload: unknown, signal?: AbortSignal): Promise<void> {
  const { requestedBy } = (payload ?? {}) as { requestedBy?: unknown };
  const by = typeof requestedBy === "string" ? requestedBy : undefined;
  await tickReaper({ requestedBy: by, signal });
}

/** Looks for feeds that are overdue, and for those that were heard again. */
export async function watchFeeds(): Promise<void> {
  await watchSilences();
}

/** Tells of one silence of a feed, once: the log is what a site's monitoring reads. */
export async function notifySilence(payload: unknown): Promise<void> {
  const { feed, since } = payload as { feed: string; since: string };
  if (await noteNotified(feed, new Date(since))) {
    log().warn({ kind: "silence", feed, since }, `${feed} is silent`);
  }
}
