import type pg from "pg";
import { ACCOUNTS, type Ledger, type Move, signedClusters } from "./crash-ledger";

/**
 * Compares what was promised with what the database holds. Each function returns findings, one
 * sentence each; none is what the test wants.
 */

async function strings(db: pg.Client, sql: string, values: unknown[] = []): Promise<string[]> {
  const { rows } = await db.query<{ finding: string }>(sql, values);
  return rows.map(({ finding }) => finding);
}

/** What must hold whatever happened: nothing half-done, nothing double. */
export async function auditInvariants(db: pg.Client): Promise<string[]> {
  const perFeed = `
    select t.feed_name, g.* from generations g join task_managers t using (sequence_id)`;
  const queries = [
    `select 'generation ' || id || ' is ' || state as finding from generations
     where state <> 'CLOSED' or closed_at is null`,
    `select feed_name || ' has ' || count(*) || ' generations numbered ' || min(number) || ' to '
       || max(number) as finding
     from (${perFeed}) g group by feed_name
     having min(number) <> 1 or max(number) <> count(*) or count(distinct number) <> count(*)`,
    `select f.name || ' does not end with its newest generation' as finding
     from feeds f join (${perFeed}) g on g.feed_name = f.name
     group by f.name, f.last_generation_id
     having f.last_generation_id is distinct from max(g.id)`,
    `select 'generation ' || g.id || ' received ' || g.received_count || ' and has '
       || count(s.*) || ' samples' as finding
     from generations g left join case_samples s on s.generation_id = g.id
     group by g.id having count(s.*) <> g.received_count`,
    `select 'generation ' || g.id || ' has ' || count(p.*) || ' of ' || g.product_count
       || ' products' as finding
     from generations g left join data_products p on p.generation_id = g.id
     group by g.id having count(p.*) = 0 or count(p.*) <> g.product_count`,
    `select 'case ' || c.id || ' has ' || c.ticks || ' ticks and ' || count(s.*) || ' samples up to '
       || coalesce(max(s.tick), 0) as finding
     from cases c left join case_samples s on s.case_id = c.id
     group by c.id having count(s.*) <> c.ticks or coalesce(max(s.tick), 0) <> c.ticks`,
    // Every report names every case of its type and cluster once.
    `select 'case ' || c.id || ' has ' || c.ticks || ' ticks, its feed ' || count(g.*)
       || ' generations' as finding
     from cases c join feeds f on f.cluster_id = c.cluster_id and f.kind || 's' = c.type
     join (${perFeed}) g on g.feed_name = f.name
     group by c.id having count(g.*) <> c.ticks`,
    `select cluster_id || ' has ' || count(*) || ' cases of ' || type as finding
     from cases group by cluster_id, type having count(*) <> ${ACCOUNTS}`,
    `select 'case ' || c.id || ' says ' || c.history_count || ' of ' || count(h.*)
       || ' history rows, version ' || c.version as finding
     from cases c left join history_events h
       on h.subject_type = 'case' and h.subject_id = c.id::text
     group by c.id having count(h.*) <> c.history_count or c.version <> 1 + count(h.*)`,
    `select 'case ' || c.id || ' is claimed by ' || coalesce(p.uid, 'nobody')
       || ', its history ends with ' || coalesce(h.now, 'nobody') as finding
     from cases c left join people p on p.id = c.claimant_id
     left join lateral (
       select now #>> '{}' as now from history_events
       where subject_type = 'case' and subject_id = c.id::text order by id desc limit 1
     ) h on true
     where p.uid is distinct from h.now`,
    // Each row of a case's history begins where the one before ended.
    `select 'history row ' || id || ' does not follow the one before' as finding from (
       select id, was #>> '{}' as was,
         lag(now #>> '{}') over (partition by subject_id order by id) as before
       from history_events where subject_type = 'case'
     ) h where was is distinct from before`,
    `select 'receipt ' || key || ' names no generation' as finding from idempotent_receipts r
     where not exists (
       select from (${perFeed}) g
       where g.feed_name = (r.receipt ->> 'body')::json ->> 'feed'
         and g.number = ((r.receipt ->> 'body')::json ->> 'generation')::int)`,
  ];
  const found: string[] = [];
  for (const sql of queries) found.push(...(await strings(db, sql)));
  return found;
}

/** A signed report brings both types or none, and what was acknowledged is there once. */
export async function auditSigned(db: pg.Client, ledger: Ledger): Promise<string[]> {
  const { rows } = await db.query<{ ref: string; generations: number; cluster: string }>(
    `select g.request_ref as ref, count(*)::int as generations, min(f.cluster_id) as cluster
     from generations g join task_managers t using (sequence_id)
     join feeds f on f.name = t.feed_name
     where f.cluster_id = any($1) group by 1`,
    [signedClusters],
  );
  const found = rows
    .filter(({ generations }) => generations !== 2)
    .map(({ ref, generations }) => `report ${ref} made ${generations} of 2 generations`);
  const stored = new Set(rows.map(({ ref }) => ref));
  const acknowledged = ledger.signed.filter(({ fate }) => fate === "acknowledged");
  for (const { ref } of acknowledged) {
    if (!ref || !stored.has(ref)) found.push(`acknowledged report ${ref} is missing`);
  }
  const unknown = ledger.signed.length - acknowledged.length;
  const surplus = stored.size - acknowledged.length;
  if (surplus < 0 || surplus > unknown) {
    found.push(`${stored.size} reports stored, ${acknowledged.length} acknowledged`);
  }
  return found;
}

/** Every report with a key was acknowledged in the end: there is one generation for each. */
export async function auditKeyed(db: pg.Client, ledger: Ledger): Promise<string[]> {
  const found: string[] = [];
  const { rows } = await db.query<{ feed: string; numbers: number[] }>(
    `select t.feed_name as feed, array_agg(g.number order by g.number) as numbers
     from generations g join task_managers t using (sequence_id) group by 1`,
  );
  for (const { feed, numbers } of rows) {
    const own = ledger.keyed.filter((report) => report.feed === feed);
    if (own.length === 0) continue;
    const told = own.map(({ receipt }) => numberIn(receipt)).sort((a, b) => a - b);
    if (JSON.stringify(told) !== JSON.stringify(numbers)) {
      found.push(`${feed}: receipts name ${told.join(" ")}; there are ${numbers.join(" ")}`);
    }
  }
  return found;
}

function numberIn(receipt: string | null): number {
  return (JSON.parse(receipt ?? "{}") as { generation?: number }).generation ?? -1;
}

/** Each acknowledged claim and release left one row; the others at most one. */
export async function auditMoves(db: pg.Client, ledger: Ledger): Promise<string[]> {
  const { rows } = await db.query<{ key: string; rows: number }>(
    `select concat_ws(' ', actor_id, verb, subject_id) as key, count(*)::int as rows
     from history_events where subject_type = 'case' group by 1`,
  );
  const stored = new Map(rows.map(({ key, rows: count }) => [key, count]));
  const told = new Map<string, { acknowledged: number; unknown: number }>();
  for (const move of ledger.moves) {
    const key = keyOf(move);
    const counts = told.get(key) ?? { acknowledged: 0, unknown: 0 };
    if (move.fate !== "refused") counts[move.fate] += 1;
    told.set(key, counts);
  }
  const found: string[] = [];
  for (const key of new Set([...stored.keys(), ...told.keys()])) {
    const count = stored.get(key) ?? 0;
    const { acknowledged, unknown } = told.get(key) ?? { acknowledged: 0, unknown: 0 };
    if (count < acknowledged || count > acknowledged + unknown) {
      found.push(`${key}: ${count} rows, ${acknowledged} acknowledged, ${unknown} unknown`);
    }
  }
  return found;
}

const keyOf = ({ uid, verb, caseId }: Move): string => `${uid} ${verb} ${caseId}`;
