import { existsSync } from "node:fs";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { closeDb } from "@/lib/platform/db";
import { openEmbedded } from "@/lib/platform/embedded-postgres";
import { resetEnv } from "@/lib/platform/env";
import { applyMigrations } from "@/lib/platform/migrate";
import { randomText } from "@/lib/platform/secrets";
import { measureRecords } from "@/tools/bench/accounting";
import { measureDataSpace } from "@/tools/bench/data-space";
import { type Figure, formatFigures } from "@/tools/bench/measure";
import { measureScripts } from "@/tools/bench/page-scripts";
import { measurePeople, measureQueueSize } from "@/tools/bench/page-times";
import { measureQueuePlan } from "@/tools/bench/queue-plan";
import { measureReports } from "@/tools/bench/report-merge";
import { measureScans } from "@/tools/bench/scan";
import { fill, makeDatabase, type Site, startWeb } from "@/tools/bench/site";
import { measureStorage } from "@/tools/bench/storage";
import { measureUsage } from "@/tools/bench/usage";
import { ensureChromium } from "./chromium";

/**
 * `npm run bench`: the budgets as ratios to limits measured in the same run, on databases and web
 * processes of its own. A missed budget is a word in the table, not a failure. `--only records`
 * measures one part, `--records 5000000` with so many accounting records, `--days 365` with scans of
 * so many days.
 */
const parts = ["scans", "queue", "records", "usage", "storage"] as const;
const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    only: { type: "string", multiple: true, default: [...parts] },
    records: { type: "string", default: "1000000" },
    days: { type: "string", default: "60" },
  },
});
const isWanted = (part: (typeof parts)[number]) => values.only.includes(part);
const say = (text: string) => console.error(text);

async function switchTo(url: string): Promise<void> {
  await closeDb();
  process.env.DATABASE_URL = url;
  resetEnv();
}

async function open(databaseUrl: string, size: { current: number; archived: number }) {
  await switchTo(databaseUrl);
  const caseId = await fill(size);
  await closeDb();
  const web = await startWeb(process.env, databaseUrl);
  return { ...web, databaseUrl, caseId } satisfies Site;
}

const figures: Figure[] = [];

async function run(what: string, work: () => Promise<Figure[]>): Promise<void> {
  say(`bench: ${what}`);
  figures.push(...(await work()));
}

async function measureQueue(few: Site, many: Site, feedsUrl: string): Promise<void> {
  await run("the queue with 10 and with 100,000 cases", () => measureQueueSize(few, many));
  await switchTo(many.databaseUrl);
  await run("how the queue is read", measureQueuePlan);
  await run("25 people at once", () => measurePeople(many));
  await run("JavaScript of each page", () => measureScripts(many, ensureChromium()));
  await switchTo(few.databaseUrl);
  await run("reports of 1,000 entries", () => measureReports(few));
  await switchTo(feedsUrl);
  await run("a year of a thousand feeds", measureDataSpace);
}

const startedAt = Date.now();
const dataDir = await mkdtemp(join(tmpdir(), "headroom-bench-"));
// Run by root, the database works as another system user, who has to reach its folder.
await chmod(dataDir, 0o755);
const ends: (() => Promise<unknown>)[] = [() => rm(dataDir, { recursive: true, force: true })];
try {
  if (!existsSync(join(".next", "BUILD_ID"))) {
    throw new Error("there is no build: run `npm run build` first");
  }
  process.env.HEADROOM_SECRET = randomText(64);
  process.env.HEADROOM_LOG_LEVEL ??= "error";
  // First, as its figures of memory are those of this process.
  if (isWanted("scans")) {
    await run("scan files of 3 M lines", () => measureScans(dataDir, 3_000_000));
  }
  say("bench: starting a database");
  const database = await openEmbedded(dataDir, { isSupervised: true });
  ends.unshift(() => database.stop());
  if (isWanted("queue")) {
    const manyUrl = await makeDatabase(database.url, "bench_many");
    const feedsUrl = await makeDatabase(database.url, "bench_feeds");
    for (const url of [database.url, manyUrl, feedsUrl]) await applyMigrations(url);
    say("bench: making 100,000 cases");
    const few = await open(database.url, { current: 10, archived: 0 });
    ends.unshift(few.stop);
    const many = await open(manyUrl, { current: 5_000, archived: 95_000 });
    ends.unshift(many.stop);
    await measureQueue(few, many, feedsUrl);
  }
  if (isWanted("records")) {
    const recordsUrl = await makeDatabase(database.url, "bench_records");
    await applyMigrations(recordsUrl);
    await switchTo(recordsUrl);
    const count = Number(values.records);
    await run(`${count} accounting records`, () => measureRecords(process.env, recordsUrl, count));
  }
  if (isWanted("usage")) {
    const usageUrl = await makeDatabase(database.url, "bench_usage");
    await applyMigrations(usageUrl);
    await switchTo(usageUrl);
    const count = Number(values.records);
    await run(`usage of ${count} records over a year`, () => measureUsage(count));
  }
  if (isWanted("storage")) {
    const storageUrl = await makeDatabase(database.url, "bench_storage");
    await applyMigrations(storageUrl);
    await switchTo(storageUrl);
    const days = Number(values.days);
    await run(`5,000 groups on 7 volumes over ${days} days`, () => measureStorage(days));
  }
  const seconds = Math.round((Date.now() - startedAt) / 1000);
  console.log(values.json ? JSON.stringify({ seconds, figures }) : formatFigures(figures));
  say(`bench: ${seconds} s`);
} catch (error) {
  console.error(`bench: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
} finally {
  await closeDb();
  for (const end of ends) await end().catch((error) => say(String(error)));
}
