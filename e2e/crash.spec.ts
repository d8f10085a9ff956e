import { setTimeout as sleep } from "node:timers/promises";
import { callProtocol } from "@/tools/simulate/client";
import { auditInvariants, auditKeyed, auditMoves, auditSigned } from "./crash-audit";
import {
  type Crew,
  hireCrew,
  isSigned,
  type KeyedReport,
  type Ledger,
  lostAnswers,
  makeMove,
  newKeyed,
  sendSigned,
  tryKeyed,
} from "./crash-ledger";
import { type CrashSite, eventually, isAlive, openCrashSite } from "./crash-site";
import { expect, test } from "./fixtures";

/**
 * The database, the web process, the worker and the supervisor are killed in the middle of 200
 * requests at once. Afterwards nothing acknowledged is missing, nothing is double, nothing is
 * half-done, and whoever sends again with a key gets the first answer.
 */

test.describe.configure({ mode: "serial", timeout: 180_000 });

/** In one wave: 70 signed reports, 70 with a key, 60 claims and releases. */
const SIGNED_REPORTS = 70;
const KEYED_REPORTS = 70;
const MOVES = 60;
/** Answers that have come when the process is killed. */
const KILL_AFTER = 50;

let site: CrashSite;
let crew: Crew;
let round = 0;
const ledger: Ledger = { signed: [], keyed: [], moves: [] };

test.beforeAll(async () => {
  site = await openCrashSite();
  const db = await site.connect();
  crew = await hireCrew(db);
  await db.end();
  // The first reports make the cases that are claimed later on.
  for (const detector of crew.detectors) {
    if (isSigned(detector)) {
      ledger.signed.push(await sendSigned(site.url, detector, 0));
      continue;
    }
    for (const half of [0, 1]) {
      const report = newKeyed(detector, half);
      ledger.keyed.push(report);
      await keepTrying(report);
    }
  }
});

test.afterAll(async () => {
  await site?.stop();
});

async function keepTrying(report: KeyedReport): Promise<void> {
  report.receipt ??= await eventually("a report with a key is taken", 90, async () => {
    report.attempts += 1;
    const receipt = await tryKeyed(site.url, report);
    // A sender waits before it tries again.
    if (receipt === null) await sleep(300);
    return receipt;
  });
}

async function findCases(): Promise<number[]> {
  const db = await site.connect();
  const { rows } = await db.query<{ id: number }>("select id from cases order by id limit 20");
  await db.end();
  return rows.map(({ id }) => id);
}

/** Sends everything at once, calls `kill` when some answers have come, and waits for the rest. */
async function runWave(kill: () => void): Promise<void> {
  const cases = await findCases();
  const signed = crew.detectors.filter(isSigned);
  const keyed = crew.detectors.filter((detector) => !isSigned(detector));
  const pick = <T>(list: readonly T[], at: number): T => list[at % list.length] as T;
  let answers = 0;
  const counted = <T>(answer: T): T => {
    answers += 1;
    if (answers === KILL_AFTER) kill();
    return answer;
  };
  const work: Promise<unknown>[] = [];
  for (let n = 0; n < SIGNED_REPORTS; n += 1) {
    round += 1;
    const sent = sendSigned(site.url, pick(signed, n), round);
    work.push(sent.then((report) => ledger.signed.push(counted(report))));
  }
  for (let n = 0; n < KEYED_REPORTS; n += 1) {
    round += 1;
    const report = newKeyed(pick(keyed, Math.floor(n / 2)), n);
    ledger.keyed.push(report);
    work.push(keepTrying(report).then(counted));
  }
  for (let n = 0; n < MOVES; n += 1) {
    const caseId = pick(cases, n);
    const verb = n % 3 === 2 ? "release" : "claim";
    const sent = makeMove(site.url, pick(crew.analysts, Math.floor(n / 2)), { caseId, verb });
    work.push(sent.then((move) => ledger.moves.push(counted(move))));
  }
  const done = await Promise.allSettled(work);
  const failures = done.filter((one) => one.status === "rejected").map(({ reason }) => reason);
  expect(failures).toEqual([]);
  expect(answers).toBe(SIGNED_REPORTS + KEYED_REPORTS + MOVES);
}

async function waitUntilServing(): Promise<void> {
  await eventually("the site answers", 60, async () => {
    const { status } = await fetch(`${site.url}/api/health`);
    const path = "/api/cases/?report=bursts&view=adjustor";
    const read = await callProtocol(site.url, crew.scheduler, "GET", path);
    return status === 200 && read.status === 200;
  });
}

async function audit(): Promise<void> {
  const db = await site.connect();
  try {
    const found = [
      ...(await auditInvariants(db)),
      ...(await auditSigned(db, ledger)),
      ...(await auditKeyed(db, ledger)),
      ...(await auditMoves(db, ledger)),
    ];
    expect(found).toEqual([]);
  } finally {
    await db.end();
  }
}

async function expectSameReceipts(reports: KeyedReport[]): Promise<void> {
  for (const report of reports) {
    expect(await tryKeyed(site.url, report)).toBe(report.receipt);
  }
}

/** Kills a process in the middle of a wave and waits until another one took its place. */
async function crash(pidNow: () => number): Promise<void> {
  const before = pidNow();
  expect(isAlive(before)).toBe(true);
  const at = ledger.keyed.length;
  await runWave(() => process.kill(before, "SIGKILL"));
  const after = await eventually("the process is started again", 60, () => {
    const pid = pidNow();
    return pid !== before && isAlive(pid) ? pid : 0;
  });
  expect(after).not.toBe(before);
  await waitUntilServing();
  await audit();
  await expectSameReceipts(ledger.keyed.slice(at));
  await audit();
}

test("without a crash every request is acknowledged and stored", async () => {
  await runWave(() => undefined);
  await audit();
  expect(lostAnswers(ledger)).toBe(0);
});

test("the database is killed in the middle of 200 requests", async () => {
  const before = lostAnswers(ledger);
  await crash(site.postmaster);
  // It really was in the middle.
  expect(lostAnswers(ledger)).toBeGreaterThan(before);
});

test("the web process is killed in the middle of 200 requests", async () => {
  const before = lostAnswers(ledger);
  await crash(() => site.child("scripts/web.ts"));
  expect(lostAnswers(ledger)).toBeGreaterThan(before);
});

test("the worker is killed in the middle of 200 requests", async () => {
  const before = lostAnswers(ledger);
  await crash(() => site.child("scripts/worker.ts"));
  // Nobody who talks to the site notices.
  expect(lostAnswers(ledger)).toBe(before);
});

test("the supervisor is killed: the next start finds the database and serves", async () => {
  const web = site.child("scripts/web.ts");
  const worker = site.child("scripts/worker.ts");
  const postmaster = site.postmaster();
  process.kill(site.supervisor(), "SIGKILL");
  await eventually("its processes end", 30, () => !isAlive(web) && !isAlive(worker));
  expect(isAlive(postmaster)).toBe(true);
  await site.start();
  expect(site.postmaster()).toBe(postmaster);
  await waitUntilServing();
  await audit();
  await runWave(() => undefined);
  await audit();
  await expectSameReceipts(ledger.keyed.slice(-10));
});

test("everything is killed at once: the next start recovers", async () => {
  const all = [
    site.supervisor(),
    site.child("scripts/web.ts"),
    site.child("scripts/worker.ts"),
    site.postmaster(),
  ];
  const before = lostAnswers(ledger);
  let isDown = false;
  const wave = runWave(() => {
    for (const pid of all) process.kill(pid, "SIGKILL");
    isDown = true;
  });
  await eventually("the kill", 60, () => isDown);
  await eventually("everything is gone", 30, () => !all.some(isAlive));
  await site.start();
  await wave;
  expect(lostAnswers(ledger)).toBeGreaterThan(before);
  await waitUntilServing();
  await audit();
  await expectSameReceipts(ledger.keyed.slice(-70));
  await audit();
});
