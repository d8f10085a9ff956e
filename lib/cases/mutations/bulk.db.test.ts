import { beforeAll, expect, it } from "vitest";
import type { Viewer } from "@/lib/auth/model";
import { listSubjectEvents } from "@/lib/history/queries";
import { db, pool } from "@/lib/platform/db";
import { untilBlocked } from "@/lib/platform/testing/waiting";
import { makeBurst, makeCluster, makeViewer } from "../factory";
import { changeCases } from "./bulk";
import { changeCase } from "./change-case";

let cluster: Awaited<ReturnType<typeof makeCluster>>;
let ana: Viewer;
let bo: Viewer;
let admin: Viewer;

beforeAll(async () => {
  cluster = await makeCluster();
  ana = await makeViewer("analyst", { name: "Ana Lund" });
  bo = await makeViewer("analyst", { name: "Bo Ek" });
  admin = await makeViewer("admin");
});

const verbs = async (id: number) =>
  (await listSubjectEvents("case", String(id))).map(({ verb }) => verb);

it("claims what is free and says why the rest was skipped", async () => {
  const [free, mine, taken] = await Promise.all([0, 1, 2].map(() => makeBurst(cluster)));
  if (!free || !mine || !taken) throw new Error("no cases");
  await changeCase(ana, { verb: "claim", id: mine.id });
  await changeCase(bo, { verb: "claim", id: taken.id });
  const ids = [free.id, mine.id, taken.id, 2_000_000_000];
  const result = await changeCases(ana, { verb: "claim", ids, note: "Mine now" });
  expect(result.done).toEqual([free.id]);
  const because = new Map(result.skipped.map((one) => [one.id, one]));
  expect(because.get(mine.id)).toMatchObject({ account: mine.account });
  expect(because.get(mine.id)?.because).toContain("yours already");
  expect(because.get(taken.id)?.because).toContain("Bo Ek has claimed");
  expect(because.get(2_000_000_000)).toMatchObject({ account: null });
  expect(await verbs(free.id)).toEqual(["claim"]);
  expect(await verbs(mine.id)).toEqual(["claim"]);
  expect(await db().case.findUnique({ where: { id: free.id } })).toMatchObject({
    claimantId: ana.id,
    version: 2,
    historyCount: 1,
  });
});

it("rejects the pending ones with one note", async () => {
  const cases = await Promise.all([0, 1, 2].map(() => makeBurst(cluster)));
  const ids = cases.map(({ id }) => id).sort((a, b) => a - b);
  await db().case.update({ where: { id: ids[0] ?? 0 }, data: { state: "rejected" } });
  const result = await changeCases(admin, { verb: "reject", ids, note: "Maintenance window" });
  expect(result.done).toEqual(ids.slice(1));
  expect(result.skipped).toMatchObject([
    { id: ids[0], because: expect.stringContaining("reject") },
  ]);
  expect(await verbs(ids[1] ?? 0)).toEqual(["reject"]);
});

it("needs the note and the permission before it touches anything", async () => {
  const { id } = await makeBurst(cluster);
  await expect(changeCases(admin, { verb: "reject", ids: [id] })).rejects.toMatchObject({
    code: "invalid_input",
  });
  await expect(changeCases(ana, { verb: "reject", ids: [id], note: "No" })).rejects.toMatchObject({
    code: "forbidden",
  });
  expect(await verbs(id)).toEqual([]);
});

it("shares the cases out when two people claim the same ones at once", async () => {
  const cases = await Promise.all(Array.from({ length: 30 }, () => makeBurst(cluster)));
  const ids = cases.map(({ id }) => id);
  const [left, right] = await Promise.all([
    changeCases(ana, { verb: "claim", ids }),
    changeCases(bo, { verb: "claim", ids: [...ids].reverse() }),
  ]);
  expect(left.done.length + right.done.length).toBe(30);
  expect(left.skipped.length + right.skipped.length).toBe(30);
});

it("tries again when a report that comes in at the same time blocks it", async () => {
  const [low, high] = (await Promise.all([makeBurst(cluster), makeBurst(cluster)]))
    .map(({ id }) => id)
    .sort((a, b) => a - b);
  const report = await pool().connect();
  try {
    await report.query("begin");
    // The report touches the same two cases, in the other order.
    await report.query("update cases set ticks = ticks + 1 where id = $1", [high]);
    const bulk = changeCases(ana, { verb: "claim", ids: [low ?? 0, high ?? 0] });
    await untilBlocked();
    await report.query("update cases set ticks = ticks + 1 where id = $1", [low]);
    await report.query("commit");
    expect((await bulk).done).toEqual([low, high]);
  } finally {
    report.release();
  }
});
