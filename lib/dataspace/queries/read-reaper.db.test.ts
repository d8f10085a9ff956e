import { expect, it } from "vitest";
import { makeViewer } from "@/lib/cases/factory";
import { setClock } from "@/lib/platform/clock";
import { db } from "@/lib/platform/db";
import { makeFeed } from "../factory";
import { findFreshness } from "./find-freshness";
import { findLastRun, getReaperRun, listRetentionOverrides } from "./read-reaper";

it("a run is read with its report, and so is the last one", async () => {
  const staff = await makeViewer("admin");
  const report = [{ feed: "burst:alder", generations: 3, products: 9, bytes: 100 }];
  expect(await findLastRun(staff)).toBeNull();
  const runs = [2, 3, 1].map((day) => ({
    startedAt: new Date(Date.UTC(2026, 10, day)),
    state: "DONE",
    report,
  }));
  await db().reaperRun.createMany({ data: runs });
  const last = await findLastRun(staff);
  expect(last).toMatchObject({ state: "DONE", report, startedAt: new Date("2026-11-03") });
  expect(await getReaperRun(staff, last?.id ?? 0)).toEqual(last);
  await expect(getReaperRun(staff, 999)).rejects.toMatchObject({ code: "not_found" });
  const pi = await makeViewer("pi");
  await expect(getReaperRun(pi, 1)).rejects.toMatchObject({ code: "forbidden" });
  await expect(listRetentionOverrides(pi)).rejects.toMatchObject({ code: "forbidden" });
});

it("feeds that are kept for a time of their own are listed, the shortest first", async () => {
  const staff = await makeViewer("admin");
  for (const [name, retentionDays] of [
    ["a:x", 90],
    ["b:x", 7],
    ["c:x", null],
  ] as const) {
    await makeFeed({ name });
    await db().feed.update({ where: { name }, data: { retentionDays } });
  }
  expect(await listRetentionOverrides(staff)).toEqual([
    { feed: "b:x", retentionDays: 7 },
    { feed: "a:x", retentionDays: 90 },
  ]);
});

it("a feed that was marked as expired is stale at once, whatever it carries", async () => {
  const at = new Date("2026-11-20T12:00:00Z");
  setClock(at);
  const { ids } = await makeFeed({
    name: "burst:stale",
    generations: [
      {
        number: 1,
        madeAt: new Date(at.getTime() - 600_000),
        products: { a: { value: 1 }, b: { value: 2, originNumber: 1, missedUpdateCount: 4 } },
      },
    ],
  });
  expect(await findFreshness("burst:stale")).toMatchObject({ state: "fresh", missedCount: 4 });
  await db().dataProduct.updateMany({
    where: { generationId: ids[0] ?? 0n, key: "a" },
    data: { expirationTime: at },
  });
  expect(await findFreshness("burst:stale")).toMatchObject({ state: "stale", carriedCount: 1 });
  expect(await findFreshness("burst:none")).toBeNull();
});
