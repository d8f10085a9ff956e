import { beforeAll, expect, it } from "vitest";
import { viewerWithoutPerson } from "@/lib/auth/model";
import { setClock } from "@/lib/platform/clock";
import {
  expectFileToEqualPage,
  expectOrders,
  openFile,
  openPage,
} from "@/lib/platform/testing/lists";
import { addRecords } from "../ingest/add-records";
import { rollUp } from "../mutations/roll-up";
import { parseRecords } from "../schema/read-record";
import { usageList } from "./usage";

/** Usage as a file: another number in every column. */

const analyst = viewerWithoutPerson("ana", "Ana", ["analyst"]);
const pi = { ...viewerWithoutPerson("pi1", "Pi", ["pi"]), groups: ["cms"] };

function sent(place: number, group: string, start: string, stop: string) {
  const amounts = { Cores: 3, GPUs: 2, Memory: 5_120, TotalCPU: 16_200 * place };
  const components = Object.entries(amounts).map(([name, amount]) => ({
    ...{ name, amount: name === "TotalCPU" ? amount : amount * place },
    scores: name === "Cores" ? [{ name: "HEPSPEC06", value: 7 }] : [],
  }));
  const meta = { site_id: [`S${place}`], group_id: [group], user_id: [`u${place}`] };
  return { record_id: `r${place}`, meta, components, start_time: start, stop_time: stop };
}

beforeAll(async () => {
  setClock(new Date("2026-03-10T00:00:00Z"));
  const records = [
    sent(1, "atlas", "2026-03-01T20:00:00Z", "2026-03-02T02:00:00Z"),
    sent(2, "cms", "2026-03-03T01:00:00Z", "2026-03-03T02:00:00Z"),
    { ...sent(2, "cms", "2026-03-03T03:00:00Z", "2026-03-03T04:00:00Z"), record_id: "r2b" },
  ];
  await addRecords(parseRecords(JSON.stringify(records)), { actor: null, sites: null });
  await rollUp();
});

it("every cell of page and file", async () => {
  const { rows } = await openPage(usageList, analyst, "to=2026-03-01");
  expect(rows).toEqual([
    {
      ...{ id: expect.any(String), day: "2026-03-01", site: "S1", group: "atlas", user: "u1" },
      ...{ coreHours: 12, gpuHours: 8, normalised: 84, cpuHours: 3, memoryHours: 20 },
      ...{ efficiency: 0.25, ran: 1, started: 1, ended: 0 },
    },
  ]);
  const [file] = await openFile(usageList, analyst, "from=2026-03-03");
  expect(file).toEqual({
    ...{ day: "2026-03-03", site: "S2", group: "cms", user: "u2" },
    ...{ core_hours: 12, gpu_hours: 8, normalised_core_hours: 84, cpu_hours: 18 },
    ...{ memory_gib_hours: 20, cpu_efficiency: 1.5, jobs: 2, started_jobs: 2, ended_jobs: 2 },
  });
});

it("filters and orders, within the reader's groups", async () => {
  for (const query of ["site=S1", "group=cms", "user=u1", "from=2026-03-02", "to=2026-03-02"]) {
    await expectFileToEqualPage(usageList, analyst, query);
  }
  expect((await openPage(usageList, analyst, "site=S1")).rowCount).toBe(2);
  await expectOrders(usageList, analyst);
  expect((await openPage(usageList, pi)).rows.map(({ group }) => group)).toEqual(["cms"]);
  const nobody = { ...pi, grants: {} };
  await expect(openPage(usageList, nobody)).rejects.toMatchObject({ code: "forbidden" });
});
