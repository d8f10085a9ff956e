import { beforeEach, expect, it } from "vitest";
import { systemActor, viewerWithoutPerson } from "@/lib/auth/model";
import { db, pool, transaction } from "@/lib/platform/db";
import { slurmRecord } from "../factory";
import { addRecords, addRecordsIn } from "../ingest/add-records";
import { endRecord } from "../ingest/end-record";
import { countRecords } from "../queries/count-records";
import { qualityReport } from "../queries/quality-report";
import { usageTotals } from "../queries/usage-totals";
import { parseRecord } from "../schema/read-record";
import { rebuild, requestRebuild } from "./rebuild";
import { rollUp } from "./roll-up";

/** What the roll-up must not lose or count twice: late commits, kills, rivals, a restored dump. */

const admin = viewerWithoutPerson("root", "Root", ["admin"]);
const anybody = { actor: null, sites: null };

const start = "2026-03-01T00:00:00Z";
const stop = "2026-03-01T01:00:00Z";

let next = 0;
const hours = (count: number) =>
  Array.from({ length: count }, () => {
    next += 1;
    return slurmRecord({ id: `r${next}`, start, stop });
  });

const counted = async () => {
  const period = { from: new Date("2026-03-01"), to: new Date("2026-03-02") };
  const { current } = await usageTotals(admin, period);
  expect(current.coreHours).toBe(current.endedJobs);
  return current.coreHours;
};

beforeEach(async () => {
  await db().$executeRaw`truncate accounting_records, accounting_usages, accounting_hours,
    accounting_days, accounting_counts`;
});

it("a record that is committed late is counted, though later ones were before", async () => {
  const [late, early] = [hours(1), hours(1)];
  await transaction(async (tx) => {
    await addRecordsIn(tx, late, anybody);
    await addRecords(early, anybody);
    await rollUp();
    await rollUp();
    expect(await counted()).toBe(1);
  });
  await rollUp();
  expect(await counted()).toBe(2);
});

it("workers that count at once count once", async () => {
  await addRecords(hours(50), anybody);
  const runs = [1, 2, 3, 4].map(() => rollUp(undefined, 7));
  await addRecords(hours(50), anybody);
  await endRecord({ recordId: "r5", stopAt: stop }, null);
  const results = await Promise.all(runs);
  expect(results.some(({ isBusy }) => isBusy)).toBe(true);
  await rollUp(undefined, 7);
  expect(await counted()).toBe(100);
});

it("a killed run leaves whole batches, and the next one goes on", async () => {
  await addRecords(hours(400), anybody);
  const run = rollUp(undefined, 5);
  const outcome = run.then(
    () => "done",
    () => "killed",
  );
  await expect.poll(() => db().accountingUsage.count(), { interval: 1 }).toBeGreaterThan(20);
  await pool().query(
    `select pg_terminate_backend(pid) from pg_locks
     where locktype = 'advisory' and pid <> pg_backend_pid()
       and database = (select oid from pg_database where datname = current_database())`,
  );
  expect(await outcome).toBe("killed");
  const done = await counted();
  expect(done).toBeGreaterThan(0);
  expect(done).toBeLessThan(400);
  expect(done % 5).toBe(0);
  expect(await db().accountingUsage.count()).toBe(done);
  // The killed connection lets its lock go when its process is really gone.
  await expect.poll(async () => (await rollUp()).isBusy).toBe(false);
  expect(await counted()).toBe(400);
});

it("a run that is asked to stop does, between batches", async () => {
  await addRecords(hours(40), anybody);
  expect(await rollUp(AbortSignal.abort(), 10)).toMatchObject({ counted: 10, batches: 1 });
  expect(await counted()).toBe(10);
  expect(await rollUp()).toMatchObject({ counted: 30 });
});

it("after a dump was restored, with transactions counted anew, nothing is missed", async () => {
  await addRecords(hours(3), anybody);
  await rollUp();
  await db().$executeRaw`update accounting_state set horizon_xid = 9000000000000`;
  await addRecords(hours(2), anybody);
  expect(await rollUp()).toMatchObject({ counted: 2 });
  expect(await counted()).toBe(5);
  await addRecords(hours(1), anybody);
  expect(await rollUp()).toMatchObject({ counted: 1 });
  expect(await counted()).toBe(6);
});

it("what is counted is not looked at again", async () => {
  await addRecords(hours(5), anybody);
  await rollUp();
  const horizon = async () => {
    const state = await db().accountingState.findUniqueOrThrow({ where: { id: 1 } });
    return state.horizonXid;
  };
  const before = await horizon();
  expect(await rollUp()).toEqual({ counted: 0, batches: 0, isBusy: false });
  expect(await horizon()).toBeGreaterThanOrEqual(before);
});

it("nothing that the protocol takes stops it", async () => {
  const long = `e${"\u0301".repeat(40)}`.repeat(255);
  const huge = { value: Number.MAX_VALUE, name: "HEPSPEC" };
  const most = "9223372036854775807";
  const sent = [
    ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z"],
    ["+262142-12-31T00:00:00Z", null],
    ["-4000-01-01T00:00:00Z", "+262142-12-31T00:00:00Z"],
    ["2026-03-01T00:00:00.000001Z", "2026-03-01T00:00:00.000001Z"],
    ["2199-12-31T23:00:00Z", "+262142-12-31T00:00:00Z"],
    ["2026-03-01T00:00:00Z", "2027-03-01T00:00:00.5Z"],
    ["2026-03-01T00:00:00Z", "-4000-01-01T00:00:00Z"],
  ].map(([from, to], index) =>
    parseRecord(
      `{"record_id":"odd${index}","meta":{"site_id":["${long}"],"group_id":["${long}${index}"],` +
        `"user_id":[]},"components":[{"name":"Cores","amount":${most},"scores":[${JSON.stringify(
          huge,
        )}]},{"name":"Cores","amount":${most},"scores":[]},{"name":"TotalCPU","amount":${most},` +
        `"scores":[]},{"name":"Memory","amount":${most},"scores":[]}],"start_time":"${from}",` +
        `"stop_time":${to === null ? "null" : `"${to}"`}}`,
    ),
  );
  await addRecords(sent, anybody);
  expect(await rollUp()).toMatchObject({ counted: sent.length });
  expect(await db().accountingUsage.count()).toBe(sent.length);
  // A year and one hour by the hour at most, seven times at the very most.
  expect(await db().accountingHour.count()).toBeLessThan(7 * 367 * 24);
  const { current } = await usageTotals(admin, {
    from: new Date("2026-01-01"),
    to: new Date("2027-12-31"),
  });
  // All of these amounts are nonsense; but for the CPU time, they count as none.
  expect(current).toMatchObject({ coreHours: 0, normalisedCoreHours: 0, memoryHours: 0 });
  expect(current.jobs).toBeGreaterThan(2);
  await countRecords();
});

it("a record that the database cannot read holds no other up", async () => {
  await addRecords(hours(20), anybody);
  // Our own reader turns such a text away.
  await db().$executeRawUnsafe(`update accounting_records set components = '[{"name":"\\ud800"}]'
    where record_id = (select max(record_id) from accounting_records)`);
  expect(await rollUp()).toMatchObject({ counted: 20 });
  expect(await counted()).toBe(19);
  expect(await rollUp()).toMatchObject({ counted: 0 });
  const kinds = (await qualityReport(admin)).map(({ kind }) => kind);
  expect(kinds[0]).toBe("unreadable");
  await transaction((tx) => requestRebuild(tx, systemActor, "all", "test"));
  await rebuild();
  expect(await counted()).toBe(19);
});
