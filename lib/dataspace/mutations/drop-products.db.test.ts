import { beforeEach, expect, it } from "vitest";
import { systemActor, viewerWithoutPerson } from "@/lib/auth/model";
import { db } from "@/lib/platform/db";
import { bringProducts } from "../factory";
import { diffGenerations } from "../queries/diff-generations";
import { diffProducts } from "../queries/diff-products";
import { DataBlock } from "../space/data-block";
import { DataSpace } from "../space/data-space";
import { dropProducts } from "./drop-products";
import { resetFeed } from "./retention";

const space = new DataSpace();
let feed = "";
let serial = 0;

beforeEach(() => {
  serial += 1;
  feed = `drop:${serial}`;
});

const keysAt = async (generationId?: number) => {
  const block = await DataBlock.open(space, { name: feed, ...(generationId && { generationId }) });
  return block.keys();
};

it("a product that nobody sends any more has an end, and may come back in another form", async () => {
  await bringProducts(feed, { old: { a: 1 }, kept: 1 });
  await bringProducts(feed, { kept: 2 });
  const done = await dropProducts(systemActor, { feed, keys: ["old"], reason: "gone for good" });
  expect(done).toEqual({ number: 2, keys: ["old"] });
  await bringProducts(feed, { kept: 3 });
  expect([await keysAt(), await keysAt(2), await keysAt(1)]).toEqual([
    ["kept"],
    ["kept"],
    ["kept", "old"],
  ]);
  const counts = await db().generation.findMany({
    where: { taskManager: { feedName: feed } },
    select: { number: true, productCount: true },
    orderBy: { number: "asc" },
  });
  expect(counts.map(({ productCount }) => productCount)).toEqual([2, 1, 1]);
  await bringProducts(feed, { old: "text" });
  expect(await keysAt()).toEqual(["kept", "old"]);
  expect(await db().historyEvent.findMany({ where: { subjectId: feed } })).toMatchObject([
    { verb: "drop-product", datum: "old", was: 1, now: null, note: "gone for good" },
  ]);
});

it("an open generation loses it too", async () => {
  await bringProducts(feed, { old: 1, kept: 1 });
  const block = await DataBlock.open(space, { name: feed });
  await block.duplicate();
  await dropProducts(systemActor, { feed, keys: ["old"] });
  expect(await block.keys()).toEqual(["kept"]);
  await block.close();
});

it("is an admin's, and names what there is", async () => {
  await bringProducts(feed, { kept: 1 });
  const analyst = viewerWithoutPerson("ana", "Ana", ["analyst"]);
  const drop = (keys: string[], actor = systemActor as typeof analyst | typeof systemActor) =>
    dropProducts(actor, { feed, keys });
  await expect(drop(["kept"], analyst)).rejects.toMatchObject({ code: "forbidden" });
  await expect(drop([])).rejects.toMatchObject({ code: "invalid_input" });
  await expect(drop(["kept", "none"])).rejects.toMatchObject({ code: "not_found" });
  await expect(dropProducts(systemActor, { feed: "no", keys: ["a"] })).rejects.toMatchObject({
    code: "not_found",
  });
  expect(await keysAt()).toEqual(["kept"]);
});

it("a reset begins empty, under the next number", async () => {
  await bringProducts(feed, { old: 1, kept: 1 });
  await resetFeed(systemActor, feed);
  const { number } = await bringProducts(feed, { kept: "another form" });
  expect([number, await keysAt(), await keysAt(1)]).toEqual([2, ["kept"], ["kept", "old"]]);
});

it("two generations differ in rows that are new, gone and grown", async () => {
  await bringProducts(feed, {
    usage: [
      { group: "a", n: 1 },
      { group: "b", n: 1 },
    ],
    same: 1,
  });
  await bringProducts(feed, {
    usage: [
      { group: "c", n: 1 },
      { n: 2, group: "a" },
    ],
    same: 1,
  });
  const { diff } = await diffGenerations(systemActor, feed, { from: 1, to: 2 });
  expect(diff && (await diffProducts(systemActor, diff))).toEqual([
    {
      key: "usage",
      changes: [
        { path: "a.n", kind: "grown", was: "1", now: "2" },
        { path: "b", kind: "gone", was: '{"group":"b","n":1}', now: null },
        { path: "c", kind: "new", was: null, now: '{"group":"c","n":1}' },
      ],
    },
  ]);
});
