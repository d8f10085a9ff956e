import "server-only";
import { z } from "zod";
import { now } from "@/lib/platform/clock";
import { db } from "@/lib/platform/db";
import { log } from "@/lib/platform/log";
import { job, type PayloadsOf } from "@/lib/platform/queue";
import { currentFeedName } from "./model";
import { tickReaper } from "./mutations/run-reaper";
import { noteNotified, watchSilences } from "./mutations/watch-silence";

/** How long a retry with the same Idempotency-Key gets the first answer again. */
const KEEP_RECEIPTS_MS = 7 * 24 * 60 * 60_000;

/** Removes receipts of ingests that no client retries any more. */
async function sweepReceipts(): Promise<void> {
  const before = new Date(now().getTime() - KEEP_RECEIPTS_MS);
  await db().idempotentReceipt.deleteMany({ where: { at: { lt: before } } });
}

const silence = z.object({ feed: z.string(), since: z.iso.datetime() });

/** Tells of one silence of a feed, once: the log is what a site's monitoring reads. */
export async function notifySilence(payload: z.output<typeof silence>): Promise<void> {
  const { since } = payload;
  const feed = currentFeedName(payload.feed);
  if (await noteNotified(feed, new Date(since))) {
    log().warn({ kind: "silence", feed, since }, `${feed} is silent`);
  }
}

const everyMinute = { at: "* * * * *", maxAttempts: 1 } as const;

export const dataspaceJobs = [
  job("sweep-receipts", z.object({}), sweepReceipts, { at: "17 * * * *" }),
  // Feeds that are overdue, and those that were heard again.
  job("watch-feeds", z.object({}), watchSilences, everyMinute),
  job("notify-silence", silence, notifySilence),
  // A pass of the Reaper where one is due, or now where somebody asked for it.
  job(
    "reap",
    z.object({ requestedBy: z.string().optional() }),
    ({ requestedBy }, signal) => tickReaper({ requestedBy, signal }),
    everyMinute,
  ),
] as const;

declare module "@/lib/platform/queue" {
  interface JobPayloads extends PayloadsOf<typeof dataspaceJobs> {}
}
