import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { openEmbedded } from "@/lib/platform/embedded-postgres";
import { startOwnServer } from "./own-server";

/** An installation of its own, started as `npm start` does, whose processes can be killed. */

export interface CrashSite {
  url: string;
  /** Process id of the supervisor: the process that `npm start` is. */
  supervisor(): number;
  postmaster(): number;
  /** Process id of a child by its script: `scripts/web.ts`. */
  child(script: string): number;
  start(): Promise<void>;
  /** A connection to the site's database; the caller ends it. */
  connect(): Promise<pg.Client>;
  stop(): Promise<void>;
}

const read = (path: string): string => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
};

/** Direct children of a process, with their command lines. */
function childrenOf(parent: number): { pid: number; command: string }[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => /^\d+ \(.*\) \S (\d+)/s.exec(read(`/proc/${pid}/stat`))?.[1] === `${parent}`)
    .map((pid) => ({
      pid: Number(pid),
      command: read(`/proc/${pid}/cmdline`).replaceAll("\0", " "),
    }));
}

export async function openCrashSite(more: Record<string, string> = {}): Promise<CrashSite> {
  const settings = { HEADROOM_LOG_LEVEL: "error", ...more };
  let server = await startOwnServer(settings);
  const { url, dataDir } = server;
  const supervisor = () => server.child.pid ?? 0;
  return {
    url,
    supervisor,
    postmaster: () => {
      const { dataDir: home } = JSON.parse(read(join(dataDir, "embedded.json"))) as {
        dataDir: string;
      };
      return Number.parseInt(read(join(home, "postmaster.pid")), 10);
    },
    child: (script) =>
      childrenOf(supervisor()).find(({ command }) => command.includes(script))?.pid ?? 0,
    start: async () => {
      server = await startOwnServer(settings, server);
    },
    connect: async () => {
      const client = new pg.Client({ connectionString: (await openEmbedded(dataDir)).url });
      client.on("error", () => undefined);
      await client.connect();
      return client;
    },
    stop: async () => {
      await server.stop();
      await server.remove();
    },
  };
}

export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** Waits until `check` gives something true; throws after `seconds`. */
export async function eventually<T>(
  what: string,
  seconds: number,
  check: () => Promise<T> | T,
): Promise<NonNullable<T>> {
  const deadline = Date.now() + seconds * 1000;
  let last: unknown;
  while (Date.now() < deadline) {
    try {
      const value = await check();
      if (value) return value;
    } catch (error) {
      last = error;
    }
    await sleep(100);
  }
  throw new Error(`${what}: not within ${seconds} s`, { cause: last });
}
