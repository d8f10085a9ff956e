import { expect, it } from "vitest";
import { makeMachine } from "@/lib/auth/factory";
import { systemActor } from "@/lib/auth/model";
import { setClock } from "@/lib/platform/clock";
import { db } from "@/lib/platform/db";
import { bringProducts } from "../factory";
import { getProduct } from "../queries/get-product";

const AT = 1_700_000_000;

it("what a generation does not bring is carried over from the one before", async () => {
  setClock(new Date(AT * 1000));
  await db().cluster.create({ data: { id: "carry", name: "Carry" } });
  const { actor } = await makeMachine("detector", "carry");
  const feed = { name: "test:carry", kind: "test", clusterId: "carry" };
  const bring = async (seconds: number, values: Record<string, unknown>) => {
    setClock(new Date(seconds * 1000));
    return (await bringProducts(feed.name, values, { actor, feed })).number;
  };
  await bring(AT, { a: 1, b: "x" });
  await bring(AT + 100, { a: 2 });
  expect(await bring(AT + 200, { a: 3, c: null })).toBe(3);
  const read = (number: number, key: string) =>
    getProduct(systemActor, { feed: feed.name, number, key });
  expect(await read(3, "a")).toEqual({ value: 3, originNumber: 3, missedUpdateCount: 0 });
  expect(await read(3, "b")).toEqual({ value: "x", originNumber: 1, missedUpdateCount: 2 });
  expect(await read(1, "a")).toEqual({ value: 1, originNumber: 1, missedUpdateCount: 0 });
  await expect(read(2, "c")).rejects.toMatchObject({ code: "not_found" });
  const products = await db().dataProduct.findMany({ orderBy: { generationId: "asc" } });
  const carried = products.filter(({ key }) => key === "b");
  expect(carried.map(({ createTime }) => createTime.getTime() / 1000 - AT)).toEqual([0, 0, 0]);
  expect(new Set(carried.map(({ blobHash }) => blobHash)).size).toBe(1);
  const last = await db().feed.findUniqueOrThrow({
    where: { name: feed.name },
    include: { lastGeneration: true },
  });
  expect(last.lastGeneration).toMatchObject({ number: 3, productCount: 3, state: "CLOSED" });
});

const newest = async (name: string) => {
  const feed = await db().feed.findUniqueOrThrow({
    where: { name },
    include: { lastGeneration: { include: { products: true, taskManager: true } } },
  });
  return feed.lastGeneration;
};

const seconds = (instant: Date | undefined) => (instant?.getTime() ?? 0) / 1000 - AT;

it("a generation is due one interval after the one before, by the feed or its sender", async () => {
  setClock(new Date(AT * 1000));
  const { actor } = await makeMachine("collector", null, { intervalSeconds: 600 });
  const due = async (at: number) => {
    setClock(new Date((AT + at) * 1000));
    await bringProducts("test:due", { a: at }, { actor });
    return seconds((await newest("test:due"))?.products[0]?.scheduledCreateTime);
  };
  expect([await due(0), await due(650), await due(1_150)]).toEqual([0, 600, 1_200]);
  await db().feed.update({ where: { name: "test:due" }, data: { intervalSeconds: 100 } });
  expect([await due(1_290), await due(9_000)]).toEqual([1_300, 9_000]);
});

it("how long it counts is what the ingest says, else what the feed says", async () => {
  setClock(new Date(AT * 1000));
  const until = async (wishes: { expiresInSeconds?: number }) => {
    await bringProducts("test:life", { a: 1 }, wishes);
    return seconds((await newest("test:life"))?.products[0]?.expirationTime);
  };
  expect([await until({}), await until({ expiresInSeconds: 5 })]).toEqual([1_800, 5]);
  await db().feed.update({ where: { name: "test:life" }, data: { lifetimeSeconds: 60 } });
  expect(await until({})).toBe(60);
});

it("another sender or configuration begins an incarnation; the numbers go on", async () => {
  const first = await makeMachine("collector", null);
  const second = await makeMachine("collector", null);
  const bring = async (actor: typeof first.actor, configuration: string) => {
    await bringProducts("test:who", { a: 1 }, { actor, configuration });
    const last = await newest("test:who");
    return [last?.number, last?.taskManager.componentId, last?.taskManager.sequenceId] as const;
  };
  const one = await bring(first.actor, "v1");
  expect(await bring(first.actor, "v1")).toEqual([2, first.actor.id, one[2]]);
  const three = await bring(first.actor, "v2");
  expect([three[0], three[2] === one[2]]).toEqual([3, false]);
  expect((await bring(second.actor, "v2")).slice(0, 2)).toEqual([4, second.actor.id]);
  const open = await db().taskManager.count({ where: { feedName: "test:who", closedAt: null } });
  expect(open).toBe(1);
});

it("an ingest that fails leaves nothing, equal content a generation without new values", async () => {
  await bringProducts("test:fail", { a: "kept" });
  const before = await db().productBlob.count();
  const failing = bringProducts(
    "test:fail",
    { a: "lost" },
    { before: () => Promise.reject(new Error("no")) },
  );
  await expect(failing).rejects.toThrow("no");
  expect(await bringProducts("test:fail", { a: "kept" })).toMatchObject({ number: 2 });
  expect(await db().productBlob.count()).toBe(before);
  expect(await newest("test:fail")).toMatchObject({ number: 2, state: "CLOSED", storedBytes: 6n });
});

it("content older than the newest is refused where order is asked for", async () => {
  const madeAt = (offset: number) => ({ madeAt: new Date((AT + offset) * 1000), isInOrder: true });
  setClock(new Date((AT + 500) * 1000));
  await bringProducts("test:order", { a: 1 }, madeAt(100));
  await expect(bringProducts("test:order", { a: 1 }, madeAt(99))).rejects.toMatchObject({
    code: "conflict",
  });
  await expect(bringProducts("test:order", { a: 1 }, madeAt(801))).rejects.toMatchObject({
    status: 400,
  });
  expect(await bringProducts("test:order", { a: 1 }, madeAt(800))).toMatchObject({ number: 2 });
});
