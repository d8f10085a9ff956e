import pg from "pg";
import { beforeAll, describe, expect, it, vi } from "vitest";
import type { Viewer } from "@/lib/auth/model";
import { listAssignable } from "@/lib/directory/queries/people";
import { db } from "@/lib/platform/db";
import { loadListParams } from "@/lib/platform/list/params";
import { viewList } from "@/lib/platform/list/view";
import { expectOrders } from "@/lib/platform/testing/lists";
import { getCaseType } from "../case-types/registry";
import { makeBurst, makeCluster, makeOldJob, makeQueue, makeViewer } from "../factory";
import { caseList } from "../lists/cases";
import { changeCase } from "../mutations/change-case";
import { countTypes, listClusterFeeds, listViews } from "./describe-queue";
import { findNeighbours } from "./find-neighbours";
import { listCases } from "./list-cases";

const bursts = getCaseType("bursts");
const oldjobs = getCaseType("oldjobs");

let one: Awaited<ReturnType<typeof makeCluster>>;
let two: Awaited<ReturnType<typeof makeCluster>>;
let ana: Viewer;
let bo: Viewer;
let pi: Viewer;

const load = (query: Record<string, string> = {}, type = bursts) =>
  loadListParams(caseList(type), query);
const accounts = async (viewer: Viewer, query: Record<string, string> = {}, type = bursts) =>
  (await listCases(viewer, type, await load(query, type))).rows.map(({ account }) => account);

beforeAll(async () => {
  one = await makeCluster({ id: "alder", generation: 7 });
  two = await makeCluster({ id: "birch", madeAt: new Date(Date.now() - 86_400_000) });
  ana = await makeViewer("analyst", { name: "Ana Lund", uid: "ana" });
  bo = await makeViewer("analyst", { name: "Bo Ek", uid: "bo" });
  pi = await makeViewer("pi", { leads: ["def-own", "def-quiet"] });
  await makeBurst(one, { account: "def-own", metrics: [1, 90.412] });
  const claimed = await makeBurst(one, { account: "def-other", metrics: [50], resource: "gpu" });
  await changeCase(ana, { verb: "claim", id: claimed.id });
  await makeBurst(two, { account: "def-done", metrics: [70], state: "rejected" });
  await makeBurst(two, {
    account: "def-good",
    metrics: [60],
    state: "accepted",
    ticketNo: "2026-77",
    ticketId: 77,
  });
  await makeBurst(two, { account: "def-gone", metrics: [99], isCurrent: false });
  await makeOldJob(one, { account: "def-own", metrics: [612] });
  const detail = { submitters: ["aaron"] };
  await makeOldJob(two, { account: "def-late", metrics: [7], detail, resource: "gpu" });
});

describe("the queue", () => {
  it("shows the current cases of a type, the worst first", async () => {
    expect(await accounts(ana)).toEqual(["def-own", "def-done", "def-good", "def-other"]);
    expect(await accounts(ana, {}, oldjobs)).toEqual(["def-own", "def-late"]);
  });

  it("is in words, with the trend and the allowed verbs", async () => {
    const { rows, rowCount } = await listCases(ana, bursts, await load({ q: "def-own" }));
    expect(rowCount).toBe(1);
    expect(rows[0]).toMatchObject({
      account: "def-own",
      cluster: { id: "alder" },
      resource: "CPU",
      metric: "90.41",
      summary: [
        { label: "Job count", text: "12" },
        { label: "cpus_total", text: "100" },
      ],
      usageUrl: "https://localhost/plots/alder/def-own_cpu.html",
      trend: [1, 90.412],
      verbs: ["claim", "assign", "ticket", "note"],
    });
  });

  it("links a ticket by the site's template", async () => {
    const { rows } = await listCases(ana, bursts, await load({ ticket: "linked" }));
    expect(rows[0]?.ticket).toEqual({ no: "2026-77", url: expect.stringMatching(/TicketID=77$/) });
  });

  it.each([
    [{ cluster: "birch" }, ["def-done", "def-good"]],
    [{ state: "pending" }, ["def-own", "def-other"]],
    [{ resource: "gpu" }, ["def-other"]],
    [{ claimant: "me" }, ["def-other"]],
    [{ claimant: "ana" }, ["def-other"]],
    [{ claimant: "none" }, ["def-own", "def-done", "def-good"]],
    [{ ticket: "linked" }, ["def-good"]],
    [{ when: "archive" }, ["def-gone"]],
    [{ when: "all", cluster: "birch" }, ["def-gone", "def-done", "def-good"]],
    [{ q: "LUND" }, ["def-other"]],
    [{ q: "2026-77" }, ["def-good"]],
    [{ q: "gpu def-oth" }, ["def-other"]],
    [{ q: "90.4" }, ["def-own"]],
    [{ q: "100%" }, []],
    [{ q: "def_own" }, []],
    [
      { state: "nonsense", page: "-1", sort: "drop table" },
      ["def-own", "def-done", "def-good", "def-other"],
    ],
  ])("narrows by %j", async (query, expected) => {
    expect(await accounts(ana, query as Record<string, string>)).toEqual(expected);
  });

  it("orders by every column as its cells say", async () => {
    const notes = await makeBurst(two, { account: "def-noted", metrics: [65] });
    await changeCase(ana, { verb: "note", id: notes.id, note: "Looked at it." });
    await db().case.update({
      where: { id: notes.id },
      data: { ticks: 9, ticketNo: "2026-01", claimantId: bo.id, reportedAt: new Date(0) },
    });
    await expectOrders(caseList(bursts), ana, {
      claimant: ({ claimantName }) => claimantName,
      cluster: ({ clusterName }) => clusterName,
      pain: ({ metric }) => metric,
      reported: ({ reportedAt }) => reportedAt,
      ticket: ({ ticketNo }) => ticketNo,
      notes: ({ historyCount }) => historyCount,
    });
    await db().case.delete({ where: { id: notes.id } });
  });

  it("sorts by what only a type has", async () => {
    expect(await accounts(ana, { sort: "submitter" }, oldjobs)).toEqual(["def-late", "def-own"]);
    expect(await accounts(ana, { sort: "-submitter" }, oldjobs)).toEqual(["def-own", "def-late"]);
  });

  it("puts those without a value last, either way", async () => {
    expect((await accounts(ana, { sort: "claimant" }))[0]).toBe("def-other");
    expect((await accounts(ana, { sort: "-claimant" }))[0]).toBe("def-other");
  });
});

describe("a PI", () => {
  it("sees own cases only, without claimants, notes and verbs", async () => {
    const { rows, rowCount } = await listCases(pi, bursts, await load({ when: "all" }));
    expect(rowCount).toBe(1);
    expect(rows[0]).toMatchObject({
      account: "def-own",
      claimant: null,
      notes: null,
      verbs: [],
    });
    expect(await countTypes(pi)).toEqual([
      { type: "bursts", title: "Burst candidates", count: 1 },
      { type: "oldjobs", title: "Job age", count: 1 },
    ]);
  });

  it("cannot find out who claimed a case by filter, search or sort", async () => {
    const own = await makeBurst(one, { account: "def-quiet" });
    await changeCase(ana, { verb: "claim", id: own.id });
    const all = ["def-own", "def-quiet"];
    for (const query of [{ claimant: "ana" }, { claimant: "none" }, { sort: "-claimant" }]) {
      expect((await accounts(pi, query as Record<string, string>)).sort()).toEqual(all);
    }
    expect(await accounts(pi, { q: "lund" })).toEqual([]);
    const { spec } = viewList(caseList(bursts), pi);
    expect(spec.sortable).not.toContain("claimant");
    expect(spec.sortable).not.toContain("notes");
  });
});

describe("beside the queue", () => {
  it("every cluster names its feed, generation and age", async () => {
    const feeds = await listClusterFeeds(bursts);
    expect(feeds).toMatchObject([
      { id: "alder", freshness: { feed: "burst:alder", generation: 7, state: "fresh" } },
      { id: "birch", freshness: { feed: "burst:birch", generation: 1, state: "very-stale" } },
    ]);
  });

  it("staff can be chosen, others not", async () => {
    const uids = (await listAssignable()).map(({ uid }) => uid);
    expect(uids).toContain("ana");
    expect(uids).not.toContain(pi.uid);
  });

  it("views are empty at first", async () => {
    expect(await listViews(ana)).toEqual([]);
  });
});

describe("a long queue", () => {
  beforeAll(async () => {
    await makeQueue(["alder", "birch"], { current: 300, archived: 200 });
  });

  it("has pages that neither overlap nor leave anything out", async () => {
    const seen: number[] = [];
    for (let page = 1; page <= 4; page += 1) {
      const query = { sort: "state", size: "100", page: String(page) };
      const { rows, rowCount } = await listCases(ana, bursts, await load(query));
      expect(rowCount).toBe(305);
      seen.push(...rows.map(({ id }) => id));
    }
    expect(new Set(seen).size).toBe(305);
  });

  it("knows the neighbours of every case in its own order", async () => {
    for (const query of [{}, { sort: "claimant", state: "pending" }, { sort: "-account" }]) {
      const params = await load({ ...query, size: "100" } as Record<string, string>);
      const { rows } = await listCases(ana, bursts, params);
      const ids = rows.map(({ id }) => id);
      for (const index of [0, 1, 50, 98]) {
        const found = await findNeighbours(ana, bursts, params, ids[index] ?? 0);
        expect(found).toEqual({
          previous: ids[index - 1] ?? null,
          next: ids[index + 1] ?? null,
        });
      }
    }
  });

  it("asks the database the same number of times for 20 rows and for 100", async () => {
    const count = async (query: Record<string, string>) => {
      const params = await load(query);
      const spy = vi.spyOn(pg.Client.prototype, "query");
      await listCases(ana, bursts, params);
      await Promise.all([
        countTypes(ana),
        listClusterFeeds(bursts),
        listAssignable(),
        listViews(ana),
      ]);
      const statements = spy.mock.calls.length;
      spy.mockRestore();
      return statements;
    };
    expect(await count({})).toBe(7);
    expect(await count({ size: "100", q: "user", sort: "claimant" })).toBe(7);
  });
});
