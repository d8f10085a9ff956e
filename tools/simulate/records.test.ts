import { describe, expect, it } from "vitest";
import { parseRecord } from "@/lib/accounting/schema/read-record";
import { simulatedAccounts } from "./cluster";
import type { SentRecord } from "./collector";
import { dronesWithin } from "./drones";
import { htcondorRecords } from "./htcondor";
import { slurmRecords } from "./slurm";

const UNTIL = 1_795_000_000;
const DAY = 86_400;
const WEEK = 7 * DAY;

const idsOf = (records: SentRecord[]) => records.map(({ record_id: id }) => id);
const seconds = (text: string | null) => Date.parse(text ?? "") / 1_000;

describe.each([
  ["slurm", slurmRecords],
  ["htcondor", htcondorRecords],
])("the records of a %s site", (_, recordsOf) => {
  const week = recordsOf("here", UNTIL - WEEK, UNTIL);

  it("are the same at every run, however the time is cut", () => {
    const parts = Array.from({ length: 14 }, (_, half) =>
      recordsOf("here", UNTIL - WEEK + (half * DAY) / 2, UNTIL - WEEK + ((half + 1) * DAY) / 2),
    );
    expect(parts.flat()).toEqual(week);
    expect(new Set(idsOf(week)).size).toBe(week.length);
    expect(week.length).toBeGreaterThan(1_000);
  });

  it("are valid, of known groups, and use no more CPU time than they had", () => {
    const groups = new Set(simulatedAccounts.map(({ name }) => name));
    for (const record of week) {
      expect(() => parseRecord(JSON.stringify(record))).not.toThrow();
      expect(groups).toContain((record.meta?.group_id ?? record.meta?.group)?.[0]);
      const amounts = new Map(record.components.map(({ name, amount }) => [name, Number(amount)]));
      const length = seconds(record.stop_time) - seconds(record.start_time);
      if (length < 0) continue;
      expect(amounts.get("TotalCPU")).toBeLessThanOrEqual((amounts.get("Cores") ?? 0) * length);
    }
  });
});

it("a few removed jobs of HTCondor stop in 1970", () => {
  const removed = htcondorRecords("here", UNTIL - 30 * DAY, UNTIL).filter(
    ({ stop_time: stop }) => seconds(stop) === 0,
  );
  expect(removed.length).toBeGreaterThan(5);
  expect(removed.length).toBeLessThan(200);
});

it("drones come and go, and some run now", () => {
  const drones = dronesWithin("here", UNTIL - WEEK, UNTIL);
  const cut = UNTIL - WEEK / 2;
  const either = [...dronesWithin("here", UNTIL - WEEK, cut), ...dronesWithin("here", cut, UNTIL)];
  expect(new Set(either.map(({ record }) => record.record_id))).toEqual(
    new Set(drones.map(({ record }) => record.record_id)),
  );
  expect(drones.filter(({ stopAt }) => stopAt > UNTIL).length).toBeGreaterThan(10);
  for (const { record } of drones) {
    expect(record.start_time).toMatch(/\.\d{6}Z$/);
    expect(() => parseRecord(JSON.stringify(record))).not.toThrow();
  }
});
