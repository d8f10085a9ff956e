import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, it, vi } from "vitest";
import { systemActor } from "@/lib/auth/model";
import { setClock } from "@/lib/platform/clock";
import { db } from "@/lib/platform/db";
import { bringProducts } from "../factory";
import { readReaper } from "../queries/read-reaper";
import { tickReaper } from "./run-reaper";

function start(...args: string[]): ChildProcess {
  return spawn(
    process.execPath,
    [
      "--import",
      "tsx",
      "--conditions=react-server",
      "lib/platform/testing/dataspace-child.ts",
    ].concat(args),
    { stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, NODE_OPTIONS: "" } },
  );
}

async function outputOf(child: ChildProcess): Promise<string> {
  let text = "";
  child.stdout?.on("data", (chunk) => {
    text += String(chunk);
  });
  await once(child, "close");
  return text;
}

async function killInside(child: ChildProcess): Promise<void> {
  const [chunk] = await once(child.stdout as NodeJS.ReadableStream, "data");
  expect(String(chunk)).toBe("inside");
  child.kill("SIGKILL");
  await once(child, "close");
}

const ingest = async (feed: string, value: unknown) =>
  (await bringProducts(feed, { a: value })).number;

/** What must hold whatever happened: counts agree, the newest are there, nothing is open. */
async function problems(): Promise<number> {
  const [row] = await db().$queryRaw<{ count: number }[]>`
    select (
      (select count(*) from generations where state <> 'CLOSED')
      + (select count(*) from generations g where product_count <>
          (select count(*) from data_products p where p.generation_id = g.id))
      + (select count(*) from feeds f where not exists (
          select 1 from generations g
          where g.id = f.last_generation_id and g.number = f.last_number))
    )::int as count`;
  return row?.count ?? -1;
}

describe("several processes", () => {
  it("E3 fifty writers on one feed get consecutive numbers", async () => {
    const children = Array.from({ length: 5 }, () => start("write", "child:many", "10"));
    const outputs = await Promise.all(children.map(outputOf));
    const numbers = outputs.flatMap((text) => JSON.parse(text) as number[]);
    expect(numbers.toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 100 }, (_, index) => index + 1),
    );
    expect(await db().generation.count()).toBe(100);
    expect(await db().taskManager.count()).toBe(1);
    expect(await problems()).toBe(0);
  }, 120_000);

  it("one that is killed in the middle of an ingest leaves no trace", async () => {
    await ingest("child:kill", { first: true });
    const before = await db().productBlob.count();
    await killInside(start("hang", "child:kill"));
    expect(await db().generation.count({ where: { state: "OPEN" } })).toBe(0);
    // The lock went with the connection, so the next writer need not wait for anybody.
    expect(await ingest("child:kill", { second: true })).toBe(2);
    expect(await db().productBlob.count()).toBe(before + 1);
    expect(await problems()).toBe(0);
  }, 60_000);

  it("one that is killed in the middle of a reap leaves a Reaper that goes on", async () => {
    setClock();
    for (const n of [1, 2, 3]) await ingest("child:reap", { n });
    await db().$executeRaw`
      update generations set closed_at = closed_at - interval '400 days'
      where sequence_id = (select sequence_id from task_managers where feed_name = 'child:reap')`;
    await db().$executeRaw`
      insert into data_products (generation_id, key, blob_hash, creator, create_time,
        expiration_time, scheduled_create_time, origin_number, state, generation_time)
      select g.id, 'k' || k, (select min(hash) from product_blobs), 'x', now(), now(), now(), 1,
        'END_CYCLE', now()
      from generations g join task_managers t using (sequence_id), generate_series(1, 99) k
      where t.feed_name = 'child:reap' and g.number < 3`;
    await db().$executeRaw`
      update generations g set product_count =
        (select count(*) from data_products p where p.generation_id = g.id)`;
    await db().$executeRaw`update retention_settings set batch_size = 100`;
    await killInside(start("reap"));
    expect((await readReaper(systemActor)).state).toBe("ACTIVE");
    const generations = { where: { taskManager: { feedName: "child:reap" } } };
    expect(await db().generation.count(generations)).toBe(2);
    expect(await problems()).toBe(0);
    // The server may take a moment to notice that the connection, and with it the lead, is gone.
    await vi.waitFor(() => tickReaper({ requestedBy: "test" }), { timeout: 10_000 });
    expect(await db().generation.count(generations)).toBe(1);
    const rows = await db().reaperRun.findMany({ orderBy: { startedAt: "desc" } });
    expect(rows.map(({ state }) => state)).toEqual(["DONE", "LOST"]);
    expect((await readReaper(systemActor)).state).toBe("STEADY");
    expect(await problems()).toBe(0);
  }, 60_000);
});
