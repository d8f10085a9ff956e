import { beforeEach, expect, it } from "vitest";
import { DataBlock } from "./data-block";
import { DataSpace } from "./data-space";
import { DataSpaceExistsError } from "./errors";
import { Header } from "./header";
import { Metadata } from "./metadata";

const space = new DataSpace();
let name = "";
let serial = 0;
let sequenceId = 0n;

const header = (fields = {}) => new Header("x", { creator: "test", ...fields });

beforeEach(async () => {
  serial += 1;
  name = `bounds:${serial}`;
  sequenceId = await space.storeTaskmanager(name, "ID");
});

it.each([3e9, 1.5, -5, Number.NaN, 2 ** 31])("no generation has the number %s", async (number) => {
  const product = { key: "a", value: 1, header: header() };
  const calls: (() => Promise<unknown>)[] = [
    () => space.insert(sequenceId, number, product),
    () => space.update(sequenceId, number, product),
    () => space.getDatablock(sequenceId, number),
    () => space.getDataproduct(sequenceId, number, "a"),
    () => space.keys(sequenceId, number),
    () => space.duplicateDatablock(sequenceId, number, 2),
    () => space.duplicateDatablock(sequenceId, 1, number),
    () => space.closeDatablock(sequenceId, number),
    () => space.markExpired(sequenceId, number, "a", 1),
    () => space.markDemented(sequenceId, ["a"], "why", number),
    async () => {
      if (Number.isNaN(number)) return space.keys(sequenceId, number);
      return DataBlock.open(space, { name, generationId: number });
    },
  ];
  for (const call of calls) await expect(call()).rejects.toMatchObject({ code: "invalid_input" });
});

it("a header's times, a form and ids that cannot be stored are the caller's mistake", async () => {
  const put = (fields: object, schema?: unknown) =>
    space.insert(sequenceId, 1, {
      ...{ key: "a", value: {}, header: header(fields) },
      ...(schema === undefined ? {} : { schema: schema as never }),
    });
  for (const call of [
    () => put({ expirationTime: 2 ** 53 - 1 }),
    () => put({ createTime: -1 }),
    () => put({ scheduledCreateTime: 1e15 }),
    () => put({ creator: "a\0b" }),
    () => put({ schemaId: 2 ** 40 }),
    () => put({}, { version: 1.5, schema: { type: "object" } }),
    () => put({}, { version: 0, schema: { type: "object" } }),
    () => put({}, { version: 1, schema: { type: "no such type" } }),
    () => put({}, { version: 1, schema: "text" }),
    () => space.getTaskmanagers({ limit: -1 }),
    () => space.getTaskmanagers({ startTime: new Date(Number.NaN) }),
    () => space.getTaskmanagers({ marker: 2n ** 64n }),
    () => space.keys(2n ** 64n, 1),
    () => space.storeTaskmanager(name, "a\0"),
    () => space.storeTaskmanager(name, "b", new Date(Number.NaN)),
    async () => new Metadata("x", { generationTime: 1e15 }),
    async () => new Metadata("x", { missedUpdateCount: 3e9 }),
  ]) {
    await expect(call()).rejects.toMatchObject({ code: "invalid_input" });
  }
});

it("what is inserted is new, and what is updated is there", async () => {
  const product = { key: "a", value: 1, header: header() };
  await space.insert(sequenceId, 1, product);
  await expect(space.insert(sequenceId, 1, product)).rejects.toThrow(DataSpaceExistsError);
  await space.update(sequenceId, 1, { ...product, value: 2 });
  expect(await space.getDataproduct(sequenceId, 1, "a")).toBe(2);
});

it("a task manager has the datestamp that it is stored with", async () => {
  const datestamp = new Date("2026-01-02T03:04:05Z");
  const id = await space.storeTaskmanager(name, "OTHER", datestamp);
  expect(await space.getTaskmanager(name, "OTHER")).toMatchObject({ sequenceId: id, datestamp });
});

it("an old incarnation deletes nothing of a newer one", async () => {
  await space.insert(sequenceId, 1, { key: "a", value: 1, header: header() });
  await space.closeDatablock(sequenceId, 1);
  const newer = await space.storeTaskmanager(name, "NEWER");
  for (const all of [false, true]) {
    await expect(space.delete(sequenceId, all)).rejects.toMatchObject({ code: "invalid_state" });
  }
  expect(await space.keys(sequenceId, 1)).toEqual(["a"]);
  await space.delete(newer, true);
  expect(await space.keys(sequenceId, 1)).toEqual([]);
});
