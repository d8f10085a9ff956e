import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { closeDb } from "@/lib/platform/db";
import { openEmbedded } from "@/lib/platform/embedded-postgres";
import { resetEnv } from "@/lib/platform/env";
import { applyMigrations } from "@/lib/platform/migrate";
import { randomText } from "@/lib/platform/secrets";
import { measureRecords } from "./accounting";
import { measureDataSpace } from "./data-space";
import type { Figure } from "./measure";
import { measureScripts } from "./page-scripts";
import { measurePeople, measureQueueSize } from "./page-times";
import { measureQueuePlan } from "./queue-plan";
import { measureReports } from "./report-merge";
import { measureScans } from "./scan";
import { fill, makeDatabase, type Site, startWeb } from "./site";
import { measureStorage } from "./storage";
import { measureUsage } from "./usage";

/** All measurements, one after the other, on databases and web processes of their own. */

export const benchParts = ["scans", "queue", "records", "usage", "storage"] as const;

export interface BenchOptions {
  parts: ReadonlySet<string>;
  /** Accounting records to measure with. */
  records: number;
  /** Days with a scan of each volume. */
  days: number;
  /** Path of a browser; asked for where pages are loaded. */
  chromium(): string;
  /** Told what is measured next. */
  say(line: string): void;
}

interface Bench extends BenchOptions {
  figures: Figure[];
  folder: string;
  /** What has to be ended, the last first. */
  ends: (() => Promise<unknown>)[];
}

/** The figures of the wanted parts; what was started for them is ended whatever happens. */
export async function runBench(options: BenchOptions): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), "headroom-bench-"));
  // Run by root, the database works as another system user, who has to reach its folder.
  await chmod(folder, 0o755);
  const ends = [() => rm(folder, { recursive: true, force: true })];
  const bench: Bench = { ...options, figures: [], folder, ends };
  process.env.HEADROOM_SECRET = randomText(64);
  process.env.HEADROOM_LOG_LEVEL ??= "error";
  try {
    await runParts(bench);
    return bench.figures;
  } finally {
    await closeDb();
    for (const end of ends) await end().catch((error) => options.say(String(error)));
  }
}

async function runParts(bench: Bench): Promise<void> {
  const { parts, folder, records, days } = bench;
  // First, as its figures of memory are those of this process.
  if (parts.has("scans")) {
    await run(bench, "scan files of 3 M lines", () => measureScans(folder, 3_000_000));
  }
  if (!benchParts.some((part) => part !== "scans" && parts.has(part))) return;
  bench.say("starting a database");
  const database = await openEmbedded(folder, { isSupervised: true });
  bench.ends.unshift(() => database.stop());
  const fresh = async (name: string): Promise<string> => {
    const url = await makeDatabase(database.url, name);
    await applyMigrations(url);
    return url;
  };
  if (parts.has("queue")) await runQueue(bench, fresh);
  if (parts.has("records")) {
    const url = await fresh("bench_records");
    await switchTo(url);
    await run(bench, `${records} accounting records`, () =>
      measureRecords(process.env, url, records),
    );
  }
  if (parts.has("usage")) {
    await switchTo(await fresh("bench_usage"));
    await run(bench, `usage of ${records} records over a year`, () => measureUsage(records));
  }
  if (parts.has("storage")) {
    await switchTo(await fresh("bench_storage"));
    const what = `5,000 groups on 7 volumes over ${days} days`;
    await run(bench, what, () => measureStorage(days));
  }
}

async function runQueue(bench: Bench, fresh: (name: string) => Promise<string>): Promise<void> {
  bench.say("making 100,000 cases");
  const few = await openSite(bench, await fresh("bench_few"), { current: 10, archived: 0 });
  const size = { current: 5_000, archived: 95_000 };
  const many = await openSite(bench, await fresh("bench_many"), size);
  await run(bench, "the queue with 10 and with 100,000 cases", () => measureQueueSize(few, many));
  await switchTo(many.databaseUrl);
  await run(bench, "how the queue is read", measureQueuePlan);
  await run(bench, "25 people at once", () => measurePeople(many));
  await run(bench, "JavaScript of each page", () => measureScripts(many, bench.chromium()));
  await switchTo(few.databaseUrl);
  await run(bench, "reports of 1,000 entries", () => measureReports(few));
  await switchTo(await fresh("bench_feeds"));
  await run(bench, "a year of a thousand feeds", measureDataSpace);
}

async function openSite(
  bench: Bench,
  databaseUrl: string,
  size: { current: number; archived: number },
): Promise<Site> {
  await switchTo(databaseUrl);
  const caseId = await fill(size);
  await closeDb();
  const web = await startWeb(process.env, databaseUrl);
  bench.ends.unshift(web.stop);
  return { ...web, databaseUrl, caseId };
}

async function switchTo(url: string): Promise<void> {
  await closeDb();
  process.env.DATABASE_URL = url;
  resetEnv();
}

async function run(bench: Bench, what: string, work: () => Promise<Figure[]>): Promise<void> {
  bench.say(what);
  bench.figures.push(...(await work()));
}
