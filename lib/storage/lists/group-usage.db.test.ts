import { beforeAll, describe, expect, it } from "vitest";
import { viewerWithoutPerson } from "@/lib/auth/model";
import { makeGroup } from "@/lib/directory/factory";
import { db } from "@/lib/platform/db";
import { loadListParams } from "@/lib/platform/list/params";
import { expectFileToEqualPage, openPage } from "@/lib/platform/testing/lists";
import { makeStoredScan, makeVolume } from "../factory";
import { loadChartParams } from "../params/chart";
import { getDistribution, sumGroupUsage } from "../queries/list-distribution";
import { withTrends } from "../queries/list-usage-trends";
import { listStorageChoices } from "../queries/list-volumes";
import { groupUsageList } from "./group-usage";

const analyst = viewerWithoutPerson("ana", "Ana", ["analyst"]);
const pi = { ...viewerWithoutPerson("lead", "Lead", ["pi"]), groups: ["team1"] };
const nobody = viewerWithoutPerson("none", "None", []);

const GIB = 1n << 30n;

const paramsOf = (query = "") => loadListParams(groupUsageList, new URLSearchParams(query));
const chartOf = (query = "") => loadChartParams(new URLSearchParams(query));

const listed = async (query = "", viewer = analyst) =>
  (await openPage(groupUsageList, viewer, query)).rows.map(
    ({ group, volume }) => `${group}@${volume}`,
  );

const pathA = "/lustre/s1/teams/team1";
const pathB = "/lustre/s1/teams/team2";

beforeAll(async () => {
  await db().person.create({ data: { uid: "lead", name: "Ada Lead", uidNumber: 501n } });
  await makeGroup("team1", { pi: "lead", gid: 1001n });
  await makeGroup("team2", { gid: 1002n });
  await makeVolume("s1");
  await makeVolume("s2");
  await makeStoredScan("s1", {
    recordOn: "2026-11-01",
    groups: [{ gid: 1001n, path: pathA, usedBytes: 10n * GIB, quotaBytes: 100n * GIB }],
  });
  // Newer than the current one, but not stored: it must not count.
  await makeStoredScan("s1", {
    recordOn: "2026-11-09",
    state: "storing",
    groups: [{ gid: 1001n, path: pathA, usedBytes: 1n }],
  });
  await makeStoredScan("s1", {
    recordOn: "2026-11-08",
    groups: [
      {
        gid: 1001n,
        path: pathA,
        usedBytes: 90n * GIB,
        quotaBytes: 100n * GIB,
        level: 3,
        lastModifiedDays: 2.5,
        daysUntilFull: 4,
      },
      { gid: 1002n, path: pathB, usedBytes: 2n ** 60n, quotaBytes: 0n, lastModifiedDays: 800 },
      { gid: -1n, path: "/lustre/s1/p", groupName: "Pseudo", usedBytes: 5n * GIB },
    ],
  });
  await makeStoredScan("s2", {
    recordOn: "2026-11-02",
    groups: [
      {
        gid: 1001n,
        path: "/lustre/s2/x",
        usedBytes: GIB,
        quotaBytes: 2n * GIB,
        inodeLevel: 2,
        lastModifiedDays: 100,
      },
      { gid: 4242n, path: "/lustre/s2/y", usedBytes: 3n * GIB, quotaBytes: 4n * GIB },
    ],
  });
});

describe("quota warnings", () => {
  it("shows the newest stored scan of every volume, by share of quota, the quota-less last", async () => {
    expect(await listed()).toEqual([
      "team1@s1",
      "gid:4242@s2",
      "team1@s2",
      "team2@s1",
      "Pseudo@s1",
    ]);
    expect((await listed("sort=usage")).slice(-2)).toEqual(["team2@s1", "Pseudo@s1"]);
  });

  it("has share, PI and history of a row", async () => {
    const { rows } = await openPage(groupUsageList, analyst, "group=team1&volume=s1");
    expect(rows).toHaveLength(1);
    expect((await withTrends(rows))[0]).toMatchObject({
      usage: 0.9,
      pi: "Ada Lead",
      recordOn: "2026-11-08",
      level: 3,
      modified: 2.5,
      trend: { used: [Number(10n * GIB), Number(90n * GIB)], days: [7, 0] },
    });
  });

  it.each([
    ["warn=1", ["team1@s1", "team1@s2"]],
    ["volume=s2", ["gid:4242@s2", "team1@s2"]],
    ["pi=ada", ["team1@s1", "team1@s2"]],
    ["group=team2,gid:4242", ["gid:4242@s2", "team2@s1"]],
    ["q=team1+teams", ["team1@s1"]],
    ["q=PSEUDO", ["Pseudo@s1"]],
    ["minSize=3GiB&maxSize=5GiB", ["gid:4242@s2", "Pseudo@s1"]],
    ["minSize=5GiB&maxSize=3GiB", ["gid:4242@s2", "Pseudo@s1"]],
    ["minDays=100&maxDays=800", ["team1@s2", "team2@s1"]],
    ["q=%25", []],
    ["sort=full", ["team1@s1", "team2@s1", "Pseudo@s1", "gid:4242@s2", "team1@s2"]],
  ])("%s narrows or orders", async (query, expected) => {
    expect(await listed(query)).toEqual(expected);
  });

  it.each(["", "warn=1", "volume=s", "group=team1,gid:4242", "pi=ada", "minSize=3GiB", "q=pseudo"])(
    "the file equals the page: %s",
    (query) => expectFileToEqualPage(groupUsageList, analyst, query),
  );

  it("keeps a PI to own groups, in lists, totals, charts and choices", async () => {
    expect(await listed("", pi)).toEqual(["team1@s1", "team1@s2"]);
    expect(await listed("group=team2", pi)).toEqual([]);
    const params = await paramsOf("logDays=1");
    expect(await sumGroupUsage(pi, params)).toMatchObject({ rowCount: 2, usedBytes: 91n * GIB });
    const chart = await getDistribution(pi, params, chartOf("logDays=1"));
    expect(chart.kind === "scatter" && chart.points.map(({ group }) => group)).toEqual([
      "team1",
      "team1",
    ]);
    const choices = await listStorageChoices(pi);
    expect(choices.group).toEqual(["team1"]);
    expect(choices.pi).toEqual(["Ada Lead"]);
  });

  it("refuses whoever may not read", async () => {
    await expect(listed("", nobody)).rejects.toMatchObject({ code: "forbidden" });
    await expect(sumGroupUsage(nobody, await paramsOf())).rejects.toMatchObject({
      code: "forbidden",
    });
  });
});

describe("totals and distribution", () => {
  it("adds up beyond a 53-bit number", async () => {
    expect(await sumGroupUsage(analyst, await paramsOf())).toMatchObject({
      rowCount: 5,
      volumeCount: 2,
      groupCount: 4,
      // What the path group has is of groups that are counted.
      usedBytes: 2n ** 60n + 94n * GIB,
      ...{ quotaBytes: 106n * GIB, limitedBytes: 94n * GIB },
      okCount: 3,
      kindaCount: 1,
      notOkCount: 1,
    });
  });

  it("the histogram runs from old to new and ends at the sum", async () => {
    for (const query of ["chart=histogram&bins=8", "chart=histogram&bins=8&logDays=1"]) {
      const chart = await getDistribution(analyst, await paramsOf(query), chartOf(query));
      if (chart.kind !== "histogram") throw new Error("not a histogram");
      expect(chart.bins).toHaveLength(8);
      expect(chart.bins[0]?.to).toBeCloseTo(800, 6);
      expect(chart.bins[0]?.count).toBe(1);
      expect(chart.bins.at(-1)?.from).toBe(0);
      expect(chart.bins.at(-1)?.total).toBe(Number(2n ** 60n + 94n * GIB));
      expect(chart.bins.reduce((sum, { count }) => sum + count, 0)).toBe(5);
    }
  });

  it("is empty without rows", async () => {
    const chart = await getDistribution(
      analyst,
      await paramsOf("q=nothing"),
      chartOf("chart=histogram"),
    );
    expect(chart).toEqual({ kind: "histogram", bins: [] });
  });
});
