import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { newBasic } from "@/lib/auth/key-secrets";
import {
  addRecord,
  addRecords,
  type Installation,
  queryRecords,
  type SentRecord,
  type StoredRecord,
} from "@/tools/simulate/collector";
import { type CrashSite, eventually, isAlive, openCrashSite } from "./crash-site";
import { expect, test } from "./fixtures";

/**
 * Collectors that write and plugins that read, all at once, while the web process is killed. What a
 * client took for stored is there, once and whole; what a reader took for the answer is all of it.
 */

const WRITERS = 16;
const READERS = 4;

/** How long they are at it; a minute, for instance, where somebody wants to know. */
const SECONDS = Number(process.env.HEADROOM_LOAD_SECONDS ?? 10);

/** Records that are there before, so that an answer takes a while. */
const BEFORE = 10_000;

test.describe.configure({ mode: "serial", timeout: 120_000 + SECONDS * 2_000 });

let site: CrashSite;
let writer: Installation;
let reader: Installation;

test.beforeAll(async () => {
  site = await openCrashSite({ HEADROOM_WEB_PROCESSES: "1" });
  writer = { url: site.url, credentials: await addComponent("load_collector", "collector") };
  reader = { url: site.url, credentials: await addComponent("load_reader", "reader") };
  for (let from = 0; from < BEFORE; from += 5_000) {
    await addRecords(
      writer,
      Array.from({ length: 5_000 }, (_, n) => recordOf("before", from + n)),
    );
  }
});

test.afterAll(async () => {
  await site?.stop();
});

async function addComponent(id: string, service: string): Promise<string> {
  const { access, password, secretHash } = newBasic();
  const db = await site.connect();
  await db.query("insert into components (id, name, service) values ($1, $1, $2)", [id, service]);
  await db.query(
    "insert into api_keys (kind, access, secret_hash, component_id) values ('basic', $1, $2, $3)",
    [access, secretHash, id],
  );
  await db.end();
  return `${access}:${password}`;
}

function recordOf(name: string, number: number): SentRecord {
  return {
    record_id: `${name}-${number}`,
    meta: { site_id: ["load"], user_id: [name], note: [`${number} of many`.repeat(6)] },
    components: [
      { name: "Cores", amount: 1 + (number % 64), scores: [{ name: "HEPSPEC06", value: 9.25 }] },
      { name: "Memory", amount: 9_007_199_254_740_993n, scores: [] },
    ],
    start_time: "2026-03-01T09:15:00.000001Z",
    stop_time: "2026-03-01T11:45:30Z",
  };
}

interface Ledger {
  /** Records that a client took for stored. */
  stored: SentRecord[];
  /** Times that sending ended without an answer to rely on. */
  lost: number;
  wholeAnswers: number;
  brokenAnswers: number;
}

/** Sends until it is taken, as the collectors' queues do. */
async function keepSending(record: SentRecord, ledger: Ledger): Promise<void> {
  while (true) {
    const failure = await addRecord(writer, record).catch((error: Error) => error);
    // Known: the answer to an earlier attempt was lost.
    if (!failure || failure.message === "RECORD_EXISTS") break;
    ledger.lost += 1;
    await sleep(100);
  }
  ledger.stored.push(record);
}

async function write(name: string, until: number, ledger: Ledger): Promise<void> {
  for (let number = 0; Date.now() < until; number += 1) {
    await keepSending(recordOf(name, number), ledger);
  }
}

/** Ids of all records in an answer, each line of which is looked at: quicker than to parse it. */
async function readIds(): Promise<string[]> {
  const authorization = `Basic ${Buffer.from(reader.credentials ?? "").toString("base64")}`;
  const response = await fetch(`${site.url}/records`, { headers: { authorization } });
  const text = await response.text();
  expect(response.status).toBe(200);
  return text
    .split("\n")
    .slice(0, -1)
    .map((line) => {
      const id = /^\{"record_id":"([^"]+)".*"runtime":9029\}$/.exec(line)?.[1];
      if (id === undefined) throw new Error(`half a record: ${line}`);
      return id;
    });
}

async function read(until: number, ledger: Ledger): Promise<void> {
  while (Date.now() < until) {
    const known = ledger.stored.length;
    const found = await readIds().catch((error: unknown) => {
      // The connection broke, or nobody answered; anything else is a finding.
      if (!(error instanceof TypeError)) throw error;
    });
    if (!found) {
      ledger.brokenAnswers += 1;
      await sleep(100);
      continue;
    }
    ledger.wholeAnswers += 1;
    const ids = new Set(found);
    const missing = ledger.stored.slice(0, known).filter(({ record_id: id }) => !ids.has(id));
    expect(missing.map(({ record_id: id }) => id)).toEqual([]);
    expect(ids.size).toBe(found.length);
    expect(found.length).toBeGreaterThanOrEqual(BEFORE + known);
  }
}

const asSent = ({ runtime: _, ...record }: StoredRecord): SentRecord => record;

test("nothing that was taken is lost, doubled or halved when the web process is killed", async () => {
  const ledger: Ledger = { stored: [], lost: 0, wholeAnswers: 0, brokenAnswers: 0 };
  const until = Date.now() + SECONDS * 1_000;
  const working = [
    ...Array.from({ length: WRITERS }, (_, n) => write(`writer${n}`, until, ledger)),
    ...Array.from({ length: READERS }, () => read(until, ledger)),
  ];
  await sleep((SECONDS * 1_000) / 2);
  const before = { pid: site.child("scripts/web.ts"), stored: ledger.stored.length };
  process.kill(before.pid, "SIGKILL");
  await eventually("the process is started again", 60, () => {
    const pid = site.child("scripts/web.ts");
    return pid !== before.pid && isAlive(pid);
  });
  await Promise.all(working);
  // It really was in the middle, and went on afterwards.
  expect(before.stored).toBeGreaterThan(0);
  expect(ledger.stored.length).toBeGreaterThan(before.stored);
  expect(ledger.lost).toBeGreaterThan(0);
  expect(ledger.wholeAnswers).toBeGreaterThan(0);

  const found = await queryRecords(reader);
  expect(found).toHaveLength(BEFORE + ledger.stored.length);
  const byId = new Map(found.map((record) => [record.record_id, record]));
  const wrong = ledger.stored.filter((record) => {
    const stored = byId.get(record.record_id);
    return !stored || !isSame(asSent(stored), record) || stored.runtime !== 9_029;
  });
  expect(wrong).toEqual([]);
});

const print = (value: unknown): string =>
  JSON.stringify(value, (_, one) => (typeof one === "bigint" ? `${one}n` : one));

const isSame = (left: unknown, right: unknown): boolean => print(left) === print(right);

/** Streams of records that the database is at. */
async function streams(): Promise<number> {
  const db = await site.connect();
  const { rows } = await db.query<{ count: number }>(
    `select count(*)::int as count from pg_stat_activity
     where datname = current_database() and backend_type = 'client backend'
       and query like 'copy (%' and state <> 'idle'`,
  );
  await db.end();
  return rows[0]?.count ?? -1;
}

/** UNIT: bytes. */
function memoryOf(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
}

/** Asks for all records, looks at the first bytes of the answer and then reads no more. */
async function stopReading(): Promise<Socket> {
  const { hostname, port } = new URL(site.url);
  const socket = connect(Number(port), hostname);
  const authorization = Buffer.from(reader.credentials ?? "").toString("base64");
  socket.write(`GET /records HTTP/1.1\r\nHost: h\r\nAuthorization: Basic ${authorization}\r\n\r\n`);
  await new Promise((done) => socket.once("data", done));
  socket.pause();
  return socket;
}

/** Makes an answer too large for the buffers on its way. */
async function addCopies(): Promise<void> {
  const db = await site.connect();
  await db.query(
    `insert into accounting_records (record_id, meta, components, start_at, stop_at,
       runtime_seconds, created_at, updated_at)
     select record_id || '-' || n, meta, components, start_at, stop_at, runtime_seconds, created_at,
       updated_at
     from accounting_records, generate_series(1, 5) n where record_id like 'before-%'`,
  );
  await db.end();
}

test("a reader that stops costs no memory, and one that goes costs nothing", async () => {
  await addCopies();
  const pid = site.child("scripts/web.ts");
  // All records once, so that what the process keeps for work is there.
  await readIds();
  const before = memoryOf(pid);
  const sockets = await Promise.all([stopReading(), stopReading(), stopReading()]);
  await expect.poll(streams).toBe(3);
  await sleep(3_000);
  expect(await streams()).toBe(3);
  // The three answers together have some 75 MB.
  expect((memoryOf(pid) - before) / 2 ** 20).toBeLessThan(32);
  // Others are served meanwhile.
  await addRecord(writer, recordOf("meanwhile", 1));
  const goneAt = Date.now();
  for (const socket of sockets) socket.destroy();
  await eventually("the streams end", 1, async () => (await streams()) === 0);
  expect(Date.now() - goneAt).toBeLessThan(1_000);
});
