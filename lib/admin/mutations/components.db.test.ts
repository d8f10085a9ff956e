import { describe, expect, test } from "vitest";
import { systemActor } from "@/lib/auth/model";
import { listSubjectEvents } from "@/lib/history/queries";
import { db } from "@/lib/platform/db";
import { makeCluster, makeComponent, makeKey } from "../factory";
import { createComponentSchema } from "../schema";
import { createComponent, deleteComponent, editComponent } from "./components";
import { revokeKey } from "./keys";

const create = (input: Record<string, unknown>) =>
  createComponent(systemActor, createComponentSchema.parse({ name: "Some component", ...input }));

describe("creating a component", () => {
  test("the id is cluster and service unless one is given", async () => {
    const { id: clusterId } = await makeCluster();
    const component = await create({ service: "detector", clusterId, intervalSeconds: "300" });
    expect(component).toMatchObject({ id: `${clusterId}_detector`, intervalSeconds: 300 });
    const [event] = await listSubjectEvents("component", component.id);
    expect(event).toMatchObject({ verb: "create", change: { was: null, now: { clusterId } } });
  });

  test("a detector needs a cluster, and a scope has to fit the service", async () => {
    await expect(create({ service: "detector" })).rejects.toMatchObject({
      code: "invalid_input",
      fields: { clusterId: ["A detector needs a cluster."] },
    });
    await expect(create({ service: "reader", volume: "scratch" })).rejects.toMatchObject({
      fields: { volume: ["A reader has no volume."] },
    });
    await expect(create({ service: "scheduler", site: "north" })).rejects.toMatchObject({
      fields: { site: expect.anything() },
    });
    const { id: clusterId } = await makeCluster();
    await expect(create({ service: "collector", site: "n", clusterId })).rejects.toMatchObject({
      code: "invalid_input",
    });
    await expect(create({ service: "detector", clusterId: "nosuch" })).rejects.toMatchObject({
      fields: { clusterId: ["There is no cluster nosuch."] },
    });
  });

  test("a taken id, or a name that its cluster has already, is a conflict", async () => {
    const { id, name, clusterId } = await makeComponent();
    await expect(create({ id, service: "scheduler", clusterId })).rejects.toMatchObject({
      code: "conflict",
      message: `Component ${id} exists already.`,
    });
    await expect(
      create({ id: "another", name, service: "scheduler", clusterId }),
    ).rejects.toMatchObject({ code: "conflict", fields: { name: [expect.anything()] } });
    const { id: elsewhere } = await makeCluster();
    await create({ name, service: "scheduler", clusterId: elsewhere });
  });

  test("without a cluster the name is unique per site or volume, also for two at once", async () => {
    await create({ id: "north_c", name: "Collector", service: "collector", site: "north" });
    await create({ id: "south_c", name: "Collector", service: "collector", site: "south" });
    const results = await Promise.allSettled(
      ["a_c", "b_c", "c_c"].map((id) =>
        create({ id, name: "Collector", service: "collector", site: "west" }),
      ),
    );
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  test("of several with one id at once one wins", async () => {
    const { id: clusterId } = await makeCluster();
    const results = await Promise.allSettled(
      [1, 2, 3, 4].map((n) => create({ name: `D${n}`, service: "detector", clusterId })),
    );
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const result of results) {
      if (result.status === "rejected") expect(result.reason).toMatchObject({ code: "conflict" });
    }
  });
});

describe("editing a component", () => {
  test("one history row for each changed value", async () => {
    const { id, name } = await makeComponent();
    const edit = { id, version: 1, name: `${name} 2`, intervalSeconds: 600 };
    await editComponent(systemActor, edit);
    const events = await listSubjectEvents("component", id);
    expect(events.slice(1).map(({ change }) => change)).toEqual([
      { datum: "name", was: name, now: `${name} 2` },
      { datum: "intervalSeconds", was: null, now: 600 },
    ]);
    await editComponent(systemActor, { ...edit, version: 2 });
    expect(await listSubjectEvents("component", id)).toHaveLength(3);
  });

  test("an old version and a taken name are conflicts, an unknown one is not found", async () => {
    const one = await makeComponent();
    const other = await makeComponent({ service: "scheduler", clusterId: one.clusterId });
    const edit = { id: one.id, version: 1, name: "Renamed", intervalSeconds: null };
    await editComponent(systemActor, edit);
    await expect(editComponent(systemActor, edit)).rejects.toMatchObject({ code: "conflict" });
    await expect(
      editComponent(systemActor, { ...edit, version: 2, name: other.name }),
    ).rejects.toMatchObject({ code: "conflict", fields: { name: [expect.anything()] } });
    await expect(editComponent(systemActor, { ...edit, id: "nosuch" })).rejects.toMatchObject({
      code: "not_found",
    });
  });
});

describe("deleting a component", () => {
  test("active keys hold it, ended ones go with it", async () => {
    const component = await makeComponent();
    const key = await makeKey(component, { kind: "bearer" });
    await expect(deleteComponent(systemActor, { id: component.id })).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining(`1 active key (${key.access})`),
      details: { usedBy: [{ count: 1, names: [key.access] }] },
    });
    await revokeKey(systemActor, { id: key.id });
    await deleteComponent(systemActor, { id: component.id });
    expect(await db().apiKey.count({ where: { componentId: component.id } })).toBe(0);
    expect((await listSubjectEvents("component", component.id)).at(-1)).toMatchObject({
      verb: "delete",
      change: { was: { name: component.name }, now: null },
    });
    await expect(deleteComponent(systemActor, { id: component.id })).rejects.toMatchObject({
      code: "not_found",
    });
  });

  test("reports keep where they came from: then revoking its keys is what one can do", async () => {
    const { id } = await makeComponent();
    await db().refusal.create({
      data: { componentId: id, requestRef: "r1", code: "invalid_input", detail: "bad" },
    });
    await expect(deleteComponent(systemActor, { id })).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringMatching(/1 refused report.*revoke its keys/),
    });
  });
});
