import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { type EmbeddedDatabase, openEmbedded } from "./embedded-postgres";
import { log } from "./log";

/** A process that is started again when it ends by itself. */
export interface Supervised {
  name: string;
  /** Settles when the process said that it serves; rejects if it ends before, the first time. */
  ready: Promise<void>;
  stop(): Promise<void>;
}

const STOP_TIMEOUT_MS = 12_000;
const MIN_RESTART_MS = 500;
const MAX_RESTART_MS = 10_000;

export interface Script {
  name: string;
  /** Arguments of node: flags and the script. */
  args: string[];
  env: NodeJS.ProcessEnv;
  /** Sends what it prints to our standard error; for callers whose output is an answer. */
  isAside?: boolean;
}

/** Starts a script of ours that sends "ready" over IPC, and keeps it running until `stop`. */
export function supervise(script: Script): Supervised {
  let child: ChildProcess | undefined;
  let isStopping = false;
  let delayMs = MIN_RESTART_MS;
  let settle: { resolve(): void; reject(error: Error): void };
  const ready = new Promise<void>((resolve, reject) => {
    settle = { resolve, reject };
  });
  let wasReady = false;

  const start = () => {
    const startedAt = Date.now();
    child = spawn(process.execPath, script.args, {
      env: script.env,
      stdio: ["ignore", script.isAside ? 2 : "inherit", "inherit", "ipc"],
      // Its own process group: Ctrl-C reaches the supervisor alone, which ends all in order.
      detached: true,
    });
    child.on("message", () => {
      wasReady = true;
      settle.resolve();
    });
    child.on("exit", (code, signal) => {
      if (isStopping) return;
      if (!wasReady) {
        settle.reject(new Error(`${script.name} ended with ${signal ?? `status ${code}`}`));
        return;
      }
      log().error({ child: script.name, signal, code }, "a process ended, starting it again");
      delayMs = Date.now() - startedAt > 30_000 ? MIN_RESTART_MS : delayMs * 2;
      setTimeout(start, Math.min(delayMs, MAX_RESTART_MS));
    });
  };
  start();

  const stop = async () => {
    isStopping = true;
    const running = child;
    if (!running || running.exitCode !== null || running.signalCode !== null) return;
    const ended = new Promise<void>((done) => running.once("exit", () => done()));
    running.kill("SIGTERM");
    const isLate = await Promise.race([
      ended.then(() => false),
      sleep(STOP_TIMEOUT_MS, true, { ref: false }),
    ]);
    if (isLate) running.kill("SIGKILL");
    await ended;
  };
  return { name: script.name, ready, stop };
}

/** Watches the embedded database and starts it again when it was killed; returns the stop. */
export function superviseDatabase(dataDir: string, first: EmbeddedDatabase): () => Promise<void> {
  let current = first;
  let isStopping = false;
  const watch = async () => {
    while (!isStopping) {
      await sleep(500, undefined, { ref: false });
      if (isStopping || isAlive(current.pid)) continue;
      log().error("the database ended, starting it again");
      const next = await openEmbedded(dataDir, { isSupervised: true }).catch((error) => {
        log().error({ err: error }, "the database does not start, trying again");
      });
      if (next) current = next;
    }
  };
  const watching = watch();
  return async () => {
    isStopping = true;
    await Promise.race([watching, sleep(1_000)]);
    await current.stop();
  };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
