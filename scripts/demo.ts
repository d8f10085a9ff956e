import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { closeDb } from "@/lib/platform/db";
import { env } from "@/lib/platform/env";
import { openRuntime } from "@/lib/platform/runtime";
import { playStaff } from "@/tools/simulate/demo-people";
import {
  createDemoClusters,
  createDemoCollectors,
  createDemoPeople,
  createDemoScanners,
  DEMO_INTERVAL_SECONDS,
  demoDirectory,
  demoPeople,
  isEmptySite,
} from "@/tools/simulate/demo-site";
import { followScans, playScans } from "@/tools/simulate/scanner";
import {
  anchorOf,
  follow,
  playHistory,
  playNow,
  playRecords,
  pollSchedulers,
} from "@/tools/simulate/site";

/**
 * `npm run demo`: a whole site on this machine, with sixty days behind it. Builds, starts everything,
 * sends the simulated machines' reports through the real doors, and stays until it is stopped.
 */
const DAYS = 60;
/** Scans of the past are sent every so many days, which keeps the start short; the last week daily. */
const SCAN_EVERY_DAYS = 3;
const say = (line: string) => console.error(line);
const stopping = new AbortController();
let site: ChildProcess | undefined;

function build(): void {
  say("building the site (a minute or so)");
  const buildEnv = {
    ...process.env,
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
  } as const;
  const next = "node_modules/next/dist/bin/next";
  const { status, stdout, stderr } = spawnSync(process.execPath, [next, "build"], {
    env: buildEnv,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`the build failed\n${stdout}${stderr}`);
}

/** Starts `npm start`'s script as a child and waits until it serves. */
function startSite(): Promise<void> {
  const args = ["--import", "tsx", "--conditions=react-server", "scripts/start.ts"];
  const child = spawn(process.execPath, args, {
    env: { HEADROOM_LOG_LEVEL: "warn", ...process.env },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    // Ctrl-C reaches this process, which then ends the site in order.
    detached: true,
  });
  site = child;
  return new Promise((resolve, reject) => {
    child.once("message", () => resolve());
    child.once("exit", (code) => {
      stopping.abort();
      reject(new Error(`the site ended with status ${code}`));
    });
  });
}

async function stop(status: number): Promise<void> {
  stopping.abort();
  await closeDb().catch(() => undefined);
  const child = site;
  if (child && child.exitCode === null) {
    const ended = new Promise((done) => child.once("exit", done));
    child.kill("SIGTERM");
    await ended;
  }
  process.exit(status);
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => void stop(0));
}

async function play(url: string): Promise<void> {
  if (!(await isEmptySite())) {
    say(
      "this site has data already: it is served as it is (remove the data directory to start over)",
    );
    return;
  }
  await createDemoPeople();
  const keys = { ...(await createDemoClusters()), collectors: await createDemoCollectors() };
  const nowSeconds = Math.floor(Date.now() / 1000);
  const options = { url, ...keys, days: DAYS, anchorSeconds: anchorOf(nowSeconds), say };
  const scanning = {
    ...options,
    scanners: await createDemoScanners(),
    everyDays: SCAN_EVERY_DAYS,
    directory: demoDirectory(),
  };
  const [reports, records, scans] = await Promise.all([
    playHistory(options),
    playRecords(options),
    playScans(scanning),
  ]);
  await playNow(options, nowSeconds);
  const touched = await playStaff();
  const accepted = await pollSchedulers(options);
  say(`${reports} reports, ${records} accounting records and ${scans} scans sent`);
  say(`${touched} cases worked on, ${accepted} accounts accepted`);
  const { signal } = stopping;
  void Promise.all([
    follow({ ...options, say: () => undefined }, DEMO_INTERVAL_SECONDS, signal),
    followScans(scanning, DEMO_INTERVAL_SECONDS, signal),
  ]).catch((error) =>
    say(`the simulator stopped: ${error instanceof Error ? error.message : error}`),
  );
}

try {
  Object.assign(process.env, { NODE_ENV: "production" });
  build();
  await startSite();
  await openRuntime();
  const { HEADROOM_HOST, PORT } = env();
  const url = `http://${HEADROOM_HOST}:${PORT}`;
  await play(url);
  for (const { role, uid, password } of demoPeople) {
    console.log(`${role.padEnd(8)} ${uid.padEnd(9)} ${password}`);
  }
  console.log(`ready ${url}`);
} catch (error) {
  say(`demo: ${error instanceof Error ? error.message : error}`);
  await stop(1);
}
