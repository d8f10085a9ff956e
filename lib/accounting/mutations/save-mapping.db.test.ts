import { beforeAll, expect, it } from "vitest";
import { viewerWithoutPerson } from "@/lib/auth/model";
import { db } from "@/lib/platform/db";
import { addRecords } from "../ingest/add-records";
import { defaultRules, type MappingRules, presets } from "../model/mapping";
import { getMappings } from "../queries/list-mappings";
import { previewMapping } from "../queries/preview-mapping";
import { rollupState } from "../queries/rollup-state";
import { topUsage } from "../queries/usage-totals";
import { parseRecord } from "../schema/read-record";
import { rebuild } from "./rebuild";
import { rollUp } from "./roll-up";
import { rebuildUsage, removeMapping, saveMapping } from "./save-mapping";

/** Mappings by source: what they make of records, and that changing one reads them again. */

const admin = viewerWithoutPerson("root", "Root", ["admin"]);
const analyst = viewerWithoutPerson("ana", "Ana", ["analyst"]);

const period = { from: new Date("2026-03-01"), to: new Date("2026-03-02") };

const pod = (id: string) =>
  parseRecord(
    JSON.stringify({
      record_id: id,
      meta: { podname: [id], namespace: ["analysis"], status: ["Succeeded"] },
      components: [
        { name: "naive_cpu_time", amount: 7_200, scores: [] },
        { name: "memory_limit", amount: 4_294_967_296, scores: [] },
        { name: "cpu", amount: 5_400, scores: [] },
      ],
      start_time: "2026-03-01T12:00:00Z",
      stop_time: "2026-03-01T13:00:00Z",
    }),
  );

const usage = async (by: "site" | "group" | "user") =>
  (await topUsage(admin, { ...period, by })).map(({ name, coreHours, cpuHours, memoryHours }) => [
    name,
    coreHours,
    cpuHours,
    memoryHours,
  ]);

async function finish(): Promise<void> {
  await rebuild();
  expect((await rollupState(admin)).rebuild).toMatchObject({ step: "idle", error: null });
}

beforeAll(async () => {
  const component = { id: "kube", name: "Kube", service: "collector", site: "Cloud" };
  await db().component.create({ data: component });
  const sender = {
    kind: "component",
    ...component,
    service: "collector",
    clusterId: null,
    volume: null,
    keyId: 1,
  } as const;
  await addRecords([pod("p1"), pod("p2")], { actor: sender, sites: null });
  await addRecords([pod("p3")], { actor: null, sites: null });
  await rollUp();
});

it("without a mapping of their own, records are read as all known collectors send", async () => {
  expect(await usage("group")).toEqual([["analysis", 6, 4.5, 12]]);
  // The component's site stands in where records name none.
  expect(await usage("site")).toEqual([
    ["Cloud", 4, 3, 8],
    ["", 2, 1.5, 4],
  ]);
  const [common, kube] = await getMappings(admin);
  expect(common).toMatchObject({ source: "*", isOwn: false, version: 0, rules: defaultRules });
  expect(kube).toMatchObject({ source: "kube", name: "Kube", isOwn: false, version: 0 });
});

const changed: MappingRules = {
  ...presets.kubernetes.rules,
  site: { keys: ["status"], fallback: null },
  user: { keys: [], fallback: "robot" },
  cores: [{ components: ["naive_cpu_time"], unit: "core-seconds", factor: "0.5" }],
};

it("a preview tells what would become of the newest records, and changes nothing", async () => {
  const preview = await previewMapping(admin, { source: "kube", rules: changed });
  expect(preview).toMatchObject({
    records: 2,
    sites: [
      { name: "Succeeded", records: 2, recordsNow: 0 },
      { name: "Cloud", records: 0, recordsNow: 2 },
    ],
    users: [
      { name: "robot", records: 2, recordsNow: 0 },
      { name: "", records: 0, recordsNow: 2 },
    ],
    withCores: 2,
    withGpus: 0,
    cores: 2,
    cpuHours: 3,
    efficiency: 1.5,
  });
  expect(await usage("site")).toHaveLength(2);
  const others = await previewMapping(admin, { source: "*", rules: changed });
  expect(others.records).toBe(3);
});

it("saving reads the records of the source again, and of no other", async () => {
  await saveMapping(admin, { source: "kube", rules: changed, version: 0 });
  expect((await rollupState(admin)).rebuild).toMatchObject({ step: "waiting", progress: 0 });
  const { rows } = await db().$queryRaw<
    { key: string }[]
  >`select key from graphile_worker.jobs where key is not null`.then((found) => ({
    rows: found.map(({ key }) => key),
  }));
  expect(rows).toContain("rebuild-usage");
  await finish();
  expect(await usage("site")).toEqual([
    ["", 2, 1.5, 4],
    ["Succeeded", 2, 3, 8],
  ]);
  expect(await usage("user")).toEqual([
    ["", 2, 1.5, 4],
    ["robot", 2, 3, 8],
  ]);
  const events = await db().historyEvent.findMany({ where: { subjectType: "mapping" } });
  expect(events).toMatchObject([{ verb: "map", subjectId: "kube", actorId: "root" }]);
});

it("of two who save at once the second is told", async () => {
  const stale = saveMapping(admin, { source: "kube", rules: defaultRules, version: 0 });
  await expect(stale).rejects.toMatchObject({ code: "conflict" });
  const unknown = saveMapping(admin, { source: "nobody", rules: changed, version: 0 });
  await expect(unknown).rejects.toMatchObject({ code: "not_found" });
});

it("without its own mapping a source is read as before", async () => {
  await removeMapping(admin, { source: "kube", version: 1 });
  await finish();
  expect(await usage("site")).toEqual([
    ["Cloud", 4, 3, 8],
    ["", 2, 1.5, 4],
  ]);
  await rebuildUsage(admin);
  await finish();
  expect(await usage("group")).toEqual([["analysis", 6, 4.5, 12]]);
});

it("only admins see and change mappings", async () => {
  const forbidden = { code: "forbidden" };
  await expect(getMappings(analyst)).rejects.toMatchObject(forbidden);
  await expect(rebuildUsage(analyst)).rejects.toMatchObject(forbidden);
  const input = { source: "kube", rules: changed, version: 0 };
  await expect(saveMapping(analyst, input)).rejects.toMatchObject(forbidden);
  await expect(removeMapping(analyst, input)).rejects.toMatchObject(forbidden);
  await expect(previewMapping(analyst, input)).rejects.toMatchObject(forbidden);
});
