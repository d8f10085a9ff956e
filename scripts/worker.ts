import { Logger, run, type Task } from "graphile-worker";
import { closeDb, pool } from "@/lib/platform/db";
import { log } from "@/lib/platform/log";
import { crontabOf, type JobName, taskListOf } from "@/lib/platform/queue";
import { openRuntime } from "@/lib/platform/runtime";
import { jobs } from "./jobs";

/** `npm run worker`: runs queued jobs and the schedule. Any number may run on one database. */

// Every name that may be queued: one that no room's list brings does not compile.
const taskList: Record<JobName, Task> = taskListOf(jobs);

const runtime = await openRuntime();
const runner = await run({
  pgPool: pool(),
  taskList,
  crontab: crontabOf(jobs),
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
