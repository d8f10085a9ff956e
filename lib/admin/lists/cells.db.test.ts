import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { systemActor, viewerWithoutPerson } from "@/lib/auth/model";
import { setClock } from "@/lib/platform/clock";
import { db } from "@/lib/platform/db";
import type { AnyList } from "@/lib/platform/list/declare";
import { expectOrders, openPage } from "@/lib/platform/testing/lists";
import { clusterList } from "./clusters";
import { componentList } from "./components";
import { keyList } from "./keys";
import { peopleList } from "./people";

/** One row of each list with another value in every column, compared whole. */

const at = (day: number) => new Date(Date.UTC(2026, 10, day, 9));
const NOW = at(20);

beforeAll(async () => {
  await db().cluster.createMany({
    data: [
      { id: "cedar", name: "Old Cedar", createdAt: at(1), version: 3 },
      { id: "birch", name: "Young Birch", createdAt: at(2) },
      { id: "aspen", name: "Nobody's Aspen", createdAt: at(3) },
    ],
  });
  await db().case.createMany({
    data: ["one", "two", "three"].map((account, place) => ({
      ...{
        type: "bursts",
        resource: "cpu",
        detail: {},
        generationId: 1n,
        clusterId: place === 2 ? "birch" : "cedar",
        account,
      },
      ...{ firstReportedAt: at(4), reportedAt: at(5), metric: 1 },
    })),
  });
  await db().component.createMany({
    data: [
      {
        ...{ id: "watcher", name: "Zed", service: "detector", clusterId: "cedar", version: 5 },
        ...{ intervalSeconds: 300, lastHeardAt: at(19), createdAt: at(6) },
      },
      {
        ...{ id: "gatherer", name: "Amy", service: "collector", site: "North", createdAt: at(7) },
        ...{ intervalSeconds: 60, lastHeardAt: at(18) },
      },
      {
        ...{ id: "reader", name: "Max", service: "scanner", volume: "v1", createdAt: at(8) },
      },
    ],
  });
  await db().apiKey.createMany({
    data: [
      {
        ...{ kind: "bearer", access: "hr_one", componentId: "watcher", secretHash: "hashed" },
        ...{ createdAt: at(9), expiresAt: at(25), lastUsedAt: at(17) },
      },
      {
        ...{ kind: "hmac", access: "sign", componentId: "watcher", secretCipher: "sealed" },
        ...{ createdAt: at(10), expiresAt: NOW, lastUsedAt: at(16) },
      },
      {
        ...{ kind: "basic", access: "amy", componentId: "gatherer", secretHash: "x" },
        ...{ state: "revoked", createdAt: at(11), revokedAt: at(12) },
      },
    ],
  });
  const ada = await db().person.create({
    data: {
      ...{ uid: "ada", name: "Zoe Ada", email: "m@x.org", createdAt: at(13), version: 7 },
      ...{ disabledAt: at(14), goneAt: at(15) },
      roles: { create: [{ role: "admin" }, { role: "analyst" }] },
      password: { create: { hash: "hashed" } },
    },
  });
  await db().person.create({
    data: {
      ...{
        uid: "bob",
        name: "Bob",
        email: "a@x.org",
        createdAt: new Date(ada.createdAt.getTime() + 1),
      },
      roles: { create: [{ role: "pi" }] },
    },
  });
  await db().person.create({ data: { uid: "cy", name: "Researcher", createdAt: at(12) } });
});

beforeEach(() => setClock(NOW));

const ids = async (list: AnyList, query = "", key = "id") =>
  (await openPage(list, systemActor, query)).rows.map(
    (row) => (row as Record<string, unknown>)[key],
  );

test.each([clusterList, componentList, keyList, peopleList] as AnyList[])(
  "nobody but an admin reads $name",
  async (list) => {
    for (const role of ["analyst", "pi"] as const) {
      const viewer = viewerWithoutPerson("someone", "Someone", [role]);
      await expect(openPage(list, viewer)).rejects.toMatchObject({ code: "forbidden" });
    }
  },
);

describe("clusters", () => {
  test("every cell", async () => {
    const { rows, rowCount } = await openPage(clusterList, systemActor, "q=old");
    expect(rowCount).toBe(1);
    expect(rows).toEqual([
      {
        ...{ id: "cedar", name: "Old Cedar", componentCount: 1, caseCount: 2 },
        ...{ createdAt: at(1), version: 3 },
      },
    ]);
  });

  test("orders", () => expectOrders(clusterList, systemActor));

  test("are searched as written, and cut into pages", async () => {
    expect(await ids(clusterList, "q=BIR")).toEqual(["birch"]);
    expect(await ids(clusterList, "q=%25")).toEqual([]);
    expect(await openPage(clusterList, systemActor, "page=9")).toMatchObject({
      rows: [],
      rowCount: 3,
    });
  });
});

describe("components", () => {
  test("every cell", async () => {
    expect((await openPage(componentList, systemActor, "q=watcher")).rows).toEqual([
      {
        ...{ id: "watcher", name: "Zed", service: "detector", scope: "Old Cedar" },
        ...{ lastHeardAt: at(19), intervalSeconds: 300, keyCount: 1, createdAt: at(6) },
        ...{ clusterId: "cedar", site: null, volume: null, version: 5 },
      },
    ]);
  });

  test("what each speaks for", async () => {
    const { rows } = await openPage(componentList, systemActor, "sort=scope");
    expect(rows.map(({ scope, site, volume }) => [scope, site, volume])).toEqual([
      ["Old Cedar", null, null],
      ["site North", "North", null],
      ["volume v1", null, "v1"],
    ]);
  });

  test("orders, the longest silence with the oldest", () =>
    expectOrders(componentList, systemActor, {
      scope: ({ clusterId, site }) => clusterId ?? (site === null ? "z" : "y"),
      lastHeardAt: ({ lastHeardAt }) => lastHeardAt ?? new Date(0),
      intervalSeconds: ({ intervalSeconds }) => intervalSeconds ?? 0,
    }));

  test("of one service, and found by what they speak for", async () => {
    expect(await ids(componentList, "service=collector")).toEqual(["gatherer"]);
    for (const [text, id] of Object.entries({ ceda: "watcher", nort: "gatherer", V1: "reader" })) {
      expect(await ids(componentList, `q=${text}`)).toEqual([id]);
    }
  });
});

describe("keys", () => {
  test("every cell, and nothing of a secret", async () => {
    expect((await openPage(keyList, systemActor, "q=hr_one")).rows).toEqual([
      {
        ...{ id: expect.stringMatching(/^\d+$/), keyId: expect.any(Number), access: "hr_one" },
        ...{ kind: "bearer", componentId: "watcher", componentName: "Zed", state: "active" },
        ...{ createdAt: at(9), expiresAt: at(25), lastUsedAt: at(17), revokedAt: null },
      },
    ]);
    const [revoked] = (await openPage(keyList, systemActor, "q=amy")).rows;
    expect(revoked).toMatchObject({ revokedAt: at(12), expiresAt: null, lastUsedAt: null });
  });

  test("orders, without an end after every date, never used before", () =>
    expectOrders(keyList, systemActor, {
      expiresAt: ({ expiresAt }) => expiresAt ?? at(1_000),
      lastUsedAt: ({ lastUsedAt }) => lastUsedAt ?? new Date(0),
    }));

  test("of a state and of a component; an expiry counts from its very instant", async () => {
    for (const [state, access] of [
      ["active", "hr_one"],
      ["expired", "sign"],
      ["revoked", "amy"],
    ]) {
      const { rows } = await openPage(keyList, systemActor, `state=${state}`);
      expect(rows.map((row) => [row.state, row.access])).toEqual([[state, access]]);
    }
    expect(await ids(keyList, "component=gatherer", "access")).toEqual(["amy"]);
  });
});

describe("people", () => {
  test("every cell", async () => {
    expect((await openPage(peopleList, systemActor, "q=zoe")).rows).toEqual([
      {
        ...{ id: expect.stringMatching(/^\d+$/), personId: expect.any(Number), uid: "ada" },
        ...{ name: "Zoe Ada", email: "m@x.org", roles: ["analyst", "admin"], hasPassword: true },
        ...{ createdAt: at(13), disabledAt: at(14), goneAt: at(15), version: 7 },
      },
    ]);
  });

  test("orders, without an address last", () =>
    expectOrders(peopleList, systemActor, {}, "who=everybody"));

  test("are those with an account unless everybody is asked for", async () => {
    expect(await ids(peopleList, "", "uid")).toEqual(["ada", "bob"]);
    expect(await ids(peopleList, "who=disabled", "uid")).toEqual(["ada"]);
    expect(await ids(peopleList, "who=everybody", "uid")).toEqual(["ada", "bob", "cy"]);
    expect(await ids(peopleList, "role=pi", "uid")).toEqual(["bob"]);
    expect(await ids(peopleList, "who=everybody&q=searcher", "uid")).toEqual(["cy"]);
  });
});
