import { beforeAll, beforeEach, expect, it } from "vitest";
import { type Viewer, viewerWithoutPerson } from "@/lib/auth/model";
import { makeViewer } from "@/lib/cases/factory";
import { makeFeed } from "@/lib/dataspace/factory";
import { setClock } from "@/lib/platform/clock";
import { db } from "@/lib/platform/db";
import { distrustOf } from "@/lib/platform/list/sources";
import { userUsageList } from "../lists/user-usage";
import { storageSources } from "./list-sources";

const NOW = new Date("2026-11-20T12:00:00Z");
const ago = (seconds: number) => new Date(NOW.getTime() - seconds * 1000);
const staff = viewerWithoutPerson("ana", "Ana", ["analyst"]);

beforeAll(async () => {
  setClock(NOW);
  await db().volume.createMany({
    data: ["s1", "s2"].map((name) => ({ name, mountPath: `/lustre/${name}` })),
  });
  const products = { user_usage: { value: 1, dementedReason: "an aborted walk" } };
  await makeFeed({ name: "scan:s1", generations: [{ number: 4, madeAt: ago(90), products }] });
  await makeFeed({
    name: "scan:s2",
    generations: [{ number: 7, madeAt: ago(9_000), products: { user_usage: { value: 2 } } }],
  });
  await makeFeed({ name: "scan:gone", generations: [{ number: 1, madeAt: ago(10) }] });
  await makeFeed({ name: "quotas", generations: [{ number: 2, madeAt: ago(30) }] });
  await makeFeed({ name: "directory", generations: [{ number: 3, madeAt: ago(20) }] });
  await makeFeed({ name: "burst:alder", generations: [{ number: 1, madeAt: ago(20) }] });
});

beforeEach(() => setClock(NOW));

const feedsOf = async (viewer: Viewer, params: Record<string, unknown>, hasQuotas = false) =>
  (await storageSources("user_usage", { hasQuotas })(viewer, params)).map(
    ({ feed, generation, state }) => [feed, generation, state],
  );

it("names scans, directory and quotas, of the volumes that are asked for", async () => {
  expect(await feedsOf(staff, {}, true)).toEqual([
    ["directory", 3, "fresh"],
    ["quotas", 2, "fresh"],
    ["scan:s1", 4, "fresh"],
    ["scan:s2", 7, "very-stale"],
  ]);
  expect(await feedsOf(staff, { volume: "s2" })).toEqual([
    ["directory", 3, "fresh"],
    ["scan:s2", 7, "very-stale"],
  ]);
});

it("says to PIs too what is not to be trusted, without the page of the feed", async () => {
  const pi = await makeViewer("pi", { leads: ["def-x"] });
  const sources = (await userUsageList.sources?.(pi, { volume: "s1" })) ?? [];
  expect(sources).toMatchObject([
    { feed: "directory", demented: [] },
    { feed: "scan:s1", demented: [{ key: "user_usage", reason: "an aborted walk" }] },
  ]);
  expect(sources.some(({ href }) => href !== undefined)).toBe(false);
  expect(distrustOf(sources, { volume: "s1" })).toBe("an aborted walk");
  expect(distrustOf(sources, { volume: "s2" })).toBeUndefined();
  const [, ours] = await storageSources("user_usage")(staff, { volume: "s1" });
  expect(ours?.href).toBe("/dataspace/scan%3As1");
  // Another product of the scan does not concern these rows.
  const [, others] = await storageSources("vaults")(staff, { volume: "s1" });
  expect(others).toMatchObject({ demented: [], dementedCount: 0 });
});
