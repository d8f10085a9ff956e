import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { makeMachine } from "@/lib/auth/factory";
import { db, transaction } from "@/lib/platform/db";
import { resetEnv } from "@/lib/platform/env";
import { addRecordsIn } from "../ingest/add-records";
import { endRecord } from "../ingest/end-record";
import { parseRecordQuery } from "../params/record-query";
import { streamRecords } from "../queries/stream-records";
import { parseRecord } from "../schema/read-record";
import { restoreArchive } from "./archive-restore";
import { runArchive } from "./archive-run";
import { rollUp } from "./roll-up";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "headroom-archive-"));
  process.env.HEADROOM_ARCHIVE_DIR = folder;
  process.env.HEADROOM_ACCOUNTING_ARCHIVE_MONTHS = "3";
  resetEnv();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const january = "records-2026-01.ndjson.gz";
const february = "records-2026-02.ndjson.gz";

/** Enough for several pieces of a file and several batches of a deletion. */
const MANY = 6_200;

interface Odd {
  start?: string;
  stop?: string | null;
  meta?: unknown;
  amount?: string;
}

function lineOf(id: string, odd: Odd = {}): string {
  const { start = "2026-01-15T10:00:00.000001Z", stop = "2026-01-16T11:00:00Z" } = odd;
  const meta =
    odd.meta === undefined ? { site_id: ["A"], group_id: ["g"], user_id: ["u"] } : odd.meta;
  const component = `{"name":"Cores","amount":${odd.amount ?? 8},"scores":[{"name":"HS","value":9.25}]}`;
  const stopText = stop === null ? "null" : `"${stop}"`;
  return `{"record_id":${JSON.stringify(id)},"meta":${JSON.stringify(meta)},"components":[${component}],"start_time":"${start}","stop_time":${stopText}}`;
}

async function add(lines: string[], machine?: Awaited<ReturnType<typeof makeMachine>>) {
  const records = lines.map((line) => parseRecord(line));
  const sender = { actor: machine?.actor ?? null, sites: null };
  await transaction((tx) => addRecordsIn(tx, records, sender));
}

/**
 * Counts all records. Transactions of other test files, in their databases on the same server, may
 * be older than ours and hold the horizon back for a while.
 */
async function settle(): Promise<void> {
  const isSettled = async () => {
    await rollUp();
    const [row] = await db().$queryRaw<{ isBehind: boolean }[]>`
      select least(pg_snapshot_xmin(pg_current_snapshot())::text::bigint, horizon_xid)
        <= coalesce((select max(change_xid) from accounting_records), 0) as "isBehind"
      from accounting_state`;
    expect(row?.isBehind).toBe(false);
  };
  await vi.waitFor(isSettled, { timeout: 20_000, interval: 20 });
}

/** Every record as the protocol prints it, with its sender, by id. */
async function everything(): Promise<Map<string, string>> {
  const stream = await streamRecords(parseRecordQuery("sort_by[asc]=record_id"), null);
  let text = "";
  for (let piece = await stream.next(); piece !== null; piece = await stream.next()) text += piece;
  const rows = await db().$queryRaw<{ id: string; sender: string | null }[]>`
    select record_id as id, component_id as sender from accounting_records
    order by record_id collate "C"`;
  const lines = text.split("\n").slice(0, -1);
  return new Map(rows.map(({ id, sender }, at) => [id, `${sender} ${lines[at]}`]));
}

/** What the roll-ups say, whatever order they are in. */
async function usage(): Promise<unknown> {
  const [days, hours] = await Promise.all([
    db().$queryRaw`select * from accounting_days order by 1, 2, 3, 4`,
    db().$queryRaw`select * from accounting_hours order by 1, 2, 3, 4`,
  ]);
  return { days, hours };
}

async function metrics(): Promise<unknown> {
  return db().$queryRaw`
    select * from accounting_counts where count <> 0 order by kind, value`;
}

const linesOf = async (file: string): Promise<string[]> =>
  gunzipSync(await readFile(join(folder, file)))
    .toString("utf8")
    .split("\n")
    .slice(0, -1);

const states = async () =>
  (await db().accountingArchive.findMany({ orderBy: { id: "asc" } })).map(
    ({ fileName, state }) => `${fileName} ${state}`,
  );

beforeEach(async () => {
  await db().$executeRaw`
    truncate accounting_records, accounting_archives, accounting_usages, accounting_hours,
      accounting_days, accounting_counts`;
  for (const file of await readdir(folder)) await rm(join(folder, file));
});

async function fillJanuary(count = MANY): Promise<void> {
  const machine = await makeMachine("collector", null);
  const ids = Array.from({ length: count }, (_, n) => `job-${n}`);
  await add(ids.map((id) => lineOf(id)));
  await add([lineOf("odd", { meta: null, amount: "9223372036854775807" })], machine);
  await add(
    [lineOf("\\ \u00fc # \" '", { meta: { "k\\": ["\u{1F680}", ""].slice(0, 1) } })],
    machine,
  );
  await settle();
}

describe("archiving", () => {
  it("takes whole months before the setting's, by their stop, and nothing else", async () => {
    await add([
      lineOf("first", { stop: "2026-01-01T00:00:00Z", start: "2025-12-31T00:00:00Z" }),
      lineOf("last", { stop: "2026-01-31T23:59:59.999999Z" }),
      lineOf("next", { stop: "2026-02-01T00:00:00Z" }),
      lineOf("running", { stop: null }),
      lineOf("back", { stop: "1970-01-01T00:00:00Z" }),
      lineOf("fresh", { start: new Date(Date.now() - 3_600_000).toISOString(), stop: null }),
      lineOf("young", {
        start: new Date(Date.now() - 3_600_000).toISOString(),
        stop: "1970-01-01T00:00:00Z",
      }),
    ]);
    await settle();
    const before = await everything();
    const done = await runArchive();
    expect(done.map(({ month, rowCount, problem }) => ({ month, rowCount, problem }))).toEqual([
      { month: "2026-01", rowCount: 3n, problem: null },
      { month: "2026-02", rowCount: 1n, problem: null },
    ]);
    const ids = (lines: string[]) => lines.map((line) => JSON.parse(line).record_id).sort();
    // What stopped before it began belongs to the month of its start.
    expect(ids(await linesOf(january))).toEqual(["back", "first", "last"]);
    expect(ids(await linesOf(february))).toEqual(["next"]);
    expect([...(await everything()).keys()].sort()).toEqual(["fresh", "running", "young"]);
    for (const line of await linesOf(january)) {
      expect(before.get(JSON.parse(line).record_id)).toBe(`null ${line}`);
    }
    expect(await runArchive()).toEqual([]);
  });

  it("leaves usage as it was, and restoring brings everything back once", async () => {
    await fillJanuary();
    const [before, counted, told] = [await everything(), await usage(), await metrics()];
    expect(await runArchive()).toMatchObject([{ rowCount: BigInt(MANY + 2), problem: null }]);
    expect(await everything()).toEqual(new Map());
    await settle();
    expect(await usage()).toEqual(counted);
    expect(await metrics()).toEqual([]);

    const records = BigInt(MANY + 2);
    expect(await restoreArchive("2026-01")).toEqual({
      month: "2026-01",
      files: 1,
      records,
      stored: records,
    });
    expect(await everything()).toEqual(before);
    await settle();
    expect(await usage()).toEqual(counted);
    expect(await metrics()).toEqual(told);
    expect(await restoreArchive("2026-01")).toMatchObject({ stored: 0n });
    expect(await runArchive()).toEqual([]);

    // Somebody has to say that the month may go again.
    const again = await runArchive({ month: "2026-01", requestedBy: "test" });
    expect(again).toMatchObject([{ part: 2, rowCount: records, problem: null }]);
    expect(await states()).toEqual([`${january} deleted`, "records-2026-01.2.ndjson.gz deleted"]);
    expect(await everything()).toEqual(new Map());
    await settle();
    expect(await usage()).toEqual(counted);
  });

  it("waits for records that are not counted yet", async () => {
    await add([lineOf("uncounted")]);
    expect(await runArchive()).toEqual([]);
    await settle();
    expect(await runArchive()).toMatchObject([{ rowCount: 1n }]);
  });

  it("writes over no file, and one month holds up no other", async () => {
    await fillJanuary(1);
    await add([lineOf("next", { stop: "2026-02-01T00:00:00Z" })]);
    await settle();
    await writeFile(join(folder, january), "somebody else's");
    const [bad, good] = await runArchive();
    expect(bad).toMatchObject({ month: "2026-01", problem: expect.stringContaining("exists") });
    expect(good).toMatchObject({ month: "2026-02", problem: null });
    expect(await readFile(join(folder, january), "utf8")).toBe("somebody else's");
    expect((await everything()).size).toBe(3);
    await rm(join(folder, january));
    expect(await runArchive()).toMatchObject([{ month: "2026-01", rowCount: 3n, problem: null }]);
  });

  it("deletes nothing whose file is not what was written", async () => {
    await fillJanuary(1);
    const spoil = async (point: string) => {
      if (point === "written") throw new Error("out of paper");
    };
    await runArchive({ onPoint: spoil });
    const path = join(folder, january);
    const bytes = await readFile(path);
    await writeFile(path, bytes.subarray(0, -1));
    expect((await runArchive())[0]?.problem).toMatch(/cannot be read|not what was written/);
    expect((await everything()).size).toBe(3);
    await expect(restoreArchive("2026-01")).rejects.toThrow(/cannot be read|not what was written/);
    await writeFile(path, bytes);
    expect(await runArchive()).toMatchObject([{ rowCount: 3n, problem: null }]);
    expect(await everything()).toEqual(new Map());
  });

  it("keeps what was changed after it was written", async () => {
    await fillJanuary(3);
    const stopAt = "2026-01-20T00:00:00Z";
    const onPoint = async (point: string) => {
      if (point === "written") await endRecord({ recordId: "job-1", stopAt }, null);
    };
    await runArchive({ onPoint });
    const left = await everything();
    expect([...left.keys()]).toEqual(["job-1"]);
    expect(left.get("job-1")).toContain(stopAt);
    await restoreArchive("2026-01");
    expect((await everything()).size).toBe(5);
    expect((await everything()).get("job-1")).toContain(stopAt);
  });

  it("is done by one process at a time", async () => {
    await fillJanuary(1);
    let second: unknown;
    const onPoint = async (point: string) => {
      if (point !== "begun") return;
      expect(await runArchive()).toEqual([]);
      second = await runArchive({ requestedBy: "test" }).catch((error: Error) => error.message);
    };
    await runArchive({ onPoint });
    expect(second).toBe("Records are archived or restored right now.");
  });
});

const child = (...args: string[]) =>
  spawn(
    process.execPath,
    [
      "--import",
      "tsx",
      "--conditions=react-server",
      "lib/platform/testing/archive-child.ts",
    ].concat(args),
    { stdio: "inherit", env: { ...process.env, NODE_OPTIONS: "" } },
  );

async function die(...args: string[]): Promise<void> {
  const [, signal] = await once(child(...args), "close");
  expect(signal).toBe("SIGKILL");
}

describe("a killed process", () => {
  it.each(["begun", "piece", "drafted", "described", "published", "written", "batch", "emptied"])(
    "at '%s' leaves an archive that the next run finishes",
    async (point) => {
      await fillJanuary();
      const [before, counted] = [await everything(), await usage()];
      await die("run", point);
      // Its connection, and the lead with it, may be gone a moment later.
      await vi.waitFor(() => runArchive({ requestedBy: "test" }), { timeout: 10_000 });
      expect(await states()).toEqual([`${january} deleted`]);
      expect(await readdir(folder)).toEqual([january]);
      const lines = await linesOf(january);
      expect(new Set(lines)).toEqual(
        new Set([...before.values()].map((line) => line.slice(line.indexOf(" ") + 1))),
      );
      expect(lines).toHaveLength(before.size);
      expect(await everything()).toEqual(new Map());
      await settle();
      expect(await usage()).toEqual(counted);
    },
    60_000,
  );

  it("leaves a month half restored, and restoring goes on", async () => {
    await fillJanuary();
    const [before, counted] = [await everything(), await usage()];
    await runArchive();
    await die("restore", "batch", "2026-01");
    expect(await states()).toEqual([`${january} restoring`]);
    const half = (await everything()).size;
    expect(half).toBeGreaterThan(0);
    expect(half).toBeLessThan(before.size);
    await vi.waitFor(() => restoreArchive("2026-01"), { timeout: 10_000 });
    expect(await everything()).toEqual(before);
    await settle();
    expect(await usage()).toEqual(counted);
  }, 60_000);
});
