import { describe, expect, test } from "vitest";
import { systemActor } from "@/lib/auth/model";
import { listSubjectEvents } from "@/lib/history/queries";
import { db } from "@/lib/platform/db";
import { makeCluster, makeComponent } from "../factory";
import { createCluster, deleteCluster, renameCluster } from "./clusters";

const verbs = async (id: string) =>
  (await listSubjectEvents("cluster", id)).map(({ verb, change }) => ({ verb, change }));

describe("creating a cluster", () => {
  test("stores it with its history", async () => {
    await createCluster(systemActor, { id: "cedar", name: "Cedar" });
    expect(await db().cluster.findUnique({ where: { id: "cedar" } })).toMatchObject({
      name: "Cedar",
      version: 1,
    });
    expect(await verbs("cedar")).toEqual([
      { verb: "create", change: { datum: "name", was: null, now: "Cedar" } },
    ]);
  });

  test("a taken id or name is a conflict that says which", async () => {
    const { id, name } = await makeCluster();
    await expect(createCluster(systemActor, { id, name: "Other" })).rejects.toMatchObject({
      code: "conflict",
      message: `Cluster ${id} exists already.`,
      fields: { id: [expect.any(String)] },
    });
    await expect(createCluster(systemActor, { id: "fresh", name })).rejects.toMatchObject({
      code: "conflict",
      status: 409,
      fields: { name: [`Another cluster is called ${name}.`] },
    });
    expect(await verbs("fresh")).toEqual([]);
  });

  test("of several at once one wins and the others get a conflict", async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 5 }, () => createCluster(systemActor, { id: "race", name: "Race" })),
    );
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const result of results) {
      if (result.status === "rejected") expect(result.reason).toMatchObject({ code: "conflict" });
    }
    expect(await verbs("race")).toHaveLength(1);
  });
});

describe("renaming a cluster", () => {
  test("writes was and now, and raises the version", async () => {
    const { id, name } = await makeCluster();
    await renameCluster(systemActor, { id, version: 1, name: `${name}!` });
    expect(await db().cluster.findUnique({ where: { id } })).toMatchObject({ version: 2 });
    expect((await verbs(id)).at(-1)).toEqual({
      verb: "rename",
      change: { datum: "name", was: name, now: `${name}!` },
    });
  });

  test("an old version is a conflict and changes nothing", async () => {
    const { id, name } = await makeCluster();
    await renameCluster(systemActor, { id, version: 1, name: `${name} 2` });
    await expect(
      renameCluster(systemActor, { id, version: 1, name: `${name} 3` }),
    ).rejects.toMatchObject({ code: "conflict" });
    expect(await db().cluster.findUnique({ where: { id } })).toMatchObject({ name: `${name} 2` });
  });

  test("the same name changes nothing, an unknown cluster is not found", async () => {
    const { id, name } = await makeCluster();
    await renameCluster(systemActor, { id, version: 1, name });
    expect(await verbs(id)).toHaveLength(1);
    await expect(
      renameCluster(systemActor, { id: "nosuch", version: 1, name: "X" }),
    ).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("deleting a cluster", () => {
  test("removes it; its history stays", async () => {
    const { id, name } = await makeCluster();
    await deleteCluster(systemActor, { id });
    expect(await db().cluster.count({ where: { id } })).toBe(0);
    expect((await verbs(id)).at(-1)).toEqual({
      verb: "delete",
      change: { datum: "name", was: name, now: null },
    });
    await expect(deleteCluster(systemActor, { id })).rejects.toMatchObject({ code: "not_found" });
  });

  test("in use it is a conflict that names what uses it", async () => {
    const { id: component, clusterId } = await makeComponent();
    const id = clusterId ?? "";
    await db().feed.create({ data: { name: `burst:${id}`, kind: "burst", clusterId: id } });
    await expect(deleteCluster(systemActor, { id })).rejects.toMatchObject({
      code: "conflict",
      status: 409,
      message: `Cluster ${id} is used by 1 component (${component}) and 1 feed; it cannot be deleted.`,
      details: {
        usedBy: [
          { count: 1, one: "component", names: [component] },
          { count: 1, one: "feed" },
        ],
      },
    });
    expect(await db().cluster.count({ where: { id } })).toBe(1);
    expect(await verbs(id)).toHaveLength(1);
  });
});
