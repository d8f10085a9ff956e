import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Viewer, viewerWithoutPerson } from "@/lib/auth/model";
import { setClock } from "@/lib/platform/clock";
import { db } from "@/lib/platform/db";
import {
  expectFileToEqualPage,
  expectOrders,
  openFile,
  openPage,
} from "@/lib/platform/testing/lists";
import { makeFeed } from "../factory";
import { type FreshnessState, freshnessStates } from "../model/freshness";
import { listFeedChoices } from "../queries/list-feed-choices";
import { feedList } from "./feeds";

const NOW = new Date("2026-11-20T12:00:00Z");
const ago = (seconds: number) => new Date(NOW.getTime() - seconds * 1000);

const staff = viewerWithoutPerson("ana", "Ana", ["analyst"]);

const names = async (query = "", viewer: Viewer = staff) =>
  (await openPage(feedList, viewer, query)).rows.map(({ name }) => name);

beforeAll(async () => {
  setClock(NOW);
  const service = "detector";
  await db().cluster.createMany({
    data: [
      { id: "alder", name: "Alder" },
      { id: "birch", name: "Birch" },
    ],
  });
  await db().component.createMany({
    data: [
      { id: "alder_d", name: "Night detector", service, clusterId: "alder" },
      { id: "birch_d", name: "Day detector", service, clusterId: "birch", intervalSeconds: 700 },
    ],
  });
  await makeFeed({
    name: "burst:alder",
    clusterId: "alder",
    intervalSeconds: 600,
    // Regular but for one long silence, and more of them than the cadence looks at.
    generations: Array.from({ length: 30 }, (_, index) => ({
      number: index + 1,
      madeAt: ago((29 - index) * 600 + 60 + (index < 15 ? 9_000 : 0)),
      receivedAt: ago((29 - index) * 600 + 55),
      componentId: "alder_d",
      products: {
        report: { value: { rows: "x".repeat(400) } },
        older: { value: 7, originNumber: 1, missedUpdateCount: index },
        wrong: { value: 8, dementedReason: "a wrong clock" },
      },
    })),
  });
  await makeFeed({
    name: "oldjob:birch",
    clusterId: "birch",
    generations: [1, 2].map((number) => ({
      ...{ number, componentId: "birch_d" },
      madeAt: ago(2_000 + (2 - number) * 900),
      products: { a: { value: 1 }, b: { value: 2, missedUpdateCount: 3 } },
    })),
  });
  await makeFeed({
    name: "scan:vol",
    generations: [
      { number: 4, madeAt: ago(9_000), products: { a: { value: 1, dementedReason: "bad" } } },
    ],
  });
  await makeFeed({ name: "quota:vol" });
  const refusal = { requestRef: "r", code: "invalid_input", detail: "bad rows" };
  await db().refusal.createMany({
    data: [
      { ...refusal, feedName: "quota:vol", at: ago(60), receivedCount: 9, rejectedCount: 4 },
      { ...refusal, feedName: "quota:vol", at: ago(6 * 86_400), rejectedCount: 3 },
      { ...refusal, feedName: "quota:vol", at: ago(8 * 86_400), rejectedCount: 100 },
      { ...refusal, feedName: "burst:alder", at: ago(30), receivedCount: 9, rejectedCount: 5 },
    ],
  });
});

beforeEach(() => setClock(NOW));

describe("the list of sources", () => {
  it("every cell", async () => {
    const { rows, rowCount } = await openPage(feedList, staff, "kind=burst");
    expect(rowCount).toBe(1);
    expect(rows).toEqual([
      {
        ...{ id: "burst:alder", name: "burst:alder", state: "fresh", generation: 30 },
        ...{ age: ago(60), received: ago(55), cadence: 600, interval: 600 },
        ...{ products: 3, bytes: expect.any(BigInt), missed: 29, refused: 5, refusedReports: 1 },
        ...{ kind: "burst", cluster: "Alder", clusterId: "alder", sender: "Night detector" },
        ...{ senderId: "alder_d", validUntil: new Date(ago(60).getTime() + 1_800_000) },
        ...{ demented: 1, refusedSince: 1, carried: 1, heard: null },
      },
    ]);
    const [sum] = await db().productBlob.findMany({ orderBy: { rawSize: "desc" }, take: 1 });
    expect(rows[0]?.bytes).toBeGreaterThanOrEqual(sum?.storedSize ?? 0);
    expect(await openFile(feedList, staff, "kind=burst")).toEqual([
      {
        ...{ feed: "burst:alder", freshness: "fresh", generation: 30 },
        ...{ made_at: "2026-11-20T11:59:00Z", received_at: "2026-11-20T11:59:05Z" },
        ...{ cadence_seconds: 600, interval_seconds: 600, products: 3 },
        ...{ stored_bytes: String(rows[0]?.bytes), missed_updates: 29, refused_rows: 5 },
        ...{ refused_reports: 1, kind: "burst", cluster_name: "Alder", cluster: "alder" },
        ...{ sender_name: "Night detector", sender: "alder_d", demented_products: 1 },
        ...{ refused_since: 1, carried_products: 1, sender_heard_at: null },
        valid_until: "2026-11-20T12:29:00Z",
      },
    ]);
  });

  it("names the worst first, and a feed that never got through with what was refused", async () => {
    const { rows } = await openPage(feedList, staff);
    expect(rows.map(({ name, state }) => [name, state])).toEqual([
      ["quota:vol", "no-data"],
      ["scan:vol", "very-stale"],
      ["oldjob:birch", "stale"],
      ["burst:alder", "fresh"],
    ]);
    expect(rows[0]).toMatchObject({
      ...{ refusedReports: 2, refused: 7, cadence: null, generation: null, validUntil: null },
      ...{ refusedSince: 3, carried: 0, heard: null },
      ...{ products: 0, bytes: 0n, missed: 0, demented: 0 },
    });
  });

  it("orders as the cells say, by every column but one", async () => {
    await expectOrders(feedList, staff, {
      age: ({ age }) => age && -age.getTime(),
      state: ({ state }) => freshnessStates.indexOf(state as FreshnessState),
    });
    expect(feedList.table.spec.sortable).toEqual([
      ...["name", "state", "generation", "age", "cadence", "products", "bytes", "missed"],
      ...["refused", "kind", "cluster", "sender"],
    ]);
  });

  it("is narrowed by kind, cluster, freshness and text", async () => {
    expect(await names("kind=scan")).toEqual(["scan:vol"]);
    expect(await names("cluster=alder")).toEqual(["burst:alder"]);
    expect(await names("state=stale")).toEqual(["oldjob:birch"]);
    expect(await names("q=night")).toEqual(["burst:alder"]);
    expect(await names("q=100%25")).toEqual([]);
    expect(await names("page=2")).toEqual([]);
    expect(await listFeedChoices(staff)).toEqual({
      kind: ["burst", "oldjob", "quota", "scan"],
      cluster: [
        ["alder", "Alder"],
        ["birch", "Birch"],
      ],
    });
  });

  it.each(["", "kind=burst", "cluster=birch", "state=no-data", "q=night", "sort=-bytes"])(
    "its file equals its page: %s",
    (query) => expectFileToEqualPage(feedList, staff, query),
  );

  it("is staff's, and a reader with a cluster sees that cluster's", async () => {
    const pi = viewerWithoutPerson("pi", "Pi", ["pi"]);
    await expect(names("", pi)).rejects.toMatchObject({ code: "forbidden" });
    const within = { clusterId: "birch", sites: null, volume: null };
    expect(await names("", { ...staff, within })).toEqual(["oldjob:birch"]);
  });
});
