import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { db, pool } from "@/lib/platform/db";
import { addRecords } from "../ingest/add-records";
import { parseRecordQuery } from "../params/record-query";
import { parseRecords } from "../schema/read-record";
import { type RecordStream, streamRecords } from "./stream-records";

const RECORDS = 3_000;
const all = parseRecordQuery("");

beforeAll(async () => {
  const text = Array.from(
    { length: RECORDS },
    (_, n) => `{"record_id":"r${n}","meta":{"site_id":["${"x".repeat(250)}"]},"components":[],
      "start_time":"2026-01-01T00:00:00Z"}`,
  ).join(",");
  await addRecords(parseRecords(`[${text}]`), { actor: null, sites: null });
});

async function cursors(): Promise<number> {
  const [row] = await db().$queryRaw<{ count: number }[]>`
    select count(*)::int as count from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
      and (state like 'idle in transaction%' or query like 'copy %' and state = 'active')`;
  return row?.count ?? -1;
}

async function readAll(stream: RecordStream): Promise<number> {
  let lines = 0;
  for (let piece = await stream.next(); piece !== null; piece = await stream.next()) {
    expect(piece.length).toBeLessThan(1_000_000);
    lines += String(piece).split("\n").length - 1;
  }
  return lines;
}

describe("a stream of records", () => {
  it("comes in pieces and ends", async () => {
    expect(await readAll(await streamRecords(all, null))).toBe(RECORDS);
    expect(await cursors()).toBe(0);
  });

  it("frees its cursor when it is closed on the way, and then has no end", async () => {
    const stream = await streamRecords(all, null);
    await stream.next();
    expect(await cursors()).toBe(1);
    await stream.close();
    expect(await cursors()).toBe(0);
    await stream.next().catch(() => undefined);
    await expect(stream.next()).rejects.toThrow("closed before its end");
  });

  it("is given up while the database still looks", async () => {
    const locked = await pool().connect();
    await locked.query("begin; lock table accounting_records in access exclusive mode");
    const reader = new AbortController();
    const opening = streamRecords(all, null, reader.signal);
    await expect.poll(cursors).toBe(2);
    const startedAt = performance.now();
    reader.abort();
    await expect(opening).rejects.toThrow("The reader has gone.");
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    expect(await cursors()).toBe(1);
    await locked.query("rollback");
    locked.release();
  });

  it("waits its turn where many others read, and writers still find a connection", async () => {
    // Half of the eight connections of a test.
    const readers = await Promise.all([1, 2, 3, 4].map(() => streamRecords(all, null)));
    let isOpen = false;
    const fifth = streamRecords(all, null).then((stream) => {
      isOpen = true;
      return stream;
    });
    await sleep(100);
    expect(isOpen).toBe(false);
    expect(await db().accountingRecord.count()).toBe(RECORDS);
    await Promise.all(readers.map((reader) => reader.close()));
    expect(await readAll(await fifth)).toBe(RECORDS);
    expect(await cursors()).toBe(0);
  });
});
