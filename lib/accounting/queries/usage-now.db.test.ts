import { beforeAll, expect, it } from "vitest";
import { viewerWithoutPerson } from "@/lib/auth/model";
import { setClock } from "@/lib/platform/clock";
import { db } from "@/lib/platform/db";
import { slurmRecord } from "../factory";
import { addRecords } from "../ingest/add-records";
import { rollUp } from "../mutations/roll-up";
import { qualityReport } from "./quality-report";
import { runningNow } from "./running-now";
import { usageOverTime } from "./usage-over-time";
import { topUsage, usageTotals } from "./usage-totals";

/** Usage counts up to now, also of what says that it stops, or starts, later. */

const analyst = viewerWithoutPerson("ana", "Ana", ["analyst"]);
const noon = new Date("2026-11-28T12:00:00Z");
const day = (number: number) => new Date(Date.UTC(2026, 10, number));
const period = { from: day(28), to: new Date("2026-12-06T00:00:00Z") };

async function countAt(at: string): Promise<void> {
  setClock(new Date(at));
  await rollUp();
}

async function shown() {
  const [totals, chart, [top], running] = await Promise.all([
    usageTotals(analyst, period),
    usageOverTime(analyst, { ...period, bucket: "day", by: "group", measure: "coreHours" }),
    topUsage(analyst, { ...period, by: "user" }),
    runningNow(analyst, { by: "group" }),
  ]);
  const { coreHours, runningCores, jobs, endedJobs } = totals.current;
  return {
    tiles: { coreHours, runningCores, jobs, endedJobs },
    bars: chart.series[0]?.values ?? [],
    top: top?.coreHours,
    running: running.total.cores,
    before: [totals.previous.from, totals.previous.to].map((at) => at.toISOString().slice(5, 16)),
  };
}

beforeAll(async () => {
  setClock(noon);
  const records = [
    slurmRecord({
      ...{ id: "ahead", cores: 10, cpuSeconds: 48 * 5 * 3_600 },
      ...{ start: "2026-11-28T12:00:00Z", stop: "2026-11-30T12:00:00Z" },
    }),
    slurmRecord({
      ...{ id: "later", cores: 3 },
      ...{ start: "2026-12-02T00:00:00Z", stop: "2026-12-02T02:00:00Z" },
    }),
  ];
  await addRecords(records, { actor: null, sites: null });
});

it("tile, bars and list agree on what is counted at each hour", async () => {
  await countAt("2026-11-28T18:00:00Z");
  expect(await shown()).toEqual({
    tiles: { coreHours: 60, runningCores: 60 / 18, jobs: 1, endedJobs: 0 },
    bars: [60, 0, 0, 0, 0, 0, 0, 0],
    top: 60,
    running: 10,
    before: ["11-27T00:00", "11-27T18:00"],
  });
  await countAt("2026-11-29T00:00:00Z");
  const midnight = await shown();
  expect(midnight.tiles).toEqual({ coreHours: 120, runningCores: 5, jobs: 1, endedJobs: 0 });
  expect(midnight).toMatchObject({ bars: [120, 0, 0, 0, 0, 0, 0, 0], running: 10 });
  await countAt("2026-12-01T00:00:00Z");
  expect(await shown()).toMatchObject({
    tiles: { coreHours: 480, runningCores: 480 / 72, jobs: 1, endedJobs: 1 },
    bars: [120, 240, 120, 0, 0, 0, 0, 0],
    running: 0,
  });
  await countAt("2026-12-02T01:00:00Z");
  expect(await shown()).toMatchObject({ tiles: { coreHours: 483, jobs: 2 }, running: 3 });
  await countAt("2026-12-04T00:00:00Z");
  expect(await shown()).toMatchObject({
    tiles: { coreHours: 486, jobs: 2, endedJobs: 2 },
    bars: [120, 240, 120, 0, 6, 0, 0, 0],
  });
  const [sums] = await db().$queryRaw<{ cpu: number }[]>`
    select sum(cpu_us)::float8 / 3600000000 as cpu from accounting_hours`;
  expect(sums?.cpu).toBe(240);
});

it("times ahead of the clock are found", async () => {
  const found = await qualityReport(analyst);
  const examples = Object.fromEntries(found.map(({ kind, examples: ids }) => [kind, ids]));
  expect(examples).toMatchObject({ startsAhead: ["later"], stopsAhead: ["later", "ahead"] });
});
