import cluster, { type Worker } from "node:cluster";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * Several web processes behind one port: rendering a page keeps a processor busy, and one process
 * uses one processor. Nothing is shared but the port; they are like processes on other hosts.
 */

const RESTART_MS = 500;
const STOP_TIMEOUT_MS = 10_000;

/** Runs this script `count` times as workers; `ready` is called once all of them serve. */
export function runWebProcesses(count: number, ready: () => void): void {
  // The workers accept for themselves. Handed out in turn, a connection on its way to a worker that
  // is killed stays open in this process and is never answered.
  cluster.schedulingPolicy = cluster.SCHED_NONE;
  let isStopping = false;
  let serving = 0;
  let wasReady = false;

  const start = () => {
    const worker = cluster.fork();
    worker.once("message", () => {
      serving += 1;
      if (serving < count || wasReady) return;
      wasReady = true;
      ready();
    });
    worker.once("exit", (code) => {
      if (isStopping) return;
      // Before it ever served, starting again would only repeat what is wrong.
      if (!wasReady) process.exit(code || 1);
      setTimeout(start, RESTART_MS);
    });
  };
  for (let started = 0; started < count; started += 1) start();

  const stop = async () => {
    if (isStopping) return;
    isStopping = true;
    const workers = Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
    const ended = Promise.all(workers.map(untilExit));
    for (const worker of workers) worker.process.kill("SIGTERM");
    await Promise.race([ended, sleep(STOP_TIMEOUT_MS)]);
    process.exit(0);
  };
  for (const signal of ["SIGTERM", "SIGINT", "disconnect"] as const) {
    process.on(signal, () => void stop());
  }
}

function untilExit(worker: Worker): Promise<void> {
  return new Promise((done) => worker.once("exit", () => done()));
}
