import { beforeAll, expect, it } from "vitest";
import { grantsOf, type Role, type Viewer, viewerWithoutPerson } from "@/lib/auth/model";
import { setClock } from "@/lib/platform/clock";
import { slurmRecord } from "../factory";
import { addRecords } from "../ingest/add-records";
import { rollUp } from "../mutations/roll-up";
import { qualityReport } from "./quality-report";
import { rollupState } from "./rollup-state";
import { runningNow } from "./running-now";
import { usageOfAccount } from "./usage-of-account";
import { usageOverTime } from "./usage-over-time";
import { topUsage, usageTotals } from "./usage-totals";

/** Questions about usage, asked by staff and by a PI of one group. */

const NOW = new Date("2026-03-04T12:00:00Z");

const admin = viewerWithoutPerson("root", "Root", ["admin"]);
const asPi = (groups: string[], roles: Role[] = ["pi"]): Viewer => ({
  ...viewerWithoutPerson("pi1", "Pi", roles),
  grants: grantsOf(roles),
  groups,
});
const pi = asPi(["atlas"]);

const day = (number: number) => new Date(Date.UTC(2026, 2, number));
const march = { from: day(1), to: day(8) };

const records = [
  // Two days of one core over midnight, and a day of four with half of their CPU time.
  slurmRecord({ id: "a1", start: "2026-03-01T12:00:00Z", stop: "2026-03-02T12:00:00Z" }),
  slurmRecord({
    id: "a2",
    user: "bob",
    cores: 4,
    cpuSeconds: 4 * 6 * 1_800,
    score: 10,
    start: "2026-03-02T06:00:00Z",
    stop: "2026-03-02T12:00:00Z",
  }),
  slurmRecord({ id: "c1", group: "cms", site: "SiteB", cores: 2, start: "2026-03-04T10:00:00Z" }),
  slurmRecord({
    id: "c2",
    group: "cms",
    start: "2026-03-03T10:00:00Z",
    stop: "1970-01-01T00:00:00Z",
  }),
  slurmRecord({ id: "old", group: "cms", start: "2026-01-01T00:00:00Z" }),
];

beforeAll(async () => {
  setClock(NOW);
  await addRecords(records, { actor: null, sites: null });
  await rollUp();
  setClock();
});

it("core-hours are split at midnight, by group, and counted up to now", async () => {
  const question = { ...march, bucket: "day", by: "group", measure: "coreHours" } as const;
  const chart = await usageOverTime(admin, question);
  expect(chart.series).toEqual([
    { name: "cms", isOthers: false, total: 84 + 4, values: [24, 24, 24, 12 + 4, 0, 0, 0] },
    { name: "atlas", isOthers: false, total: 48, values: [12, 36, 0, 0, 0, 0, 0] },
  ]);
  expect(chart.countedUntil).toEqual(NOW);
  expect(chart.buckets.map(({ isIncomplete }) => isIncomplete)).toEqual([
    false,
    false,
    false,
    true,
    true,
    true,
    true,
  ]);
});

it("running cores are the mean of the counted part of an hour", async () => {
  const chart = await usageOverTime(admin, {
    from: new Date("2026-03-04T09:00:00Z"),
    to: new Date("2026-03-04T13:00:00Z"),
    bucket: "hour",
    by: "site",
    measure: "runningCores",
  });
  expect(chart.series).toEqual([
    { name: "SiteB", isOthers: false, total: 4 / 3, values: [0, 2, 2, 0] },
    { name: "SiteA", isOthers: false, total: 1, values: [1, 1, 1, 0] },
  ]);
});

it("a job over midnight is one job of its week, and the others are summed", async () => {
  const question = { ...march, by: "user", measure: "jobs", top: 1 } as const;
  const weekly = await usageOverTime(admin, { ...question, bucket: "week" });
  const totals = weekly.series.map(({ name, isOthers, total }) => [name, isOthers, total]);
  expect(totals).toEqual([
    ["alice", false, 4],
    ["", true, 1],
  ]);
  expect(weekly.series[0]?.values).toEqual([2, 4]);
  const daily = await usageOverTime(admin, { ...question, bucket: "day" });
  expect(daily.series[0]?.values).toEqual([2, 2, 2, 2, 0, 0, 0]);
});

it("totals are compared with as long a time before", async () => {
  const totals = await usageTotals(admin, { from: day(2), to: day(4) });
  expect(totals.current).toMatchObject({
    coreHours: 36 + 48,
    cpuHours: 12,
    normalisedCoreHours: 240,
    jobs: 4,
    startedJobs: 2,
    endedJobs: 3,
    runningCores: 84 / 48,
  });
  expect(totals.previous).toMatchObject({ from: new Date("2026-02-28"), coreHours: 24 + 24 + 12 });
  const current = await usageTotals(admin, { from: day(4), to: day(9) });
  // Half of Wednesday is counted, so half of Tuesday stands beside it; of the two jobs that ran
  // then one only begins, and the other one had begun long before.
  expect(current.previous).toMatchObject({
    from: day(3),
    to: new Date("2026-03-03T12:00:00Z"),
    coreHours: 12,
    runningCores: 1,
    jobs: 2,
    startedJobs: 1,
  });
  const both = await usageTotals(admin, { from: day(3), to: day(9) });
  expect(both.previous).toMatchObject({
    from: day(1),
    to: new Date("2026-03-02T12:00:00Z"),
    coreHours: 24 + 12 + 12 + 12 + 24,
    jobs: 3,
  });
});

it("the greatest users come with their efficiency and share", async () => {
  const rows = await topUsage(admin, { from: day(2), to: day(3), by: "user" });
  expect(rows.map(({ name, coreHours, efficiency }) => [name, coreHours, efficiency])).toEqual([
    ["alice", 36, null],
    ["bob", 24, 0.5],
  ]);
  expect(rows[1]?.share).toBeCloseTo(0.4);
});

it("what runs now is known by its cores", async () => {
  const { total, rows } = await runningNow(admin, { by: "group" });
  expect(total).toMatchObject({ records: 2, cores: 3 });
  expect(rows).toMatchObject([{ name: "cms", records: 2, cores: 3 }]);
  expect((await runningNow(pi, { by: "group" })).rows).toEqual([]);
});

it("a PI sees the own group only, whatever is asked for", async () => {
  const question = { ...march, bucket: "day", measure: "coreHours" } as const;
  const byGroup = await usageOverTime(pi, { ...question, by: "group" });
  expect(byGroup.series.map(({ name }) => name)).toEqual(["atlas"]);
  const foreign = { ...question, filters: { group: ["cms"] } };
  expect((await usageOverTime(pi, { ...foreign, by: "user" })).series).toEqual([]);
  expect(await usageOverTime(pi, { ...question, by: "user" })).toMatchObject({
    series: [{ name: "alice" }, { name: "bob" }],
  });
  expect((await usageTotals(pi, march)).current.coreHours).toBe(48);
  expect(await topUsage(pi, { ...march, by: "group" })).toMatchObject([
    { name: "atlas", share: 1 },
  ]);
  expect((await usageOfAccount(pi, "cms", day(1), day(3))).series).toEqual([]);
  expect((await usageOfAccount(pi, "atlas", day(1), day(3))).series).toHaveLength(2);
});

it("a PI without groups sees nothing, and not what has no group", async () => {
  const question = { ...march, bucket: "day", by: "group", measure: "jobs" } as const;
  expect((await usageOverTime(asPi([]), question)).series).toEqual([]);
  expect((await usageOverTime(asPi([""]), question)).series).toEqual([]);
  const nobody = { ...pi, grants: {} };
  await expect(usageOverTime(nobody, question)).rejects.toMatchObject({ code: "forbidden" });
  await expect(rollupState(nobody)).rejects.toMatchObject({ code: "forbidden" });
  await expect(qualityReport(nobody)).rejects.toMatchObject({ code: "forbidden" });
});

it("a period too long for its buckets is refused", async () => {
  const long = { from: day(1), to: day(60), by: "site", measure: "jobs" } as const;
  const hourly = usageOverTime(admin, { ...long, bucket: "hour" });
  await expect(hourly).rejects.toMatchObject({ code: "invalid_input" });
  const backwards = usageOverTime(admin, { ...long, from: day(61), bucket: "day" });
  await expect(backwards).rejects.toMatchObject({ code: "invalid_input" });
});

it("faults are counted and come with examples and a query", async () => {
  setClock(NOW);
  const found = await qualityReport(admin);
  const byKind = Object.fromEntries(found.map((finding) => [finding.kind, finding]));
  expect(byKind.stoppedIn1970).toMatchObject({
    count: 1,
    level: "error",
    examples: ["c2"],
    query: "stop_time[lt]=1971-01-01T00%3A00%3A00Z",
  });
  expect(byKind.openTooLong).toMatchObject({ count: 1, examples: ["old"] });
  expect(byKind.noScore).toMatchObject({ count: 4 });
  expect(byKind.negativeRuntime).toBeUndefined();
  expect((await qualityReport(pi)).map(({ kind }) => kind)).toEqual(["noScore"]);
});

it("the state tells what waits", async () => {
  expect(await rollupState(pi)).toMatchObject({
    countedUntil: NOW,
    waitingCount: 0,
    rebuild: { step: "idle", progress: 1 },
  });
  const late = slurmRecord({ id: "late", start: "2026-03-01T00:00:00Z" });
  await addRecords([late], { actor: null, sites: null });
  expect((await rollupState(admin)).waitingCount).toBe(1);
});
