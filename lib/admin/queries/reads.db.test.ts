import { describe, expect, test } from "vitest";
import { systemActor, viewerWithoutPerson } from "@/lib/auth/model";
import { db } from "@/lib/platform/db";
import { makeCluster, makeComponent } from "../factory";
import { listClusterChoices } from "./clusters";
import { listComponentChoices, listComponentStatus } from "./components";
import { getKey } from "./keys";
import { countAdminRecords } from "./overview";
import { getPerson } from "./people";
import { getSender } from "./sender";

const viewer = (role: "analyst" | "pi") => viewerWithoutPerson("someone", "Someone", [role]);

test("nobody but an admin reads any of it", async () => {
  for (const actor of [viewer("analyst"), viewer("pi")]) {
    const reads = [
      async () => listClusterChoices(actor),
      async () => listComponentStatus(actor),
      async () => listComponentChoices(actor),
      async () => getKey(actor, "x"),
      async () => countAdminRecords(actor),
      async () => getPerson(actor, "x"),
      async () => getSender(actor, "feed:bursts", {}),
    ];
    for (const read of reads) {
      await expect(read()).rejects.toMatchObject({ code: "forbidden" });
    }
  }
});

test("the status of components begins with those that are overdue", async () => {
  const late = await makeComponent({ id: "z_late", intervalSeconds: 60 });
  const hourAgo = new Date(Date.now() - 3_600_000);
  await db().component.update({ where: { id: late.id }, data: { lastHeardAt: hourAgo } });
  await makeComponent({ id: "a_monitor", service: "monitor" });
  const status = await listComponentStatus(systemActor);
  expect(status.map(({ id, isOverdue }) => [id, isOverdue])).toEqual([
    ["z_late", true],
    ["a_monitor", false],
  ]);
  const choice = (await listComponentChoices(systemActor)).find(({ id }) => id === "z_late");
  expect(choice?.kinds[0]).toBe("hmac");
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
