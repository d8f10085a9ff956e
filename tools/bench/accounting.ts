import "server-only";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { pipeline } from "node:stream/promises";
import type pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import { parseRecordQuery } from "@/lib/accounting/params/record-query";
import { recordLine, selectRecords } from "@/lib/accounting/queries/record-sql";
import { makeMachine } from "@/lib/auth/factory";
import { db, pool } from "@/lib/platform/db";
import { type Figure, median, milliseconds, p95, ratioFigure, timed } from "./measure";
import { RawConnection, rateOf, rawRequest } from "./raw-http";
import { freePort } from "./site";

/** Accounting records through the protocol's doors, against PostgreSQL alone. */

const CONNECTIONS = 16;
const ROUNDS = 5;
const ROUND_SECONDS = 2;
const BATCH = 1_000;
const BATCH_ROUNDS = 15;
const QUERIES = 60;

/** The records that are there begin in this year, and lie all over it. */
const YEAR = 2025;
const SITES = 6;

interface Web {
  url: string;
  child: ChildProcess;
}

// One process, whose memory can be looked at.
async function startOne(base: NodeJS.ProcessEnv, databaseUrl: string): Promise<Web> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, ["--import", "tsx", "scripts/web.ts"], {
    stdio: ["ignore", 2, "inherit", "ipc"],
    env: {
      ...base,
      NODE_ENV: "production",
      DATABASE_URL: databaseUrl,
      PORT: String(port),
      HEADROOM_URL: url,
      HEADROOM_WEB_PROCESSES: "1",
      HEADROOM_ACCOUNTING_ANONYMOUS: "read,write",
    },
  });
  await Promise.race([
    once(child, "message"),
    once(child, "exit").then(() => Promise.reject(new Error("the web process ended"))),
  ]);
  return { url, child };
}

/** Fills the empty database of this process with a year of records. */
async function fillRecords(count: number): Promise<void> {
  await db().$executeRaw`
    insert into accounting_records (record_id, meta, components, start_at, stop_at,
      runtime_seconds, created_at, updated_at)
    select 'bench-' || n,
      ('{"site_id":["site' || n % ${SITES}::int || '"],"user_id":["user' || n % 500
        || '"],"group_id":["group' || n % 40 || '"]}')::json,
      ('[{"name":"Cores","amount":' || 1 + n % 64
        || ',"scores":[{"name":"HEPSPEC06","value":' || 9 + n % 7 || '.5}]},{"name":"Memory",'
        || '"amount":' || 1000 + n % 64000 || ',"scores":[]}]')::json,
      at, at + n % 90000 * interval '1 second', n % 90000, at, at
    from generate_series(1, ${count}::int) n,
      lateral (select ${`${YEAR}-01-01T00:00:00Z`}::timestamptz
        + (n * 31536000.0 / ${count}::int) * interval '1 second' as at) x`;
  await db().$executeRawUnsafe("vacuum analyze accounting_records");
}

let serial = 0;

/** A record as a collector sends it. */
function nextRecord(): string {
  serial += 1;
  const cores = 1 + (serial % 64);
  return `{"record_id":"sent-${serial}","meta":{"site_id":["site1"],"user_id":["user${serial % 500}"],"group_id":["group${serial % 40}"]},"components":[{"name":"Cores","amount":${cores},"scores":[{"name":"HEPSPEC06","value":9.2}]},{"name":"Memory","amount":${cores * 2000},"scores":[]}],"start_time":"2026-03-01T09:15:00Z","stop_time":"2026-03-01T11:45:30.079043Z"}`;
}

const json = { "Content-Type": "application/json" };

async function measureSingles(url: string, credentials: string): Promise<Figure[]> {
  const opening = Array.from({ length: CONNECTIONS }, () => RawConnection.open(url));
  const connections = await Promise.all(opening);
  const authorization = `Basic ${Buffer.from(credentials).toString("base64")}`;
  const signed = { ...json, Authorization: authorization };
  // The emptiest route of the build: a method that its path does not have.
  const empty = () => rawRequest("PATCH", "/record", nextRecord(), signed);
  const ways = {
    empty: (seconds: number) => rateOf(connections, seconds, 405, empty),
    basic: (seconds: number) =>
      rateOf(connections, seconds, 200, () => rawRequest("POST", "/record", nextRecord(), signed)),
    open: (seconds: number) =>
      rateOf(connections, seconds, 200, () => rawRequest("POST", "/record", nextRecord(), json)),
  };
  const rates = { empty: [] as number[], basic: [] as number[], open: [] as number[] };
  for (let round = -1; round < ROUNDS; round += 1) {
    for (const way of ["empty", "basic", "open"] as const) {
      const rate = await ways[way](ROUND_SECONDS);
      if (round >= 0) rates[way].push(rate);
    }
  }
  for (const connection of connections) connection.close();
  const figure = (way: "basic" | "open", name: string): Figure =>
    ratioFigure(
      {
        name: `POST /record, ${CONNECTIONS} connections, ${name}`,
        measured: `${Math.round(median(rates[way]))} a second`,
        limit: `${Math.round(median(rates.empty))} from an empty route`,
        ratio: median(rates[way]) / median(rates.empty),
      },
      { atLeast: 0.5 },
    );
  return [figure("basic", "with credentials"), figure("open", "anonymous")];
}

/** The same rows by one statement, as psql would send them. */
async function insertAlone(client: pg.PoolClient, rows: string): Promise<void> {
  await client.query(
    `insert into accounting_records (record_id, meta, components, start_at, stop_at,
       runtime_seconds, created_at, updated_at)
     select record_id, meta, components, start_time, stop_time,
       trunc(extract(epoch from stop_time - start_time))::bigint, now(), now()
     from json_to_recordset($1::json) as r(record_id text, meta json, components json,
       start_time timestamptz, stop_time timestamptz)`,
    [rows],
  );
}

const batchText = () => `[${Array.from({ length: BATCH }, nextRecord).join(",")}]`;

async function measureBatches(url: string): Promise<Figure> {
  const connection = await RawConnection.open(url);
  const client = await pool().connect();
  const times = { alone: [] as number[], http: [] as number[] };
  for (let round = -3; round < BATCH_ROUNDS; round += 1) {
    const rows = batchText();
    const request = rawRequest("POST", "/records", batchText(), json);
    const alone = await timed(() => insertAlone(client, rows));
    const http = await timed(() => connection.send(request));
    if (round < 0) continue;
    times.alone.push(alone);
    times.http.push(http);
  }
  client.release();
  connection.close();
  return ratioFigure(
    {
      name: "POST /records, batches of 1,000",
      measured: `${milliseconds(median(times.http))} median`,
      limit: `${milliseconds(median(times.alone))} for one INSERT … SELECT`,
      ratio: median(times.alone) / median(times.http),
    },
    { atLeast: 0.5 },
  );
}

/** Reads an answer to its end; returns the bytes of its body. */
export function download(url: string): Promise<number> {
  return new Promise((done, fail) => {
    const request = httpRequest(url, (response) => {
      let bytes = 0;
      response.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
      });
      response.on("end", () => done(bytes));
      response.on("error", fail);
    });
    request.on("error", fail).end();
  });
}

async function copyOut(client: pg.PoolClient): Promise<number> {
  const query = `copy (select ${recordLine.sql} from accounting_records order by stop_at, id)
    to stdout`;
  let bytes = 0;
  await pipeline(client.query(copyTo(query)), async (chunks) => {
    for await (const chunk of chunks as AsyncIterable<Buffer>) bytes += chunk.length;
  });
  return bytes;
}

/** UNIT: bytes that the process holds in memory. */
function residentBytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
}

async function measureStream({ url, child }: Web): Promise<Figure[]> {
  const client = await pool().connect();
  const pid = child.pid ?? 0;
  // The process has worked before: what it keeps for work is not what the records cost.
  const before = residentBytes(pid);
  let most = before;
  const looking = setInterval(() => {
    most = Math.max(most, residentBytes(pid));
  }, 50);
  const times = { copy: [] as number[], http: [] as number[] };
  for (let round = 0; round < 3; round += 1) {
    times.copy.push(await timed(() => copyOut(client)));
    times.http.push(await timed(() => download(`${url}/records`)));
  }
  clearInterval(looking);
  client.release();
  const megabytes = (most - before) / 2 ** 20;
  const count = await db().accountingRecord.count();
  const name = `GET /records, ${count} records streamed`;
  return [
    ratioFigure(
      {
        name,
        measured: `${milliseconds(median(times.http))} median`,
        limit: `${milliseconds(median(times.copy))} for COPY`,
        ratio: median(times.copy) / median(times.http),
      },
      { atLeast: 0.5 },
    ),
    {
      name: `${name}: memory of the process`,
      measured: `${Math.round(megabytes)} MB more, from ${Math.round(before / 2 ** 20)} MB`,
      limit: "",
      ratio: null,
      budget: "at most 64 MB",
      isMet: megabytes <= 64,
    },
  ];
}

async function measureQueries(url: string): Promise<Figure[]> {
  const client = await pool().connect();
  // As the door has it; PostgreSQL's own is a disk's.
  await client.query("set random_page_cost = 1.1");
  const times = { sql: [] as number[], http: [] as number[] };
  for (let at = 0; at < QUERIES; at += 1) {
    const day = new Date(Date.UTC(YEAR, 0, 30 + at * 4));
    const [from = "", to = ""] = [day, new Date(day.getTime() + 86_400_000)].map((instant) =>
      encodeURIComponent(instant.toISOString()),
    );
    const query = `stop_time[gte]=${from}&stop_time[lt]=${to}&meta[site_id][c][0]=site${at % SITES}`;
    const { text, values } = selectRecords(parseRecordQuery(query), null);
    times.sql.push(await timed(() => client.query({ text, values })));
    times.http.push(await timed(() => download(`${url}/records?${query}`)));
  }
  client.release();
  const name = "GET /records, one day of one site";
  const ratio = median(times.sql) / median(times.http);
  const measured = `${milliseconds(median(times.http))} median`;
  const limit = `${milliseconds(median(times.sql))} for the same SQL`;
  const worst = p95(times.http);
  return [
    ratioFigure({ name, measured, limit, ratio }, { atLeast: 0.3 }),
    {
      name: `${name}, alone`,
      measured: `${milliseconds(worst)} p95`,
      limit: "",
      ratio: null,
      budget: "at most 20 ms",
      isMet: worst <= 20,
    },
  ];
}

/** Fills the empty database of this process with `count` records and measures the doors. */
export async function measureRecords(
  base: NodeJS.ProcessEnv,
  databaseUrl: string,
  count: number,
): Promise<Figure[]> {
  await fillRecords(count);
  const { basic } = await makeMachine("collector", null, { id: "bench_collector" });
  const web = await startOne(base, databaseUrl);
  try {
    return [
      ...(await measureSingles(web.url, basic)),
      await measureBatches(web.url),
      ...(await measureQueries(web.url)),
      ...(await measureStream(web)),
    ];
  } finally {
    const ended = once(web.child, "exit");
    web.child.kill("SIGTERM");
    await ended;
  }
}
