import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";

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

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer().once("error", fail);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => done(typeof address === "object" && address ? address.port : 0));
    });
  });
}

interface Embedded {
  dataDir: string;
  password: string;
  port: number;
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

export async function openCrashSite(): Promise<CrashSite> {
  const dataDir = mkdtempSync(join(tmpdir(), "headroom-crash-"));
  chmodSync(dataDir, 0o755);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    PORT: String(port),
    HEADROOM_URL: url,
    HEADROOM_DATA_DIR: dataDir,
    HEADROOM_LOG_LEVEL: "error",
  };
  // It brings a database of its own.
  delete env.DATABASE_URL;
  let main: ChildProcess | undefined;

  const start = async () => {
    const args = ["--import", "tsx", "--conditions=react-server", "scripts/start.ts"];
    const child = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "pipe"] });
    main = child;
    // Half of what is said there is about crashes; it matters only where the start fails.
    let errors = "";
    child.stderr.on("data", (text: Buffer) => {
      errors = `${errors}${text}`.slice(-4_000);
    });
    await new Promise<void>((done, fail) => {
      child.stdout.on("data", (text: Buffer) => {
        if (text.includes("ready http")) done();
      });
      child.once("exit", (code) => fail(new Error(`the site ended with ${code}\n${errors}`)));
    });
  };

  const embedded = () => JSON.parse(read(join(dataDir, "embedded.json"))) as Embedded;
  const supervisor = () => main?.pid ?? 0;
  const site: CrashSite = {
    url,
    supervisor,
    postmaster: () => Number.parseInt(read(join(embedded().dataDir, "postmaster.pid")), 10),
    child: (script) =>
      childrenOf(supervisor()).find(({ command }) => command.includes(script))?.pid ?? 0,
    start,
    connect: async () => {
      const { password, port: databasePort } = embedded();
      const client = new pg.Client({
        connectionString: `postgresql://headroom:${password}@127.0.0.1:${databasePort}/headroom`,
      });
      client.on("error", () => undefined);
      await client.connect();
      return client;
    },
    stop: async () => {
      if (main?.exitCode === null && main.signalCode === null) {
        const ended = new Promise((done) => main?.once("exit", done));
        main.kill("SIGTERM");
        await Promise.race([ended, sleep(20_000)]);
      }
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
  await start();
  return site;
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
