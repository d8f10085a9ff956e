import { beforeEach, describe, expect, it } from "vitest";
import { systemActor } from "@/lib/auth/model";
import { setClock } from "@/lib/platform/clock";
import { db, pool, transaction } from "@/lib/platform/db";
import { bringProducts } from "../factory";
import { findLastRun, readReaper, readRetention } from "../queries/read-reaper";
import { DataBlock } from "../space/data-block";
import { DataSpace } from "../space/data-space";
import { Header } from "../space/header";
import { Reaper } from "../space/reaper";
import { saveFeedSettings, saveRetention } from "./retention";
import { tickReaper } from "./run-reaper";
import { planReap, requestReap, startReaper, stopReaper } from "./steer-reaper";
import { useGenerations } from "./use-generation";

const DAY = 86_400;
const START = 1_700_000_000;

let serial = 0;
let name = "";

function day(days: number): void {
  setClock(new Date((START + days * DAY) * 1000));
}

async function ingest(values: Record<string, unknown>, onDay: number, feed = name) {
  day(onDay);
  return (await bringProducts(feed, values)).id;
}

const numbers = async (feed = name) =>
  (
    await db().generation.findMany({
      where: { taskManager: { feedName: feed } },
      orderBy: { number: "asc" },
    })
  ).map(({ number }) => number);

const state = async () => (await readReaper(systemActor)).state;
const lastRun = () => findLastRun(systemActor);

beforeEach(async () => {
  serial += 1;
  name = `reap:${serial}`;
  // Whatever an earlier test left must not be in the way.
  await db().$executeRaw`update feeds set last_generation_id = null`;
  await db().$executeRaw`delete from feeds`;
  await db().$executeRaw`delete from reaper_runs`;
  await db().$executeRaw`update retention_settings set retention_days = 365, batch_size = 5000`;
  await db().$executeRaw`
    update reaper_state set state = 'IDLE', next_run_at = '2001-01-01', last_error = null`;
});

describe("E10 retention looks at generations", () => {
  it("removes old ones and their values, never a feed's last, and it stays writable", async () => {
    await ingest({ a: "one", shared: "same" }, 0);
    await ingest({ a: "two", shared: "same" }, 1);
    await ingest({ a: "three" }, 2);
    await ingest({ a: "young" }, 300, `${name}b`);
    const blobs = await db().productBlob.count();
    day(400);
    const plan = await planReap(systemActor);
    expect(plan).toMatchObject({ generations: 2, products: 4, bytes: 5 + 5 + 6 + 6 });
    expect(plan.feeds).toMatchObject([{ feed: name, generations: 2, products: 4 }]);
    expect(await numbers()).toEqual([1, 2, 3]);
    await tickReaper();
    expect(await numbers()).toEqual([3]);
    expect(await numbers(`${name}b`)).toEqual([1]);
    expect(await db().productBlob.count()).toBe(blobs - 2);
    expect(await lastRun()).toMatchObject({
      state: "DONE",
      generationCount: 2,
      productCount: 4,
      blobCount: 2,
      report: [{ feed: name, generations: 2, products: 4 }],
    });
    const block = await DataBlock.open(new DataSpace(), { name });
    expect(await block.get("shared", { allowExpired: true })).toBe("same");
    await ingest({ a: "four" }, 401);
    expect(await numbers()).toEqual([3, 4]);
  });

  it("leaves a generation as long as its use is young", async () => {
    const used = await ingest({ a: 1 }, 0);
    await ingest({ a: 2 }, 1);
    await ingest({ a: 3 }, 2);
    day(100);
    await transaction((tx) => useGenerations(tx, [used], "audit:x"));
    day(400);
    await tickReaper();
    expect(await numbers()).toEqual([1, 3]);
    day(500);
    await tickReaper({ requestedBy: "test" });
    expect(await numbers()).toEqual([3]);
  });

  it("a feed's own retention counts before the settings", async () => {
    for (const age of [0, 80, 95]) {
      await ingest({ a: age }, age);
      await ingest({ a: age }, age, `${name}b`);
    }
    const settings = { intervalSeconds: null, lifetimeSeconds: 60, version: 1 };
    const input = { ...settings, feed: name, retentionDays: 7 };
    await saveFeedSettings(systemActor, input);
    await expect(saveFeedSettings(systemActor, input)).rejects.toMatchObject({ code: "conflict" });
    for (const retentionDays of [6, 7.5]) {
      const bad = saveFeedSettings(systemActor, { ...input, version: 2, retentionDays });
      await expect(bad).rejects.toMatchObject({ status: 400 });
    }
    day(100);
    await tickReaper();
    expect(await numbers()).toEqual([3]);
    expect(await numbers(`${name}b`)).toEqual([1, 2, 3]);
  });

  it("a task manager goes when it is closed, old and empty", async () => {
    await ingest({ a: 1 }, 0);
    day(1);
    await db().taskManager.updateMany({
      where: { feedName: name },
      data: { closedAt: new Date() },
    });
    await db().$executeRaw`update task_managers set closed_at = to_timestamp(${START + DAY})`;
    await ingest({ a: 2 }, 2);
    expect(await db().taskManager.count({ where: { feedName: name } })).toBe(2);
    day(400);
    await tickReaper();
    expect(await db().taskManager.count({ where: { feedName: name } })).toBe(1);
    expect(await lastRun()).toMatchObject({ taskManagerCount: 1, generationCount: 1 });
  });

  it("a generation that was left open for a day ages from then on", async () => {
    day(0);
    const block = await DataBlock.open(new DataSpace(), { name });
    const times = { createTime: START, expirationTime: START + 60, scheduledCreateTime: START };
    await block.put("a", 1, new Header("x", times));
    await ingest({ a: 2 }, 1);
    day(3);
    await tickReaper();
    const open = { taskManager: { feedName: name }, number: 1 };
    expect(await db().generation.findFirst({ where: open })).toMatchObject({ state: "ABORTED" });
    day(400);
    await tickReaper({ requestedBy: "test" });
    expect(await numbers()).toEqual([2]);
  });
});

describe("E11 the Reaper recovers by itself", () => {
  it("after an error it is in ERROR and runs again when it is due", async () => {
    await ingest({ a: 1 }, 0);
    await ingest({ a: 2 }, 1);
    await db().$executeRawUnsafe(`
      create function refuse() returns trigger language plpgsql as $$
      begin raise exception 'disk on fire'; end $$`);
    await db().$executeRawUnsafe(`
      create trigger refuse before delete on generations
      for each row execute function refuse()`);
    day(400);
    await expect(tickReaper()).rejects.toThrow(/disk on fire/);
    await db().$executeRawUnsafe("drop function refuse cascade");
    expect(await readReaper(systemActor)).toMatchObject({ state: "ERROR", stateNumber: 7 });
    expect((await readReaper(systemActor)).lastError).toMatch(/disk on fire/);
    expect(await lastRun()).toMatchObject({ state: "FAILED" });
    await tickReaper();
    expect([await state(), await numbers()]).toEqual(["ERROR", [1, 2]]);
    day(401);
    await tickReaper();
    expect([await state(), await numbers()]).toEqual(["STEADY", [2]]);
    await tickReaper();
    expect(await state()).toBe("IDLE");
  });

  it("what a killed worker left is put right by the next one", async () => {
    await db().reaperRun.create({ data: { startedAt: new Date() } });
    await db().$executeRaw`update reaper_state set state = 'ACTIVE'`;
    await ingest({ a: 1 }, 0);
    await ingest({ a: 2 }, 1);
    day(400);
    await tickReaper();
    const rows = await db().reaperRun.findMany();
    expect(rows.map((run) => run.state).sort()).toEqual(["DONE", "LOST"]);
    expect([await state(), await numbers()]).toEqual(["STEADY", [2]]);
  });
});

describe("E12 reaping is done in batches", () => {
  async function fill(): Promise<void> {
    for (let n = 0; n < 6; n += 1) {
      const values = Object.fromEntries(Array.from({ length: 50 }, (_, k) => [`k${k}`, n]));
      await ingest(values, n / 10);
    }
    await db().$executeRaw`update retention_settings set batch_size = 100`;
    day(400);
  }

  it("and can be stopped between them", async () => {
    await fill();
    const controller = new AbortController();
    await tickReaper({ signal: controller.signal, onBatch: () => controller.abort() });
    expect(await numbers()).toEqual([2, 3, 4, 5, 6]);
    expect([await state(), (await lastRun())?.state]).toEqual(["IDLE", "STOPPED"]);
    const stop = stopReaper(systemActor);
    await stop;
    expect(await state()).toBe("SHUTDOWN");
    await tickReaper();
    await tickReaper({ requestedBy: "test" });
    expect(await numbers()).toHaveLength(5);
    await expect(requestReap(systemActor)).rejects.toMatchObject({ status: 409 });
    await startReaper(systemActor, 0);
    await expect(startReaper(systemActor)).rejects.toMatchObject({ status: 409 });
    await tickReaper();
    expect(await numbers()).toEqual([6]);
  });

  it("a stop waits for the running batch only", async () => {
    await fill();
    const seen: string[] = [];
    await tickReaper({
      onBatch: async () => {
        seen.push(await state());
        await stopReaper(systemActor);
        seen.push(await state());
      },
    });
    expect(seen).toEqual(["ACTIVE", "SHUTTINGDOWN"]);
    expect(await state()).toBe("SHUTDOWN");
    expect(await numbers()).toEqual([2, 3, 4, 5, 6]);
    expect((await lastRun())?.state).toBe("STOPPED");
  });

  it("by one process at a time; a second one is told", async () => {
    await fill();
    const other = await pool().connect();
    await other.query("select pg_advisory_lock(hashtextextended('reaper', 0))");
    await tickReaper();
    const asked = tickReaper({ requestedBy: "test" });
    await expect(asked).rejects.toMatchObject({ code: "invalid_state", status: 409 });
    expect(await numbers()).toHaveLength(6);
    await other.query("select pg_advisory_unlock_all()");
    other.release();
    const [first, second] = await Promise.allSettled([
      tickReaper({ requestedBy: "a" }),
      tickReaper({ requestedBy: "b" }),
    ]);
    expect([first?.status, second?.status].filter((it) => it === "fulfilled")).not.toHaveLength(0);
    expect(await numbers()).toEqual([6]);
  });
});

describe("the Reaper", () => {
  it("starts with the first worker after the delay, and is offline without any", async () => {
    await db().$executeRaw`
      update reaper_state set state = 'BOOT', next_run_at = null, heard_at = null`;
    expect(await state()).toBe("BOOT");
    day(0);
    await tickReaper();
    const first = await readReaper(systemActor);
    expect(first.state).toBe("IDLE");
    expect(first.nextRunAt).toEqual(new Date((START + 1_818) * 1000));
    expect(await lastRun()).toBeNull();
    day(1);
    expect(await state()).toBe("OFFLINE");
    await tickReaper();
    expect(await state()).toBe("STEADY");
    expect((await readReaper(systemActor)).nextRunAt).toEqual(new Date((START + 2 * DAY) * 1000));
  });

  it("is steered by an object with the installation's settings", async () => {
    const reaper = await Reaper.open();
    expect([reaper.retentionInterval, reaper.secondsBetweenRuns]).toEqual([365, 86_400]);
    reaper.retentionInterval = 30;
    await reaper.save();
    expect(await readRetention(systemActor)).toMatchObject({ retentionDays: 30 });
    const stale = { ...(await readRetention(systemActor)), version: 1 };
    await expect(saveRetention(systemActor, stale)).rejects.toMatchObject({ code: "conflict" });
    await ingest({ a: 1 }, 0);
    await ingest({ a: 2 }, 1);
    day(40);
    await reaper.reap();
    expect(await numbers()).toEqual([2]);
    await reaper.stop();
    await reaper.stop();
    expect((await reaper.state()).state).toBe("SHUTDOWN");
    await reaper.start(60);
    expect((await reaper.state()).state).toBe("IDLE");
  });

  it("leaves a value that an ingest brings back meanwhile", async () => {
    await ingest({ a: "again" }, 0);
    await ingest({ a: "other" }, 1);
    day(400);
    const before = () => tickReaper({ requestedBy: "test" });
    const { number: held } = await bringProducts(name, { a: "again" }, { before });
    expect(held).toBe(3);
    const block = await DataBlock.open(new DataSpace(), { name });
    expect(await block.get("a")).toBe("again");
    expect(await numbers()).toEqual([2, 3]);
  });
});
