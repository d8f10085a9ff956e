import { beforeEach, describe, expect, it } from "vitest";
import { systemActor } from "@/lib/auth/model";
import { setClock } from "@/lib/platform/clock";
import { db, transaction } from "@/lib/platform/db";
import { bringProducts } from "../factory";
import { deleteGenerations } from "../mutations/delete-generations";
import { lockFeeds, openGeneration } from "../mutations/generation";
import { dementProducts } from "../mutations/mark-products";
import { resetFeed } from "../mutations/retention";
import { DataBlock } from "./data-block";
import { DataSpace } from "./data-space";
import {
  DataExpiredError,
  DataSpaceConfigurationError,
  DataSpaceExistsError,
  InvalidMetadataError,
  KeyNotFoundError,
  NoGenerationError,
} from "./errors";
import { Header } from "./header";
import { Metadata } from "./metadata";
import { ProductRetriever } from "./product-retriever";
import { Reaper } from "./reaper";

const AT = 1_700_000_000;
const space = new DataSpace();

let serial = 0;
let name = "";

function at(seconds: number): void {
  setClock(new Date((AT + seconds) * 1000));
}

beforeEach(() => {
  serial += 1;
  name = `rule:${serial}`;
  at(0);
});

const header = (seconds = 0, lifetime = 1_800) =>
  new Header("any", {
    createTime: AT + seconds,
    expirationTime: AT + seconds + lifetime,
    scheduledCreateTime: AT + seconds,
    creator: "test",
  });

/** An ingest as the doors do it. */
async function ingest(values: Record<string, unknown>, seconds: number): Promise<number> {
  at(seconds);
  return (await bringProducts(name, values)).number;
}

describe("the rules where we differ", () => {
  it("E1 opening a known name and id reuses its row", async () => {
    const first = await space.storeTaskmanager(name, "ID-1");
    expect(await space.storeTaskmanager(name, "ID-1")).toBe(first);
    const block = await DataBlock.open(space, { name, taskmanagerId: "ID-1" });
    await block.put("a", 1, header());
    await (await DataBlock.open(space, { name, taskmanagerId: "ID-1" })).put("b", 1, header());
    expect(await space.getTaskmanagers({ name })).toHaveLength(1);
    expect((await space.getTaskmanager(name)).sequenceId).toBe(first);
    expect(block.sequenceId).toBe(first);
  });

  it("E2 a value is stored once, by the hash of its content", async () => {
    const value = { unique: "E2", list: Array.from({ length: 200 }, (_, index) => index) };
    await ingest({ a: value, b: value }, 0);
    await ingest({ a: value }, 1);
    const rows = await db().dataProduct.findMany({
      where: { generation: { taskManager: { feedName: name } } },
    });
    expect(rows).toHaveLength(4);
    expect(new Set(rows.map(({ blobHash }) => blobHash)).size).toBe(1);
  });

  it("E3 writers at once get consecutive numbers and never an error", async () => {
    const numbers = await Promise.all(Array.from({ length: 20 }, (_, n) => ingest({ n }, 0)));
    expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
    const last = await DataBlock.open(space, { name });
    const same = await DataBlock.open(space, { name });
    await Promise.all([last.duplicate(), same.duplicate()]);
    expect([last.generationId, same.generationId].sort()).toEqual([21, 22]);
  });

  it("E4 a feed without products opens as an empty block, and nothing is written", async () => {
    const block = await DataBlock.open(space, { name });
    expect([block.generationId, await block.keys(), block.sequenceId]).toEqual([1, [], null]);
    expect(await db().feed.count({ where: { name } })).toBe(0);
    await expect(space.getLastGenerationId(name)).rejects.toThrow(NoGenerationError);
    const copy = await block.duplicate();
    expect([copy.generationId, block.generationId]).toEqual([1, 2]);
    expect(await db().feed.count({ where: { name } })).toBe(0);
    await block.put("a", 1, header());
    expect(await space.getLastGenerationId(name)).toBe(2);
  });

  it("E5 carried products count their missed updates and keep their header's times", async () => {
    const block = await DataBlock.open(space, { name });
    await block.put("a", "x", header());
    at(60);
    const kept = await block.duplicate();
    expect(block.generationId).toBe(kept.generationId + 1);
    expect(await block.getMetadata("a")).toMatchObject({
      missedUpdateCount: 1,
      state: "START_BACKUP",
    });
    expect(await kept.getMetadata("a")).toMatchObject({ missedUpdateCount: 0, state: "NEW" });
    expect(await block.getHeader("a")).toEqual(await kept.getHeader("a"));
    await block.put("a", "y", header(60));
    expect([await block.get("a"), await kept.get("a")]).toEqual(["y", "x"]);
    expect((await block.getMetadata("a")).missedUpdateCount).toBe(0);
    await ingest({ b: 1 }, 70);
    await ingest({ b: 1 }, 80);
    await ingest({ c: 1 }, 90);
    const last = await DataBlock.open(space, { name });
    expect(await last.getMetadata("b")).toMatchObject({
      missedUpdateCount: 1,
      state: "END_CYCLE",
    });
  });

  it("E6 a header has exactly its six keys", async () => {
    expect(header().isValid()).toBe(true);
    const extra = Object.assign(header(), { more: 1 });
    const short = header() as Partial<Header>;
    delete short.creator;
    const bad = [
      extra,
      short as Header,
      header(301),
      header(0, 0),
      Object.assign(header(), { creator: "" }),
      Object.assign(header(), { createTime: AT + 0.5 }),
    ];
    for (const item of bad) {
      expect(Header.prototype.isValid.call(item)).toBe(false);
      const put = DataBlock.open(space, { name }).then((block) => block.put("a", 1, item));
      await expect(put).rejects.toMatchObject({ status: 400 });
    }
    expect(header(300).isValid()).toBe(true);
    expect(new Header("x").expirationTime - new Header("x").createTime).toBe(1_800);
  });

  it("E7 isExpired returns a boolean and markExpired acts", async () => {
    const block = await DataBlock.open(space, { name });
    expect(await block.isExpired()).toBe(false);
    await block.put("a", 1, header());
    await block.put("b", 1, header(0, 60));
    expect([await block.isExpired("a"), await block.isExpired()]).toEqual([false, false]);
    at(60);
    expect([await block.isExpired("a"), await block.isExpired("b")]).toEqual([false, true]);
    expect(await block.isExpired()).toBe(true);
    await block.markExpired(AT + 500);
    expect(await block.isExpired()).toBe(false);
    expect((await block.getMetadata("b")).state).toBe("METADATA_UPDATE");
    await block.markExpired(AT + 60);
    expect(await block.isExpired("a")).toBe(true);
    const events = await db().historyEvent.findMany({ where: { subjectId: name } });
    expect(events.map(({ verb, datum }) => [verb, datum])).toEqual([
      ["expire", "1/a"],
      ["expire", "1/b"],
      ["expire", "1/a"],
      ["expire", "1/b"],
    ]);
  });

  it("E8 markDemented flags products of the last generation until a fresh one comes", async () => {
    await ingest({ a: 1, b: 1 }, 0);
    const { sequenceId } = await space.getTaskmanager(name);
    await space.markDemented(sequenceId, ["a"], "sensor broken");
    const flags = async (generation: number) => {
      const rows = await db().dataProduct.findMany({
        where: { generation: { number: generation, taskManager: { feedName: name } } },
        orderBy: { key: "asc" },
      });
      return rows.map(({ isDemented, dementedReason }) => isDemented && dementedReason);
    };
    expect(await flags(1)).toEqual(["sensor broken", false]);
    await ingest({ b: 2 }, 10);
    expect(await flags(2)).toEqual(["sensor broken", false]);
    await ingest({ a: 2 }, 20);
    expect([await flags(1), await flags(3)]).toEqual([
      ["sensor broken", false],
      [false, false],
    ]);
    const bad = { feed: name, keys: ["a", "zz"], reason: "x" };
    await expect(dementProducts(systemActor, bad)).rejects.toThrow(KeyNotFoundError);
    await expect(dementProducts(systemActor, { ...bad, feed: "no" })).rejects.toThrow(
      NoGenerationError,
    );
  });

  it("E9 expired data raises unless it is allowed", async () => {
    await ingest({ a: "old" }, 0);
    at(1_800);
    const block = await DataBlock.open(space, { name });
    await expect(block.get("a")).rejects.toThrow(DataExpiredError);
    await expect(block.get("a")).rejects.toMatchObject({ status: 410 });
    expect(await block.get("a", { allowExpired: true })).toBe("old");
  });

  it("E13 get returns the default for a missing key, whatever its type", async () => {
    await ingest({ a: 1 }, 0);
    const block = await DataBlock.open(space, { name });
    for (const value of [null, undefined, 0, "text", { value: 1 }, []]) {
      expect(await block.get("none", { default: value })).toEqual(value);
    }
    await expect(block.get("none")).rejects.toThrow(KeyNotFoundError);
  });

  it("E14 getDataproducts returns decoded values of all generations", async () => {
    const block = await DataBlock.open(space, { name, taskmanagerId: "ID" });
    await block.put("a", { n: 1n }, header());
    await block.duplicate();
    await block.put("b", [2], header());
    const expected = { taskmanagerId: "ID" };
    expect(await block.getDataproducts()).toEqual([
      { ...expected, generationId: 1, key: "a", value: { n: 1n } },
      { ...expected, generationId: 2, key: "a", value: { n: 1n } },
      { ...expected, generationId: 2, key: "b", value: [2] },
    ]);
    expect(await block.getDataproducts("b")).toHaveLength(1);
  });

  it("E15 delete removes the last generation or all, and not while an ingest is open", async () => {
    await ingest({ a: 1 }, 0);
    await ingest({ a: 2 }, 1);
    const { sequenceId } = await space.getTaskmanager(name);
    await transaction(async (tx) => {
      await lockFeeds(tx, [name]);
      await expect(space.delete(sequenceId)).rejects.toMatchObject({ status: 409 });
    });
    const block = await DataBlock.open(space, { name });
    await block.duplicate();
    await expect(space.delete(sequenceId)).rejects.toMatchObject({ status: 409 });
    await block.close();
    await space.delete(sequenceId);
    await space.delete(sequenceId);
    expect(await (await DataBlock.open(space, { name })).get("a")).toBe(1);
    // A number that was given is never given again.
    expect(await ingest({ a: 3 }, 5)).toBe(4);
    await space.delete(sequenceId, true);
    await expect(space.getTaskmanager(name)).rejects.toThrow(KeyNotFoundError);
    await expect(deleteGenerations(systemActor, { feed: name })).rejects.toThrow(NoGenerationError);
    expect((await DataBlock.open(space, { name })).generationId).toBe(5);
    expect(await ingest({ a: "another type" }, 6)).toBe(5);
  });

  it("E16 a product keeps its form: another type under the same key is 409", async () => {
    await ingest({ a: { x: 1 }, later: null }, 0);
    await expect(ingest({ a: [1] }, 1)).rejects.toMatchObject({ code: "conflict", status: 409 });
    expect(await space.getLastGenerationId(name)).toBe(1);
    await ingest({ a: null, later: 5 }, 2);
    await expect(ingest({ later: "5" }, 3)).rejects.toMatchObject({ status: 409 });
    const block = await DataBlock.open(space, { name });
    await block.duplicate();
    await expect(block.put("a", "text", header())).rejects.toMatchObject({ status: 409 });
    await block.close();
    await resetFeed(systemActor, name);
    await ingest({ a: [1] }, 4);
    await expect(ingest({ a: { x: 1 } }, 5)).rejects.toMatchObject({ status: 409 });
  });

  it("E16 a declared form is checked, and a new version replaces it", async () => {
    const form = (type: string) => ({
      type: "object",
      properties: { n: { type } },
      required: ["n"],
    });
    const block = await DataBlock.open(space, { name });
    const one = { version: 1, schema: form("number") };
    await block.put("a", { n: 1 }, header(), undefined, one);
    await block.put("a", { n: 2n ** 60n }, header());
    await expect(block.put("a", { n: "1" }, header())).rejects.toMatchObject({ status: 409 });
    const other = { version: 1, schema: form("string") };
    await expect(block.put("a", { n: "1" }, header(), undefined, other)).rejects.toMatchObject({
      status: 409,
    });
    await block.put("a", { n: "1" }, header(), undefined, { ...other, version: 2 });
    expect((await block.getHeader("a")).schemaId).not.toBeNull();
  });

  it("E17 any value survives a round trip, and what has no form is refused", async () => {
    const values: unknown[] = [
      { at: new Date(AT * 1000), big: 2n ** 70n, text: "Ω漢字🜁 \u0000 \ud800", none: null },
      [[[{ deep: [new Date(0)] }]]],
      new Uint8Array([0, 1, 255]),
      { bytes: new Uint8Array([120, 156]) },
      { $date: "not a date", $x: { $bigint: "1" } },
      "",
      0,
      {},
      "x".repeat(10_000),
    ];
    const block = await DataBlock.open(space, { name });
    for (const [index, value] of values.entries()) {
      await block.put(`v${index}`, value, header());
      expect(await block.get(`v${index}`)).toEqual(value);
    }
    const cycle: Record<string, unknown> = {};
    cycle.self = cycle;
    for (const bad of [Number.NaN, { n: Number.POSITIVE_INFINITY }, cycle, undefined, () => 1]) {
      await expect(block.put("bad", bad, header())).rejects.toMatchObject({ status: 400 });
    }
    const large = "x".repeat(17 * 1024 * 1024);
    await expect(block.put("bad", large, header())).rejects.toMatchObject({ status: 413 });
    expect(await block.has("bad")).toBe(false);
  });

  it("E18 the database's clock writes and judges, in UTC", async () => {
    setClock();
    const before = Date.now();
    const feed = { name, kind: "rule", clusterId: null };
    const open = await transaction(async (tx) => {
      const lockedAt = await lockFeeds(tx, [name]);
      return openGeneration(tx, systemActor, { feed, madeAt: lockedAt, requestRef: "r" });
    });
    const [clock] = await db().$queryRaw<{ at: Date; zone: string }[]>`
      select clock_timestamp() as at, current_setting('timezone') as zone`;
    expect(clock?.zone).toBe("UTC");
    expect(open.startedAt.getTime()).toBeGreaterThanOrEqual(before - 1_000);
    expect(open.startedAt <= (clock?.at ?? new Date(0))).toBe(true);
    const [column] = await db().$queryRaw<{ count: number }[]>`
      select count(*)::int as count from information_schema.columns
      where table_schema = 'public' and data_type = 'timestamp without time zone'
        and table_name not like '\\_prisma%'`;
    expect(column?.count).toBe(0);
  });

  it("E19 what is missing is told by our own errors", async () => {
    await ingest({ a: 1 }, 0);
    const block = await DataBlock.open(space, { name });
    const { sequenceId } = await space.getTaskmanager(name);
    const missing: (() => Promise<unknown>)[] = [
      () => block.getHeader("zz"),
      () => block.getMetadata("zz"),
      () => block.isExpired("zz"),
      () => space.getTaskmanager("no such"),
      () => space.getTaskmanager(name, "no such"),
      () => space.delete(-1n),
      () => space.getDataproduct(sequenceId, 9, "a"),
      () => space.update(sequenceId, 1, { key: "zz", value: 1, header: header() }),
      () => DataBlock.open(space, { name, sequenceId: -1n }),
    ];
    for (const call of missing) {
      await expect(call()).rejects.toThrow(KeyNotFoundError);
    }
    await expect(space.getLastGenerationId("no such")).rejects.toThrow(NoGenerationError);
    await expect(space.markExpired(sequenceId, 7, undefined, AT)).rejects.toThrow(
      NoGenerationError,
    );
    await expect(space.markExpired(sequenceId, 7, "a", AT)).rejects.toMatchObject({ status: 404 });
    expect(await space.getDatablock(sequenceId, 9)).toEqual(new Map());
  });

  it("E20 the Reaper's bounds take whole numbers only", async () => {
    const reaper = new Reaper({ dataspace: { retentionIntervalInDays: 7 } });
    for (const bad of [6, 7.9, Number.NaN, "seven", null, undefined]) {
      expect(() => {
        reaper.retentionInterval = bad as number;
      }).toThrow(DataSpaceConfigurationError);
    }
    for (const bad of [7_079, 7_080.9, -1]) {
      expect(() => {
        reaper.secondsBetweenRuns = bad;
      }).toThrow(DataSpaceConfigurationError);
    }
    reaper.secondsBetweenRuns = 7_080;
    expect([reaper.retentionInterval, reaper.secondsBetweenRuns]).toEqual([7, 7_080]);
    expect(() => new Reaper({ dataspace: {} } as never)).toThrow(DataSpaceConfigurationError);
    expect(() => new Reaper({} as never)).toThrow(DataSpaceConfigurationError);
  });
});

describe("the nouns", () => {
  it("a data space wants a configuration of the right form", async () => {
    for (const bad of [{}, { dataspace: 1 }, { dataspace: { actor: "me" } }, null]) {
      expect(() => new DataSpace(bad as never)).toThrow(DataSpaceConfigurationError);
    }
    await new DataSpace().connect();
  });

  it("metadata takes any of its four states and no other", () => {
    const metadata = new Metadata("x");
    for (const state of Metadata.validStates) {
      metadata.setState(state);
      expect(metadata.state).toBe(state);
    }
    expect(() => metadata.setState("DONE")).toThrow(InvalidMetadataError);
    expect(() => new Metadata("x", { state: "" })).toThrow(InvalidMetadataError);
    expect(Object.keys(metadata).sort()).toEqual([...Metadata.requiredKeys].sort());
  });

  it("a retriever reads its product", async () => {
    const block = await DataBlock.open(space, { name });
    await block.put("a", { x: 1 }, header());
    expect(await new ProductRetriever("a", "object", "source").retrieve(block)).toEqual({ x: 1 });
    const wrong = new ProductRetriever("a", "array");
    await expect(wrong.retrieve(block)).rejects.toMatchObject({ status: 409 });
    await expect(new ProductRetriever("b").retrieve(block)).rejects.toThrow(KeyNotFoundError);
  });

  it("a copy may take a number of its own, but not one that is there", async () => {
    const block = await DataBlock.open(space, { name });
    await block.put("a", 1, header(), new Metadata("x", { state: "END_CYCLE" }));
    const sequenceId = block.sequenceId ?? 0n;
    await space.duplicateDatablock(sequenceId, 1, 90);
    expect(await space.getLastGenerationId(name)).toBe(90);
    await expect(space.duplicateDatablock(sequenceId, 1, 90)).rejects.toThrow(DataSpaceExistsError);
    expect((await space.getMetadata(sequenceId, 1, "a")).state).toBe("END_CYCLE");
    expect(await ingest({ b: 1 }, 1)).toBe(91);
  });

  it("a closed generation takes nothing more", async () => {
    await ingest({ a: 1 }, 0);
    const block = await DataBlock.open(space, { name });
    await expect(block.put("a", 2, header())).rejects.toMatchObject({ code: "invalid_state" });
    await block.duplicate();
    await block.put("a", 2, header());
    await block.close();
    const feed = await db().feed.findUniqueOrThrow({
      where: { name },
      include: { lastGeneration: true },
    });
    expect(feed.lastGeneration?.number).toBe(2);
  });
});
