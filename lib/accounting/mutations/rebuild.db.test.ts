import { beforeEach, expect, it } from "vitest";
import { systemActor, viewerWithoutPerson } from "@/lib/auth/model";
import { db, transaction } from "@/lib/platform/db";
import { slurmRecord } from "../factory";
import { addRecords } from "../ingest/add-records";
import { rollUpUsage } from "../jobs/usage";
import { rollupState } from "../queries/rollup-state";
import { usageTotals } from "../queries/usage-totals";
import { parseRecord } from "../schema/read-record";
import { rebuild, requestRebuild, resumeRebuild } from "./rebuild";
import { rollUp } from "./roll-up";

/** A rebuild that is stopped, has company, or finds nonsense in the roll-ups. */

const admin = viewerWithoutPerson("root", "Root", ["admin"]);
const anybody = { actor: null, sites: null };

const year = { from: new Date("2025-01-01"), to: new Date("2026-01-01") };

// One core for ten days a month, over the end of it.
const months = Array.from({ length: 12 }, (_, month) => {
  const start = new Date(Date.UTC(2025, month, 25)).toISOString();
  const stop = new Date(Date.UTC(2025, month, 35)).toISOString();
  return slurmRecord({ id: `month${month}`, start, stop });
});

const december = 7 * 24;
const expected = 11 * 240 + december;

const coreHours = async () => (await usageTotals(admin, year)).current.coreHours;

const ask = (scope: "all" | "mapping") =>
  transaction((tx) => requestRebuild(tx, systemActor, scope, "test"));

/** Says stop when it was looked at so often. */
function stopAfter(steps: number): AbortSignal {
  let looks = 0;
  const signal = {
    get aborted() {
      looks += 1;
      return looks > steps;
    },
  };
  return signal as AbortSignal;
}

beforeEach(async () => {
  await db().$executeRaw`truncate accounting_records, accounting_usages, accounting_hours,
    accounting_days, accounting_counts`;
  await db().$executeRaw`update accounting_state set rebuild_step = 'idle'`;
  await addRecords(months, anybody);
  await rollUp();
  expect(await coreHours()).toBe(expected);
});

it("what is wrong in the roll-ups is right again", async () => {
  await db().$executeRaw`update accounting_days set core_us = core_us + 5`;
  await db().$executeRaw`delete from accounting_hours where at < '2025-06-01'`;
  await db().$executeRaw`
    insert into accounting_days select '2024-02-29', 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1`;
  const hours = await db().accountingHour.count();
  await ask("all");
  await rebuild();
  expect(await coreHours()).toBe(expected);
  expect(await db().accountingDay.count({ where: { at: { lt: year.from } } })).toBe(0);
  expect(await db().accountingHour.count()).toBeGreaterThan(hours);
});

it("one that is stopped goes on where it was, right at every moment", async () => {
  await ask("all");
  for (let stops = 0; stops < 20; stops += 1) {
    await rebuild(stopAfter(1));
    expect(await coreHours()).toBe(expected);
  }
  const { rebuild: left } = await rollupState(admin);
  expect(left).toMatchObject({ step: "idle", progress: 1, error: null });
});

it("the state tells how far it is, and a worker that finds it left goes on", async () => {
  await ask("all");
  await rebuild(stopAfter(8));
  const { rebuild: half } = await rollupState(admin);
  expect(half.step).toBe("adding");
  expect(half.progress).toBeGreaterThan(0.1);
  expect(half.progress).toBeLessThan(0.9);
  await resumeRebuild();
  const jobs = await db().$queryRaw`select from graphile_worker.jobs where key = 'rebuild-usage'`;
  expect(jobs).toHaveLength(1);
});

it("a new site of a component has its records read again, once", async () => {
  const id = "cloud1";
  const component = { id, name: "Cloud 1", service: "collector", site: "North" };
  await db().component.create({ data: component });
  const state = async () => (await rollupState(admin)).rebuild;
  await rollUpUsage({});
  await rebuild();
  await rollUpUsage({});
  expect(await state()).toMatchObject({ step: "idle" });

  const nowhere = { clusterId: null, volume: null, keyId: 1 };
  const actor = { kind: "component", ...component, ...nowhere, service: "collector" } as const;
  const bare = parseRecord(
    `{"record_id":"bare","components":[{"name":"Cores","amount":1,"scores":[]}],
      "start_time":"2025-05-01T00:00:00Z","stop_time":"2025-05-01T01:00:00Z"}`,
  );
  await addRecords([bare], { actor, sites: null });
  await rollUpUsage({});
  const hoursOf = async (site: string) =>
    (await usageTotals(admin, { ...year, filters: { site: [site] } })).current.coreHours;
  expect(await hoursOf("North")).toBe(1);

  await db().component.update({ where: { id }, data: { site: "South" } });
  await rollUpUsage({});
  expect(await state()).toMatchObject({ step: "waiting", reason: "sources changed" });
  await rebuild();
  expect([await hoursOf("North"), await hoursOf("South")]).toEqual([0, 1]);
  await rollUpUsage({});
  expect(await state()).toMatchObject({ step: "idle" });
});

it("records that come meanwhile are counted once", async () => {
  await ask("all");
  const extra = Array.from({ length: 20 }, (_, index) =>
    slurmRecord({
      id: `extra${index}`,
      start: "2025-03-01T00:00:00Z",
      stop: "2025-03-01T01:00:00Z",
    }),
  );
  await Promise.all([
    rebuild(),
    rebuild(),
    (async () => {
      for (const record of extra) {
        await addRecords([record], anybody);
        await rollUp();
      }
    })(),
  ]);
  await rollUp();
  expect(await coreHours()).toBe(expected + 20);
});

it("usage whose record was taken away by hand goes, archived usage stays", async () => {
  await db().$executeRaw`
    update accounting_usages u set is_archived = true
    from accounting_records r where r.id = u.id and r.record_id = 'month0'`;
  await db().$executeRaw`delete from accounting_records where record_id in ('month0', 'month1')`;
  await ask("all");
  await rebuild();
  expect(await coreHours()).toBe(expected - 240);
});
