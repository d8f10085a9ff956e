import pg from "pg";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { makeMachine } from "@/lib/auth/factory";
import type { ComponentActor } from "@/lib/auth/model";
import { setClock } from "@/lib/platform/clock";
import { db, lockFor, transaction } from "@/lib/platform/db";
import { untilBlocked } from "@/lib/platform/testing/waiting";
import { bursts } from "../case-types/bursts";
import { oldjobs } from "../case-types/oldjobs";
import { type CaseReport, parseReport } from "./parse-report";
import { storeReports } from "./store-reports";

let serial = 0;
let cluster = "";
let actor: ComponentActor;

beforeEach(async () => {
  serial += 1;
  cluster = `many${String.fromCharCode(96 + serial)}`;
  setClock(new Date(1_700_000_000_000 + serial * 1000));
  await db().cluster.create({ data: { id: cluster, name: `Many ${serial}` } });
  actor = (await makeMachine("detector", cluster)).actor;
});

function burstReport(count: number, pain = 1, from = 0): CaseReport {
  const rows = Array.from({ length: count }, (_, index) => ({
    line: index + 1,
    content: {
      account: `def-${from + index}`,
      resource: "cpu",
      pain,
      firstjob: 1,
      lastjob: 9,
      submitters: ["u1"],
      summary: { num_jobs: index },
    },
  }));
  return parseReport(bursts, rows).report;
}

function oldJobReport(count: number): CaseReport {
  const rows = Array.from({ length: count }, (_, index) => ({
    line: index + 1,
    content: {
      account: `def-${index}`,
      resource: "gpu",
      age: index,
      submitter: "u1",
      summary: null,
    },
  }));
  return parseReport(oldjobs, rows).report;
}

function store(reports: CaseReport[], sender = actor) {
  return storeReports(sender, reports, {
    requestRef: "test",
    door: "test",
    answer: (receipts) => ({ status: 201, body: JSON.stringify(receipts) }),
  });
}

async function countStatements(work: () => Promise<unknown>): Promise<number> {
  const query = vi.spyOn(pg.Client.prototype, "query");
  await work();
  const { length } = query.mock.calls;
  query.mockRestore();
  return length;
}

describe("storing reports", () => {
  it("takes the same number of statements for any number of entries", async () => {
    await store([burstReport(3), oldJobReport(3)]);
    const few = await countStatements(() => store([burstReport(5), oldJobReport(4)]));
    const many = await countStatements(() => store([burstReport(900), oldJobReport(300)]));
    const none = await countStatements(() => store([burstReport(0), oldJobReport(0)]));
    expect(few).toBe(19);
    expect(many).toBe(few);
    expect(none).toBeLessThanOrEqual(few);
    expect(await countStatements(() => store([burstReport(700)]))).toBe(17);
  });

  it("at once never makes a case twice, and the numbers stay consecutive", async () => {
    const second = (await makeMachine("detector", cluster)).actor;
    const work = Array.from({ length: 20 }, (_, index) => {
      const reports = [burstReport(20, index), oldJobReport(10)];
      return store(index % 2 ? reports : reports.reverse(), index % 3 ? actor : second);
    });
    await Promise.all(work);
    const cases = await db().case.findMany({ where: { clusterId: cluster } });
    expect(cases).toHaveLength(30);
    expect(cases.every(({ ticks, isCurrent }) => ticks === 20 && isCurrent)).toBe(true);
    expect(await db().caseSample.count({ where: { case: { clusterId: cluster } } })).toBe(600);
    for (const kind of ["burst", "oldjob"]) {
      const generations = await db().generation.findMany({
        where: { taskManager: { feedName: `${kind}:${cluster}` } },
        orderBy: { id: "asc" },
      });
      expect(generations.map(({ number }) => number)).toEqual(
        Array.from({ length: 20 }, (_, index) => index + 1),
      );
      const live = await db().taskManager.count({
        where: { feedName: `${kind}:${cluster}`, closedAt: null },
      });
      expect(live).toBe(1);
    }
  });

  it("beside people who change cases in any number never ends in a deadlock", async () => {
    await store([burstReport(60)]);
    const ids = (await db().case.findMany({ where: { clusterId: cluster } })).map(({ id }) => id);
    const people = Array.from({ length: 10 }, () =>
      transaction(async (tx) => {
        await tx.$queryRaw`select id from cases where id = any(${ids}) order by id for update`;
        await tx.case.updateMany({
          where: { id: { in: ids } },
          data: { version: { increment: 1 } },
        });
      }),
    );
    const reports = Array.from({ length: 10 }, (_, index) =>
      store([burstReport(60, 2, index * 6)]),
    );
    await Promise.all([...people, ...reports]);
    const first = await db().case.findUniqueOrThrow({ where: { id: ids[0] ?? 0 } });
    expect(first.version).toBe(11);
  });

  it("that fails inside leaves nothing behind", async () => {
    const before = await db().generation.count();
    const failing = storeReports(actor, [burstReport(5)], {
      requestRef: "test",
      door: "test",
      answer: () => {
        throw new Error("no answer");
      },
    });
    await expect(failing).rejects.toThrow("no answer");
    expect(await db().generation.count()).toBe(before);
    expect(await db().case.count({ where: { clusterId: cluster } })).toBe(0);
  });

  it("waits for whoever holds the feed", async () => {
    const order: string[] = [];
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const holder = transaction(async (tx) => {
      await lockFor(tx, `feed:burst:${cluster}`);
      order.push("held");
      await held;
      order.push("released");
    });
    await vi.waitFor(() => expect(order).toEqual(["held"]));
    const report = store([burstReport(1)]).then(() => order.push("stored"));
    await untilBlocked();
    release();
    await Promise.all([holder, report]);
    expect(order).toEqual(["held", "released", "stored"]);
  });

  it("of an old window finds none of the cases far below it", async () => {
    await store([burstReport(2)]);
    const later = burstReport(2);
    for (const entry of later.entries) {
      Object.assign(entry, { detail: { firstJob: 10n, lastJob: 20n, submitters: [] } });
    }
    await store([later]);
    const cases = await db().case.findMany({
      where: { clusterId: cluster },
      orderBy: { id: "asc" },
    });
    expect(cases.map(({ isCurrent, ticks }) => [isCurrent, ticks])).toEqual([
      [false, 1],
      [false, 1],
      [true, 1],
      [true, 1],
    ]);
  });
});
