import { Logger, run, type Task } from "graphile-worker";
import { archiveRecords, restoreRecords } from "@/lib/accounting/jobs/archive";
import { rebuildUsage, rollUpUsage } from "@/lib/accounting/jobs/usage";
import { sweepSignInTraces } from "@/lib/auth/jobs";
import { notifySilence, reap, sweepReceipts, watchFeeds } from "@/lib/dataspace/jobs";
import { syncDirectoryOnSchedule } from "@/lib/directory/jobs";
import { closeDb, pool } from "@/lib/platform/db";
import { env } from "@/lib/platform/env";
import { log, newRef, withWideEvent } from "@/lib/platform/log";
import { openRuntime } from "@/lib/platform/runtime";
import {
  findScans,
  readScanJob,
  recomputeWarnings,
  sweepLostScans,
  tidyVolume,
} from "@/lib/storage/jobs";

/** `npm run worker`: runs queued jobs and the schedule. Any number may run on one database. */
const jobs: Record<string, (payload: unknown, signal: AbortSignal) => Promise<void>> = {
  "sweep-sign-in-traces": sweepSignInTraces,
  "sweep-receipts": sweepReceipts,
  "watch-feeds": watchFeeds,
  "notify-silence": notifySilence,
  "sync-directory": syncDirectoryOnSchedule,
  // Looks every minute whether a pass is due.
  reap,
  "roll-up-usage": rollUpUsage,
  "rebuild-usage": rebuildUsage,
  "archive-records": archiveRecords,
  "restore-records": restoreRecords,
  "find-scans": findScans,
  "read-scan": readScanJob,
  "sweep-lost-scans": sweepLostScans,
  "tidy-volume": tidyVolume,
  "judge-scans": async () => void (await recomputeWarnings()),
};

const { HEADROOM_LDAP_URL, HEADROOM_LDAP_SYNC_CRON } = env();
const directoryLine = HEADROOM_LDAP_URL
  ? `${HEADROOM_LDAP_SYNC_CRON} sync-directory ?jobKey=sync-directory&max=3`
  : "";

const crontab = `
${directoryLine}
*/10 * * * * sweep-sign-in-traces ?jobKey=sweep-sign-in-traces
17 * * * * sweep-receipts ?jobKey=sweep-receipts
* * * * * watch-feeds ?jobKey=watch-feeds&max=1
* * * * * reap ?jobKey=reap&max=1
* * * * * roll-up-usage ?jobKey=roll-up-usage&max=1
23 * * * * find-scans ?jobKey=find-scans&max=1
* * * * * sweep-lost-scans ?jobKey=sweep-lost-scans&max=1
41 3 * * * archive-records ?jobKey=archive-records&max=1
`;

const taskList = Object.fromEntries(
  Object.entries(jobs).map(([name, job]): [string, Task] => [
    name,
    (payload, { abortSignal }) =>
      withWideEvent({ kind: "job", name, ref: newRef(), actor: "headroom" }, () =>
        job(payload, abortSignal),
      ),
  ]),
);

const runtime = await openRuntime();
const runner = await run({
  pgPool: pool(),
  taskList,
  crontab,
  // Scans take long: two of them leave room for what watches the sources.
  concurrency: 4,
  noHandleSignals: true,
  logger: new Logger(() => (level, message) => {
    if (level === "error" || level === "warning") log().warn({ kind: "queue" }, message);
  }),
});
process.send?.("ready");
if (!process.send) console.log("worker ready");

let isStopping = false;

async function stop(): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  setTimeout(() => process.exit(1), 10_000).unref();
  await runner.stop().catch(() => undefined);
  await closeDb().catch(() => undefined);
  await runtime.release().catch(() => undefined);
  process.exit(0);
}

process.on("SIGTERM", () => void stop());
process.on("SIGINT", () => void stop());
// The supervisor is gone, killed perhaps: do not stay behind alone.
process.on("disconnect", () => void stop());
runner.promise.catch((error) => {
  console.error(`worker: ${error instanceof Error ? error.message : error}`);
  process.exit(1);
});
