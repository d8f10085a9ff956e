import { expect, it } from "vitest";
import { makeMachine } from "@/lib/auth/factory";
import { systemActor } from "@/lib/auth/model";
import { setClock } from "@/lib/platform/clock";
import { db, transaction } from "@/lib/platform/db";
import { encodeValue } from "../encoding";
import { getProduct } from "../queries/get-product";
import { closeGenerations, lockFeeds, openGeneration } from "./generation";

const AT = 1_700_000_000;

it("what a generation does not bring is carried over from the one before", async () => {
  setClock(new Date(AT * 1000));
  await db().cluster.create({ data: { id: "carry", name: "Carry" } });
  const { actor } = await makeMachine("detector", "carry");
  const feed = { name: "test:carry", kind: "test", clusterId: "carry" };
  const bring = (seconds: number, values: Record<string, unknown>) =>
    transaction(async (tx) => {
      setClock(new Date(seconds * 1000));
      await lockFeeds(tx, [feed.name]);
      const madeAt = new Date(seconds * 1000);
      const open = await openGeneration(tx, actor, { feed, madeAt, requestRef: "r" });
      const products = await Promise.all(
        Object.entries(values).map(async ([key, value]) => ({
          key,
          value: await encodeValue(value),
        })),
      );
      const counts = { received: 1, stored: 1, unchanged: 0, summary: "one" };
      await closeGenerations(tx, [{ open, products, ...counts }]);
      return open.number;
    });
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
