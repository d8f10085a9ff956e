import { beforeAll, describe, expect, it } from "vitest";
import type { Viewer } from "@/lib/auth/model";
import { setClock } from "@/lib/platform/clock";
import { db } from "@/lib/platform/db";
import { makeBurst, makeCluster, makeOldJob, makeViewer } from "../factory";
import { changeCase } from "../mutations/change-case";
import { getCase } from "./get-case";
import { listCaseSamples } from "./list-case-samples";
import { listTimeline } from "./list-timeline";
import {
  countGroupCases,
  listDecidable,
  listMine,
  listRefusedReports,
  listSilentSources,
  listUnclaimed,
} from "./summarise-waiting";

let cluster: Awaited<ReturnType<typeof makeCluster>>;
let ana: Viewer;
let admin: Viewer;
let pi: Viewer;

beforeAll(async () => {
  cluster = await makeCluster();
  ana = await makeViewer("analyst", { name: "Ana Lund" });
  admin = await makeViewer("admin", { name: "Ada Min" });
  pi = await makeViewer("pi", { leads: ["def-own", "def-quiet"], name: "Pia Inv" });
});

describe("a case's page", () => {
  it("has its facts, contacts and the report that named it", async () => {
    await makeViewer("pi", { uid: "user5", name: "User Five" });
    const { id } = await makeBurst(cluster, { account: "def-own", metrics: [1, 2, 3] });
    expect(await getCase(ana, id)).toMatchObject({
      id,
      metric: "3.00",
      metricTitle: "Pain",
      facts: [{ label: "Jobs", value: "1005–2000" }],
      pi: { uid: pi.uid, name: "Pia Inv", email: `${pi.uid}@example.org` },
      users: [
        { uid: "user3", name: null, email: null },
        { uid: "user5", name: "User Five" },
      ],
      generation: { feed: `burst:${cluster.id}`, number: 1 },
    });
  });

  it("shows a case whose detail nobody understands any more", async () => {
    const { id } = await makeBurst(cluster, { detail: { old: true }, summary: { a: { b: 1 } } });
    expect(await getCase(ana, id)).toMatchObject({
      facts: [],
      users: [],
      summary: [{ label: "a", entries: [{ label: "b", text: "1" }] }],
    });
  });

  it("does not exist out of reach, just like one that never was", async () => {
    const { id } = await makeBurst(cluster, { account: "def-foreign" });
    const messages = await Promise.all(
      [id, 2_000_000_000].map((wanted) =>
        getCase(pi, wanted).catch((error: Error & { code: string }) => [error.code, error.message]),
      ),
    );
    expect(messages[0]).toEqual(["not_found", "There is no such case."]);
    expect(messages[1]).toEqual(messages[0]);
  });
});

describe("the history", () => {
  it("merges what people did with what reports said", async () => {
    setClock(new Date("2026-03-01T12:00:00Z"));
    const { id } = await makeBurst(cluster, { account: "def-own", metrics: [1, 2, 3] });
    // The reports came at 11:00, 11:30 and 12:00.
    await changeCase(ana, { verb: "claim", id, at: "2026-03-01T11:10:00Z" });
    await changeCase(ana, {
      verb: "note",
      id,
      note: "First\n\nSecond",
      at: "2026-03-01T11:40:00Z",
    });
    await changeCase(admin, { verb: "reject", id, version: 3, note: "Not a burst" });
    const samples = await listCaseSamples(id);
    const items = await listTimeline(ana, id, samples);
    expect(items.map((item) => (item.kind === "event" ? item.verb : item.count))).toEqual([
      "reject",
      1,
      "note",
      1,
      "claim",
      1,
    ]);
    expect(items[2]).toMatchObject({ who: "Ana Lund", paragraphs: ["First", "Second"] });
    expect(items[4]).toMatchObject({ change: { datum: "claimant", was: null, now: "Ana Lund" } });
    expect(items[0]).toMatchObject({ change: { datum: "state", was: "pending", now: "rejected" } });
  });

  it("tells a PI of decisions only, without names and notes", async () => {
    const { id } = await makeBurst(cluster, { account: "def-own", metrics: [5] });
    await changeCase(ana, { verb: "claim", id, note: "Secret" });
    await changeCase(admin, { verb: "reject", id, version: 2, note: "Also secret" });
    const items = await listTimeline(pi, id, []);
    expect(items).toMatchObject([{ verb: "reject", who: null, paragraphs: [] }]);
    expect(JSON.stringify(items)).not.toMatch(/ecret|Ana|Ada/);
  });

  it("keeps the worst and the newest of a long row of reports", async () => {
    const { id } = await makeBurst(cluster, { metrics: [1] });
    await db().$executeRaw`
      insert into case_samples (case_id, tick, at, metric)
      select ${id}::int, t, now() + t * interval '1 minute', case when t = 777 then 99 else 1 end
      from generate_series(2, 5000) t`;
    const samples = await listCaseSamples(id);
    expect(samples.length).toBeLessThanOrEqual(601);
    expect(samples.some(({ metric }) => metric === 99)).toBe(true);
    expect(samples.at(-1)?.tick).toBe(5000);
    const [run] = await listTimeline(ana, id, samples);
    expect(run).toMatchObject({ kind: "sightings", count: 5000 });
  });
});

describe("what waits", () => {
  it("is unclaimed, mine, or ready for a decision, each with its number", async () => {
    const site = await makeCluster();
    await db().case.updateMany({ data: { isCurrent: false } });
    const free = await makeBurst(site, { metrics: [80] });
    const mine = await makeBurst(site, { metrics: [70], ticketNo: "7" });
    await makeBurst(site, { metrics: [60], state: "rejected" });
    const old = await makeOldJob(site);
    await changeCase(ana, { verb: "claim", id: mine.id });
    const ids = (lists: Awaited<ReturnType<typeof listMine>>) =>
      lists.map(({ count, rows }) => [count, rows.map(({ id }) => id)]);
    expect(ids(await listUnclaimed(ana))).toEqual([
      [1, [free.id]],
      [1, [old.id]],
    ]);
    expect(ids(await listMine(ana))[0]).toEqual([1, [mine.id]]);
    expect(ids(await listDecidable(admin))[0]).toEqual([1, [mine.id]]);
    await expect(listUnclaimed(pi)).rejects.toMatchObject({ code: "forbidden" });
  });

  it("names silent sources and refused reports", async () => {
    const component = (id: string, intervalSeconds: number | null, lastHeardAt: Date | null) =>
      db().component.create({
        data: { id, name: id, service: "detector", intervalSeconds, lastHeardAt },
      });
    await component("late", 60, new Date(Date.now() - 120_000));
    await component("fine", 600, new Date());
    await component("pushed", null, null);
    expect((await listSilentSources(ana)).rows.map(({ id }) => id)).toEqual(["late"]);
    const refusal = {
      requestRef: "r",
      code: "invalid_input",
      detail: "Bad row",
      componentId: "late",
    };
    await db().refusal.createMany({
      data: [refusal, { ...refusal, at: new Date(Date.now() - 2 * 86_400_000) }],
    });
    expect(await listRefusedReports(ana)).toMatchObject({
      count: 1,
      rows: [{ detail: "Bad row", component: "late" }],
    });
  });

  it("are, for a PI, the own groups", async () => {
    await makeBurst(cluster, { account: "def-own", metrics: [1] });
    const groups = await countGroupCases(pi);
    expect(groups.map(({ group }) => group)).toEqual(["def-own", "def-quiet"]);
    expect(groups[0]?.types[0]).toMatchObject({ type: "bursts", title: "Burst candidates" });
    expect(groups[1]?.types).toEqual([]);
  });
});
