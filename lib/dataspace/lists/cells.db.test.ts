import { beforeAll, describe, expect, it } from "vitest";
import { viewerWithoutPerson } from "@/lib/auth/model";
import { db } from "@/lib/platform/db";
import { listPage } from "@/lib/platform/list/page";
import {
  expectFileToEqualPage,
  expectOrders,
  openFile,
  openPage,
} from "@/lib/platform/testing/lists";
import { makeFeed } from "../factory";
import { generationList, ofFeed } from "./generations";
import { refusalList } from "./refusals";
import { ofRefusal, refusedRowList } from "./refused-rows";
import { runList } from "./runs";

/** One row of each list with another value in every column, compared whole. */

const staff = viewerWithoutPerson("ana", "Ana", ["analyst"]);
const pi = viewerWithoutPerson("pi", "Pi", ["pi"]);
const reader = { ...staff, within: { clusterId: "alder", sites: null, volume: null } };

const FEED = "burst:alder/ö";
const at = (minute: number) => new Date(Date.UTC(2026, 10, 20, 12, minute));

beforeAll(async () => {
  await db().cluster.create({ data: { id: "alder", name: "Alder" } });
  await db().component.create({
    data: { id: "alder_d", name: "Night detector", service: "detector", clusterId: "alder" },
  });
  const { ids } = await makeFeed({
    name: FEED,
    clusterId: "alder",
    generations: [
      { number: 1, madeAt: at(1) },
      {
        ...{ number: 3, madeAt: at(2), receivedAt: at(4), componentId: "alder_d" },
        ...{ receivedCount: 101, summary: "101 rows" },
      },
      { number: 13, madeAt: at(3), receivedCount: 7, summary: "seven" },
    ],
  });
  await db().generation.update({
    where: { id: ids[1] ?? 0n },
    data: { storedCount: 102, unchangedCount: 103, rejectedCount: 104 },
  });
  await makeFeed({ name: "other:x", generations: [{ number: 3 }] });
  await db().refusal.create({
    data: {
      ...{ feedName: FEED, componentId: "alder_d", at: at(10), requestRef: "ref-x" },
      ...{ code: "invalid_input", detail: "Two rows are bad.", receivedCount: 70 },
      rejectedCount: 60,
      rows: {
        create: [
          { line: 2, reason: "pain is missing", content: '{"n":2}' },
          { line: 11, reason: "no object" },
        ],
      },
    },
  });
  await db().refusal.createMany({
    data: [
      { at: at(11), requestRef: "ref-y", code: "forbidden", detail: "Who are you?" },
      {
        ...{ feedName: "other:x", at: at(12), requestRef: "ref-z", code: "too_large" },
        ...{ detail: "Three rows", rejectedCount: 3 },
      },
    ],
  });
  await db().reaperRun.createMany({
    data: [
      {
        ...{ startedAt: at(20), endedAt: at(21), state: "DONE", isDryRun: true },
        ...{ requestedBy: "cy", generationCount: 201, productCount: 202, taskManagerCount: 203 },
        ...{ blobCount: 204, blobBytes: 205n, longestBatchMs: 206 },
      },
      { startedAt: at(22), state: "RUNNING" },
    ],
  });
});

describe("generations", () => {
  const find = async (query: string) =>
    (await openPage(generationList, staff, query)).rows.map(({ number }) => number);

  it("every cell", async () => {
    const page = { page: 1, size: 20, within: ofFeed(FEED) };
    const { rows, rowCount } = await listPage(generationList, staff, page);
    expect([rowCount, rows.map(({ number }) => number)]).toEqual([3, [13, 3, 1]]);
    expect(rows[1]).toEqual({
      id: expect.stringMatching(/^\d+$/),
      ...{ number: 3, madeAt: at(2), receivedAt: at(4), sender: "Night detector" },
      ...{ received: 101, stored: 102, unchanged: 103, rejected: 104 },
      ...{ summary: "101 rows", requestRef: "ref-3" },
    });
  });

  it("orders as the cells say", () => expectOrders(generationList, staff));

  it("are found by whole numbers, and by a part of summary, sender and reference", async () => {
    expect(await find("q=13")).toEqual([13]);
    expect(await find("q=101 rows")).toEqual([3]);
    expect(await find("q=night")).toEqual([3]);
    expect(await find("q=ref-1&sort=number")).toEqual([1, 13]);
  });
});

describe("refused reports", () => {
  it("every cell", async () => {
    const query = `feed=${encodeURIComponent(FEED)}`;
    const { rows } = await openPage(refusalList, staff, query);
    expect(rows).toEqual([
      {
        id: expect.stringMatching(/^\d+$/),
        ...{ at: at(10), feed: FEED, sender: "Night detector", senderId: "alder_d" },
        ...{ detail: "Two rows are bad.", rejected: 60, received: 70 },
        ...{ requestRef: "ref-x", code: "invalid_input" },
      },
    ]);
    expect(await openFile(refusalList, staff, query)).toEqual([
      {
        ...{ refused_at: "2026-11-20T12:10:00Z", feed: FEED, sender_name: "Night detector" },
        ...{ detail: "Two rows are bad.", rejected_rows: 60, request: "ref-x" },
        ...{ received_rows: 70, sender: "alder_d", code: "invalid_input" },
      },
    ]);
    expect((await openPage(refusalList, staff, "q=THREE")).rows).toMatchObject([{ rejected: 3 }]);
  });

  it("orders as the cells say", () => expectOrders(refusalList, staff));

  it.each(["", "feed=other:x", "q=rows", "sort=rejected"])(
    "the file equals the page: %s",
    (query) => expectFileToEqualPage(refusalList, staff, query),
  );

  it("of other clusters are not a reader's, nor those of nobody", async () => {
    expect((await openPage(refusalList, reader)).rows.map(({ feed }) => feed)).toEqual([FEED]);
    expect(await openFile(refusalList, reader)).toHaveLength(1);
  });
});

describe("bad rows of a report", () => {
  it("every cell, by line", async () => {
    const [{ id = "" } = {}] = (await openPage(refusalList, staff, "q=ref-x")).rows;
    const page = { page: 1, size: 50, within: ofRefusal(id) };
    expect(await listPage(refusedRowList, staff, page)).toEqual({
      rows: [
        { id: `${id}-2`, line: 2, reason: "pain is missing", content: '{"n":2}' },
        { id: `${id}-11`, line: 11, reason: "no object", content: null },
      ],
      rowCount: 2,
      totals: {},
    });
    await expectOrders(refusedRowList, staff);
  });
});

describe("runs of the Reaper", () => {
  it("every cell", async () => {
    const { rows } = await openPage(runList, staff, "sort=startedAt");
    expect(rows).toHaveLength(2);
    expect(rows[0]).toEqual({
      id: expect.stringMatching(/^\d+$/),
      ...{ startedAt: at(20), state: "DONE", isDryRun: true, took: 60, requestedBy: "cy" },
      ...{ generationCount: 201, productCount: 202, taskManagerCount: 203 },
      ...{ blobCount: 204, blobBytes: 205n, longestBatchMs: 206 },
    });
    expect(rows[1]).toMatchObject({ state: "RUNNING", took: null, requestedBy: null });
  });

  it("orders as the cells say", () => expectOrders(runList, staff));
});

it.each([
  [generationList, ["number", "madeAt", "received", "stored", "unchanged", "rejected"]],
  [refusalList, ["at", "rejected"]],
  [refusedRowList, ["line"]],
  [runList, ["startedAt"]],
] as const)("$0.name can be ordered by %j", (list, ids) =>
  expect(list.table.spec.sortable).toEqual(ids),
);

it.each([[generationList], [refusalList], [refusedRowList], [runList]] as const)(
  "$0.name is not for PIs",
  (list) => expect(openPage(list, pi)).rejects.toMatchObject({ code: "forbidden" }),
);
