import { beforeAll, describe, expect, it } from "vitest";
import { viewerWithoutPerson } from "@/lib/auth/model";
import { setClock } from "@/lib/platform/clock";
import { addRecords } from "../ingest/add-records";
import { usageMeasures } from "../model/usage";
import { rollUp } from "../mutations/roll-up";
import { parseRecords } from "../schema/read-record";
import { runningNow } from "./running-now";
import { usageOverTime } from "./usage-over-time";
import { topUsage, usageTotals } from "./usage-totals";

/** Another number in every measure, compared whole: one that is fed by its neighbour fails here. */

const analyst = viewerWithoutPerson("ana", "Ana", ["analyst"]);

interface Wish {
  id: string;
  group: string;
  start: string;
  stop: string | null;
  amounts?: Record<string, number>;
}

function sent({ id, group, start, stop, amounts = {} }: Wish) {
  const components = Object.entries(amounts).map(([name, amount]) => ({
    name,
    amount,
    scores: name === "Cores" ? [{ name: "HEPSPEC06", value: 7 }] : [],
  }));
  const meta = { site_id: ["SiteA"], group_id: [group], user_id: ["ada"] };
  return { record_id: id, meta, components, start_time: start, stop_time: stop };
}

const HOUR_S = 3_600;

/** Ten of its 22 hours are on the second of March. */
const measured: Wish = {
  ...{ id: "measured", group: "atlas" },
  ...{ start: "2026-03-01T12:00:00Z", stop: "2026-03-02T10:00:00Z" },
  // UNIT: MiB, and seconds of CPU time.
  amounts: { Cores: 3, GPUs: 2, Memory: 5_120, TotalCPU: 22 * 1.5 * HOUR_S },
};

/** Jobs of nothing: they count, and hold nothing. */
const empty: Wish[] = [
  { id: "short", group: "atlas", start: "2026-03-02T01:00:00Z", stop: "2026-03-02T02:00:00Z" },
  { id: "late", group: "atlas", start: "2026-03-02T23:00:00Z", stop: "2026-03-03T02:00:00Z" },
  { id: "open", group: "atlas", start: "2026-03-02T22:00:00Z", stop: null },
];

const other: Wish = {
  ...{ id: "other", group: "cms", amounts: { Cores: 1 } },
  ...{ start: "2026-03-02T03:00:00Z", stop: "2026-03-02T13:00:00Z" },
};

const running: Wish = {
  ...{ id: "running", group: "cms", amounts: { Cores: 6, GPUs: 4 } },
  ...{ start: "2026-03-03T05:00:00Z", stop: null },
};

beforeAll(async () => {
  const records = [measured, ...empty, other, running].map(sent);
  await addRecords(parseRecords(JSON.stringify(records)), { actor: null, sites: null });
  setClock(new Date("2026-03-04T12:00:00Z"));
  await rollUp();
  setClock();
});

const day = (number: number) => new Date(Date.UTC(2026, 2, number));
const period = { from: day(2), to: day(3) };

const atlas = {
  ...{ coreHours: 30, gpuHours: 20, normalisedCoreHours: 210, cpuHours: 15, memoryHours: 50 },
  ...{ jobs: 4, startedJobs: 3, endedJobs: 2, runningCores: 1.25, efficiency: 0.5 },
};
const cms = {
  ...{ coreHours: 10, gpuHours: 0, normalisedCoreHours: 70, cpuHours: 0, memoryHours: 0 },
  ...{ jobs: 1, startedJobs: 1, endedJobs: 1, runningCores: 10 / 24, efficiency: null },
};

describe("usage", () => {
  it("every sum of a period", async () => {
    const { current } = await usageTotals(analyst, { ...period, filters: { group: ["atlas"] } });
    expect(current).toEqual(atlas);
  });

  it("every cell of the greatest groups", async () => {
    expect(await topUsage(analyst, { ...period, by: "group" })).toEqual([
      { name: "atlas", share: 0.75, ...atlas },
      { name: "cms", share: 0.25, ...cms },
    ]);
  });

  it.each(usageMeasures)("the chart of %s", async (measure) => {
    const filters = { group: ["atlas"] };
    const question = { ...period, filters, bucket: "day", by: "group", measure } as const;
    const [series] = (await usageOverTime(analyst, question)).series;
    expect(series).toEqual({
      ...{ name: "atlas", isOthers: false },
      ...{ total: atlas[measure], values: [atlas[measure]] },
    });
  });

  it("every cell of what runs", async () => {
    const { total, rows } = await runningNow(analyst, { by: "group" });
    expect(total).toEqual({
      records: 2,
      cores: 6,
      gpus: 4,
      oldestStartAt: new Date("2026-03-02T22:00:00Z"),
    });
    expect(rows).toEqual([
      {
        name: "cms",
        records: 1,
        cores: 6,
        gpus: 4,
        oldestStartAt: new Date("2026-03-03T05:00:00Z"),
      },
      {
        name: "atlas",
        records: 1,
        cores: 0,
        gpus: 0,
        oldestStartAt: new Date("2026-03-02T22:00:00Z"),
      },
    ]);
  });
});
