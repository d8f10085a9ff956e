import { beforeEach, expect, it } from "vitest";
import type { ComponentActor } from "@/lib/auth/model";
import { db } from "@/lib/platform/db";
import { slurmRecord } from "../factory";
import { addRecord, addRecords } from "../ingest/add-records";
import { recordDoor } from "../ingest/door";
import { endRecord } from "../ingest/end-record";
import { rollUpUsage } from "../jobs/usage";
import { countRecords } from "../queries/count-records";

/** Records that come one by one become generations of their sender's feed. */

const START = "2026-03-01T00:00:00Z";
const STOP = "2026-03-01T02:00:00Z";

const collector: ComponentActor = {
  kind: "component",
  id: "slurm_a",
  name: "Slurm A",
  service: "collector",
  clusterId: null,
  site: null,
  volume: null,
  keyId: 1,
};

const anybody = { actor: null, sites: null };
const sender = { actor: collector, sites: null };

const generations = async () =>
  (await db().generation.findMany({ include: { taskManager: true }, orderBy: { id: "asc" } })).map(
    ({ taskManager, summary, storedCount, state, componentId }) =>
      [taskManager.feedName, summary, storedCount, state, componentId].join(" | "),
  );

beforeEach(async () => {
  const { id, name, service } = collector;
  await db().component.upsert({ where: { id }, create: { id, name, service }, update: {} });
});

it("each minute's records are one generation of each sender", async () => {
  await addRecord(slurmRecord({ id: "a1", start: START }), sender);
  await addRecord(slurmRecord({ id: "a2", start: START, stop: STOP }), sender);
  await addRecords([slurmRecord({ id: "b1", start: START, stop: STOP })], anybody);
  await rollUpUsage({});
  const first = [
    "accounting:anonymous | 1 new record | 1 | CLOSED | ",
    "accounting:slurm_a | 2 new records | 2 | CLOSED | slurm_a",
  ];
  expect(await generations()).toEqual(first);
  await rollUpUsage({});
  expect(await generations()).toEqual(first);

  await endRecord({ recordId: "a1", stopAt: STOP }, null);
  await addRecord(slurmRecord({ id: "a3", start: START }), sender);
  await rollUpUsage({});
  const second = "accounting:slurm_a | 1 new record, 1 ended | 2 | CLOSED | slurm_a";
  expect(await generations()).toEqual([...first, second]);
});

it("what came as a generation of its own makes no second one", async () => {
  const line = JSON.stringify({
    record_id: "u1",
    meta: { site_id: ["SiteA"] },
    components: [],
    start_time: START,
    stop_time: STOP,
  });
  const before = (await generations()).length;
  await recordDoor.store(collector, {
    rows: [{ line: 1, content: line }],
    requestRef: "ref",
  } as Parameters<typeof recordDoor.store>[1]);
  await rollUpUsage({});
  expect(await generations()).toHaveLength(before + 1);
  const stored = await db().accountingRecord.findUniqueOrThrow({ where: { recordId: "u1" } });
  const generation = await db().generation.findFirst({ orderBy: { id: "desc" } });
  expect(stored.generationId).toBe(generation?.id);
});

it("counts of records are the same before and after they are counted", async () => {
  await addRecord(slurmRecord({ id: "m1", site: "SiteM", start: START }), anybody);
  const known = await countRecords();
  expect(known.sites).toContainEqual({ value: "SiteM", count: 1n });
  await rollUpUsage({});
  await expect.poll(countRecords).toEqual(known);
  expect(await db().accountingCount.count()).toBeGreaterThan(3);
  await addRecord(slurmRecord({ id: "m2", site: "SiteM", start: START }), anybody);
  await expect
    .poll(async () => (await countRecords()).sites)
    .toContainEqual({ value: "SiteM", count: 2n });
});
