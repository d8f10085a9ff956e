import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bursts } from "../case-types/bursts";
import { oldjobs } from "../case-types/oldjobs";
import { type KnownCase, type MergedCase, mergeReport } from "./merge-report";
import { type Entry, parseReport } from "./parse-report";

/** The rules again, as slow and plain as they can be told. */
interface Slow {
  id: number;
  account: string;
  resource: string;
  pain: number;
  first: number;
  last: number;
  submitters: string[];
  ticks: number;
  epoch: number;
}

interface Row {
  account: string;
  resource: string;
  pain: number;
  firstjob: number;
  lastjob: number;
  submitters: string[];
  summary: null;
}

function slowReport(cases: Slow[], rows: Row[], epoch: number, nextId: () => number): void {
  for (const row of rows) {
    const candidates = cases.filter(
      (item) =>
        item.account === row.account && item.resource === row.resource && row.firstjob <= item.last,
    );
    candidates.sort((a, b) => b.epoch - a.epoch || b.last - a.last || a.id - b.id);
    const [hit] = candidates;
    if (hit) {
      hit.ticks += 1;
      hit.epoch = epoch;
      hit.pain = row.pain;
      hit.last = Math.max(hit.last, row.lastjob);
      const fresh = row.submitters.filter((name, at) => row.submitters.indexOf(name) === at);
      hit.submitters = [...fresh, ...hit.submitters.filter((name) => !fresh.includes(name))];
    } else {
      cases.push({
        id: nextId(),
        account: row.account,
        resource: row.resource,
        pain: row.pain,
        first: row.firstjob,
        last: Math.max(row.firstjob, row.lastjob),
        submitters: row.submitters.filter((name, at) => row.submitters.indexOf(name) === at),
        ticks: 1,
        epoch,
      });
    }
  }
}

const rowArbitrary: fc.Arbitrary<Row> = fc.record({
  account: fc.constantFrom("a", "b"),
  resource: fc.constantFrom("cpu", "gpu"),
  pain: fc.double({ noNaN: true, noDefaultInfinity: true, min: -10, max: 10 }),
  firstjob: fc.nat(30),
  lastjob: fc.nat(30),
  submitters: fc.array(fc.constantFrom("u1", "u2", "u3", "u4"), { maxLength: 4 }),
  summary: fc.constant(null),
});

// A sequence of reports; two neighbours may fall in one second.
const reportsArbitrary = fc.array(
  fc.record({ rows: fc.array(rowArbitrary, { maxLength: 6 }), gap: fc.nat(1) }),
  { maxLength: 8 },
);

function entriesOf(rows: unknown[]): Entry[] {
  const lines = rows.map((content, index) => ({ line: index + 1, content }));
  const { report, rejected } = parseReport(bursts, lines);
  expect(rejected).toEqual([]);
  return report.entries;
}

class Store {
  readonly cases: KnownCase[] = [];
  private lastId = 0;

  apply(rows: Row[], epoch: number): MergedCase[] {
    const { cases } = mergeReport(bursts, this.cases, entriesOf(rows), epoch);
    for (const item of cases) {
      if (item.isNew) {
        this.lastId += 1;
        item.id = this.lastId;
        this.cases.push(item);
      } else {
        this.cases[this.cases.findIndex(({ id }) => id === item.id)] = item;
      }
      // The next report meets plain stored cases.
      const { isNew: _, summary: __, ...known } = item;
      this.cases[this.cases.findIndex(({ id }) => id === item.id)] = known;
    }
    return cases;
  }
}

function asSlow(item: KnownCase): Slow {
  const detail = bursts.detailSchema.parse(item.detail);
  return {
    id: item.id,
    account: item.account,
    resource: item.resource,
    pain: item.metric,
    first: Number(detail.firstJob),
    last: Number(detail.lastJob),
    submitters: detail.submitters,
    ticks: item.ticks,
    epoch: item.epoch,
  };
}

describe("merging bursts", () => {
  it("agrees with the plain rules over any sequence of reports", () => {
    fc.assert(
      fc.property(reportsArbitrary, (reports) => {
        const store = new Store();
        const slow: Slow[] = [];
        let epoch = 0;
        for (const { rows, gap } of reports) {
          epoch += gap;
          store.apply(rows, epoch);
          slowReport(slow, rows, epoch, () => slow.length + 1);
        }
        expect(store.cases.map(asSlow)).toEqual(slow);
      }),
      { numRuns: 400 },
    );
  });

  it("never lowers the last job or moves the first", () => {
    fc.assert(
      fc.property(reportsArbitrary, (reports) => {
        const store = new Store();
        const seen = new Map<number, Slow>();
        for (const [epoch, { rows }] of reports.entries()) {
          store.apply(rows, epoch);
          for (const item of store.cases.map(asSlow)) {
            const before = seen.get(item.id);
            if (before) {
              expect(item.first).toBe(before.first);
              expect(item.last).toBeGreaterThanOrEqual(before.last);
              expect(item.ticks).toBeGreaterThanOrEqual(before.ticks);
              expect(item.submitters).toEqual(expect.arrayContaining(before.submitters));
            }
            seen.set(item.id, item);
          }
        }
      }),
    );
  });

  it("gives one sample a tick and counts entries as they find their case", () => {
    const row = { account: "a", resource: "cpu", pain: 1, firstjob: 1, lastjob: 5, submitters: [] };
    const rows = [row, row, { ...row, firstjob: 6 }].map((item) => ({ ...item, summary: null }));
    const { samples, counts, cases } = mergeReport(bursts, [], entriesOf(rows), 7);
    expect(cases.map(({ ticks }) => ticks)).toEqual([2, 1]);
    expect(samples.map(({ tick }) => tick)).toEqual([1, 2, 1]);
    expect(bursts.summarise(counts)).toBe(
      "2 new record(s) and 1 existing.  In total there are 3 pending, 0 accepted, 0 rejected.  " +
        "0 have been claimed.",
    );
  });
});

describe("merging old jobs", () => {
  const entries = (...jobs: [user: string, age: number][]) =>
    parseReport(
      oldjobs,
      jobs.map(([submitter, age], index) => ({
        line: index + 1,
        content: { account: "a", resource: "gpu", age, submitter, summary: null },
      })),
    ).report.entries;

  it("keeps within one report the greatest age and every user, its own first", () => {
    const list = entries(["x", 50], ["y", 200], ["z", 70], ["x", 10]);
    const { cases, counts } = mergeReport(oldjobs, [], list, 1);
    expect(cases).toMatchObject([
      { metric: 200, ticks: 4, detail: { submitters: ["y", "x", "z"] } },
    ]);
    expect(oldjobs.summarise(counts)).toBe(
      "There are 4 cases (1 new and 3 existing).  0 are claimed.",
    );
    const next = mergeReport(oldjobs, cases.map(asKnown), entries(["w", 3]), 2);
    expect(next.cases).toMatchObject([{ metric: 3, ticks: 5, detail: { submitters: ["w"] } }]);
  });

  function asKnown({ isNew: _, summary: __, ...known }: MergedCase): KnownCase {
    return known;
  }
});
