import { describe, expect, test } from "vitest";
import { grantsOf, type Role, systemActor, type Viewer } from "@/lib/auth/model";
import { db } from "@/lib/platform/db";
import { makeCluster, makeComponent, makeKey, makePerson } from "../factory";
import { loadClusterParams, loadComponentParams, loadKeyParams, loadPeopleParams } from "../params";
import { listClusterChoices, listClusters } from "./clusters";
import { listComponentChoices, listComponentStatus, listComponents } from "./components";
import { getKey, listKeys } from "./keys";
import { countAdminRecords, listAdminEvents } from "./overview";
import { getPerson, listPeople } from "./people";
import { getSender } from "./sender";

const viewer = (role: Role): Viewer => ({
  kind: "person",
  id: 1,
  uid: "someone",
  cci: null,
  name: "Someone",
  givenName: null,
  roles: [role],
  grants: grantsOf([role]),
  groups: [],
});

const clusters = async (url: string) =>
  listClusters(systemActor, await loadClusterParams(new URLSearchParams(url)));
const components = async (url: string) =>
  listComponents(systemActor, await loadComponentParams(new URLSearchParams(url)));
const people = async (url: string) =>
  listPeople(systemActor, await loadPeopleParams(new URLSearchParams(url)));

test("nobody but an admin reads any of it", async () => {
  const table = { page: 1, size: 20, q: "", columns: [] } as const;
  for (const actor of [viewer("analyst"), viewer("pi")]) {
    const reads = [
      async () => listClusters(actor, { ...table, columns: [], sort: "id" }),
      async () => listClusterChoices(actor),
      async () => listComponents(actor, { ...table, columns: [], sort: "id", service: null }),
      async () => listComponentStatus(actor),
      async () => listComponentChoices(actor),
      async () =>
        listKeys(actor, { ...table, columns: [], sort: "access", state: null, component: null }),
      async () => getKey(actor, "x"),
      async () => countAdminRecords(actor),
      async () => listAdminEvents(actor, { ...table, columns: [], sort: "-at" }),
      async () =>
        listPeople(actor, { ...table, columns: [], sort: "uid", who: "everybody", role: null }),
      async () => getPerson(actor, "x"),
      async () => getSender(actor, "feed:bursts", {}),
    ];
    for (const read of reads) {
      await expect(read()).rejects.toMatchObject({ code: "forbidden" });
    }
  }
});

test("clusters are searched, sorted by use and cut into pages", async () => {
  const { id } = await makeCluster({ name: "Needle" });
  await makeComponent({ clusterId: id });
  expect((await clusters("q=needLE")).rows).toMatchObject([{ id, componentCount: 1 }]);
  expect((await clusters("sort=-componentCount")).rows[0]).toMatchObject({ componentCount: 1 });
  expect(await clusters("q=%25")).toMatchObject({ rows: [], rowCount: 0 });
  const page = await clusters("page=9");
  expect(page.rows).toEqual([]);
  expect(page.rowCount).toBeGreaterThan(0);
});

test("components tell who is overdue, and their status begins with those", async () => {
  const late = await makeComponent({ id: "z_late", intervalSeconds: 60 });
  const hourAgo = new Date(Date.now() - 3_600_000);
  await db().component.update({ where: { id: late.id }, data: { lastHeardAt: hourAgo } });
  await makeComponent({ id: "a_monitor", service: "monitor" });
  expect((await components("q=z_late")).rows).toMatchObject([{ isOverdue: true }]);
  expect((await components("service=monitor")).rows).toMatchObject([{ id: "a_monitor" }]);
  expect((await listComponentStatus(systemActor))[0]).toMatchObject({ id: "z_late" });
  const byAge = await components("sort=lastHeardAt");
  expect(byAge.rows[0]).toMatchObject({ lastHeardAt: null });
  const choice = (await listComponentChoices(systemActor)).find(({ id }) => id === "z_late");
  expect(choice?.kinds[0]).toBe("hmac");
});

test("people are those with an account unless everybody is asked for", async () => {
  await db().person.create({ data: { uid: "researcher", name: "Re Searcher" } });
  const { uid } = await makePerson(["pi"]);
  const uids = async (url: string) => (await people(url)).rows.map((row) => row.uid);
  expect(await uids("")).toEqual([uid]);
  expect(await uids("who=everybody&sort=uid")).toEqual(["researcher", uid].sort());
  expect(await uids("role=admin")).toEqual([]);
  expect(await uids("who=everybody&q=searcher")).toEqual(["researcher"]);
});

test("keys of one component are counted and listed by state", async () => {
  const component = await makeComponent();
  const key = await makeKey(component, { kind: "bearer" });
  await db().apiKey.update({ where: { id: key.id }, data: { expiresAt: new Date(0) } });
  const list = async (state: string) => {
    const url = new URLSearchParams({ component: component.id, state });
    return listKeys(systemActor, await loadKeyParams(url));
  };
  expect((await list("expired")).rows).toMatchObject([{ access: key.access, state: "expired" }]);
  expect((await list("active")).rowCount).toBe(0);
  expect((await components(`q=${component.id}`)).rows[0]?.activeKeyCount).toBe(0);
});

describe("who sends from the command line", () => {
  test("the only one that may, or the one that is named", async () => {
    const { id: clusterId } = await makeCluster();
    const one = await makeComponent({ clusterId });
    const scheduler = await makeComponent({ service: "scheduler", clusterId });
    const sender = (componentId?: string) =>
      getSender(systemActor, "feed:bursts", { clusterId, componentId });
    expect(await sender()).toMatchObject({ kind: "component", id: one.id, clusterId });
    const two = await makeComponent({ clusterId });
    await expect(sender()).rejects.toMatchObject({
      code: "invalid_input",
      message: `Say which component sends: ${[one.id, two.id].sort().join(", ")}.`,
    });
    expect(await sender(two.id)).toMatchObject({ id: two.id });
    await expect(sender(scheduler.id)).rejects.toMatchObject({ code: "forbidden" });
    await expect(sender("nosuch")).rejects.toMatchObject({ code: "not_found" });
  });
});
