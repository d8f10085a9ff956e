import "server-only";
import { randomUUID } from "node:crypto";
import pg from "pg";
import { makeMachine } from "@/lib/auth/factory";
import type { ComponentActor } from "@/lib/auth/model";
import { receiveProtocolReport } from "@/lib/cases/ingest/doors";
import { callProtocol } from "@/tools/simulate/client";
import { type Figure, median, milliseconds, ratioFigure, timed } from "./measure";

/** A report of 1,000 entries against 1,000 single upserts in one transaction, as psql sends them. */

const ENTRIES = 1_000;
const WARM_UP = 2;
const ROUNDS = 9;

interface Entry {
  account: string;
  resource: string;
  pain: number;
  firstjob: number;
  lastjob: number;
  submitters: string[];
  summary: Record<string, number>;
}

function entriesOf(prefix: string, round: number): Entry[] {
  return Array.from({ length: ENTRIES }, (_, n) => ({
    account: `${prefix}${n}`,
    resource: n % 3 === 0 ? "gpu" : "cpu",
    pain: ((n * 37 + round * 11) % 9_973) / 100,
    firstjob: 20_000 + n,
    lastjob: 30_000 + n + round,
    submitters: [`user${n % 97}`, `user${n % 89}`],
    summary: { num_jobs: n % 500, cpus_total: n * 32, mem_total: n * 96, old_pain: n / 7 },
  }));
}

async function makeBaseline(client: pg.Client): Promise<void> {
  await client.query(`
    create table bench_upserts (like cases including defaults including indexes);
    create unique index on bench_upserts (type, cluster_id, account, resource)`);
}

function upsertOf(entry: Entry, round: number): string {
  const json = (value: unknown) => pg.escapeLiteral(JSON.stringify(value));
  const { account, resource, pain, submitters, summary } = entry;
  const detail = { firstJob: entry.firstjob, lastJob: entry.lastjob, submitters };
  return `insert into bench_upserts (type, cluster_id, account, resource, state, metric, reported_at,
      first_reported_at, generation_id, summary, detail, search_text)
    values ('bursts', 'benchone', '${account}', '${resource}', 'pending', ${pain}, now(), now(),
      ${round + 1}, ${json(summary)}, ${json(detail)}, '${account} ${submitters.join(" ")}')
    on conflict (type, cluster_id, account, resource) do update
    set metric = excluded.metric, ticks = bench_upserts.ticks + 1,
      reported_at = excluded.reported_at, generation_id = excluded.generation_id,
      is_current = true, summary = excluded.summary, detail = excluded.detail,
      search_text = excluded.search_text`;
}

async function upsertAll(client: pg.Client, entries: Entry[], round: number): Promise<void> {
  await client.query("begin");
  for (const entry of entries) await client.query(upsertOf(entry, round));
  await client.query("commit");
}

/** Three ways to store the same entries, in milliseconds by round. */
interface Times {
  upserts: number[];
  http: number[];
  ingest: number[];
}

/** Measures reports that create cases and reports that hit known ones. */
export async function measureReports(site: {
  url: string;
  databaseUrl: string;
}): Promise<Figure[]> {
  const posting = await makeMachine("detector", "benchone", { id: "bench_posting" });
  const calling = await makeMachine("detector", "benchtwo", { id: "bench_calling" });
  const client = new pg.Client({ connectionString: site.databaseUrl });
  await client.connect();
  await makeBaseline(client);
  const store = {
    upserts: (entries: Entry[], round: number) => upsertAll(client, entries, round),
    http: (entries: Entry[]) => post(site.url, posting, entries),
    ingest: (entries: Entry[]) => ingest(calling.actor, entries),
  };
  try {
    const fresh = await measure(store, (round) => entriesOf(`new${round + WARM_UP}x`, round));
    const repeat = await measure(store, (round) => entriesOf("known", round));
    return [...figuresOf("new cases", fresh), ...figuresOf("known cases", repeat)];
  } finally {
    await client.end();
  }
}

async function measure(
  store: Record<keyof Times, (entries: Entry[], round: number) => Promise<void>>,
  entries: (round: number) => Entry[],
): Promise<Times> {
  const times: Times = { upserts: [], http: [], ingest: [] };
  for (let round = -WARM_UP; round < ROUNDS; round += 1) {
    for (const way of ["upserts", "http", "ingest"] as const) {
      const taken = await timed(() => store[way](entries(round), round + WARM_UP));
      if (round >= 0) times[way].push(taken);
    }
  }
  return times;
}

async function post(
  url: string,
  key: { access: string; secret: string },
  bursts: Entry[],
): Promise<void> {
  const body = { version: 2, bursts };
  const { status } = await callProtocol(url, key, "POST", "/api/cases/", body);
  if (status !== 201) throw new Error(`the report was answered with ${status}`);
}

async function ingest(actor: ComponentActor, entries: Entry[]): Promise<void> {
  await receiveProtocolReport(actor, [["bursts", entries]], { requestRef: randomUUID() });
}

function figuresOf(what: string, times: Times): Figure[] {
  const limit = median(times.upserts);
  const figure = (way: "http" | "ingest", name: string): Figure =>
    ratioFigure(
      {
        name: `report of 1,000 entries, ${what}, ${name}`,
        measured: `${milliseconds(median(times[way]))} median`,
        limit: `${milliseconds(limit)} for 1,000 upserts`,
        // Of rates, so that more is better: the limit's time over ours.
        ratio: limit / median(times[way]),
      },
      { atLeast: 0.5 },
    );
  return [figure("http", "signed POST"), figure("ingest", "ingest alone")];
}
