import "server-only";
import type pg from "pg";
import { z } from "zod";
import { askOn, Prisma } from "@/lib/platform/db";
import type { CompiledMapping } from "../model/mapping";
import { mappedRecords } from "../queries/mapped-records";
import { countNames, nameKeysText } from "../queries/name-keys";
import { addPieces, usageColumns, usagePieces } from "./usage-pieces";

/** Reads a batch of records by their mappings and adds what is new of them to the roll-ups. */

/** Runs a statement on a connection of its own transaction. */
export async function run(client: pg.PoolClient, { text, values }: Prisma.Sql): Promise<void> {
  await client.query({ text, values });
}

/** Takes a lock that ends with the connection; false where another process holds it. */
export async function tryLock(client: pg.PoolClient, name: string): Promise<boolean> {
  const [row] = await askOn(
    client,
    z.object({ held: z.boolean() }),
    Prisma.sql`select pg_try_advisory_lock(hashtextextended(${name}, 0)) as held`,
  );
  return row?.held === true;
}

export async function unlock(client: pg.PoolClient, name: string): Promise<void> {
  await client.query("select pg_advisory_unlock(hashtextextended($1, 0))", [name]);
}

const BATCH_TABLE = `
  create temporary table if not exists accounting_batch (
    id bigint, site text, "group" text, "user" text, start_at timestamptz, stop_at timestamptz,
    cores numeric, gpus numeric, normalised numeric, memory_mib numeric, cpu_us numeric, flags int,
    change_xid bigint, mapping_hash int, record_hash bigint, meta jsonb,
    component_id text, generation_id bigint, updated_at timestamptz
  ) on commit delete rows`;

/** Prepares a connection for batches; outside of a transaction. */
export async function openBatches(client: pg.PoolClient): Promise<void> {
  await client.query(BATCH_TABLE);
}

const rollupPosition = z.object({
  horizonXid: z.string(),
  countedUntil: z.string().nullable(),
  countKeys: z.string(),
  rebuildStep: z.string(),
  rebuildScope: z.string(),
  rebuildRecordId: z.string(),
  rebuildLastId: z.string(),
  rebuildMonth: z.string().nullable(),
});

/** How far the roll-ups are; numbers of 64 bits as text. */
export type RollupPosition = z.infer<typeof rollupPosition>;

/** Begins a transaction and holds the roll-ups until it ends. Returns their state. */
export async function beginBatch(client: pg.PoolClient): Promise<RollupPosition> {
  await client.query(`begin; set local jit = off; set local work_mem = '64MB'`);
  const [position] = await askOn(
    client,
    rollupPosition,
    Prisma.sql`select horizon_xid as "horizonXid", counted_until::text as "countedUntil",
       count_keys as "countKeys", rebuild_step as "rebuildStep", rebuild_scope as "rebuildScope",
       rebuild_record_id as "rebuildRecordId", rebuild_last_id as "rebuildLastId",
       rebuild_month::text as "rebuildMonth"
     from accounting_state where id = 1 for update`,
  );
  if (!position) throw new Error("accounting_state has no row");
  return position;
}

/**
 * Reads the records of these ids and changes the roll-ups by what differs from what they counted
 * as before. In the transaction of `beginBatch`; all count until `countedUntil`.
 */
export async function applyRecords(
  client: pg.PoolClient,
  ids: readonly string[],
  mappings: readonly CompiledMapping[],
  countedUntil: string,
): Promise<void> {
  const wanted = Prisma.sql`select unnest(${[...ids]}::bigint[]) as id`;
  await run(
    client,
    Prisma.sql`with ${mappedRecords(wanted, mappings)}
      insert into accounting_batch select id, site, "group", "user", start_at, stop_at, cores, gpus,
        normalised, memory_mib, cpu_us, flags, change_xid, mapping_hash, record_hash, meta,
        component_id, generation_id, updated_at
      from mapped`,
  );
  await run(
    client,
    Prisma.sql`
      insert into accounting_names (name)
      select distinct v.name from accounting_batch b
      cross join lateral (values (b.site), (b."group"), (b."user")) v(name)
      where not exists (select from accounting_names n where n.name = v.name)`,
  );
  await run(client, applySql(countedUntil));
  await client.query("delete from accounting_batch");
}

function applySql(countedUntil: string): Prisma.Sql {
  const moved = Prisma.sql`
    select 1 as sign, ${countedUntil}::timestamptz as until, ${usageColumns} from fresh
    union all select -1, ${countedUntil}::timestamptz, ${usageColumns} from old`;
  return Prisma.sql`
    with fresh as materialized (
      select b.*, s.id as site_id, g.id as group_id, u.id as user_id,
        (select o.id from accounting_usages o where o.id = b.id) is null as is_new
      from accounting_batch b join accounting_names s on s.name = b.site
      join accounting_names g on g.name = b."group" join accounting_names u on u.name = b."user"
    ), old as materialized (
      select b.id as fresh_id, o.* from fresh b cross join lateral (
        select * from accounting_usages u where u.id = b.id offset 0
      ) o
      union all
      -- A restored record takes the usage over that it left behind.
      select b.id, o.* from fresh b cross join lateral (
        select * from accounting_usages u
        where u.is_archived and u.record_hash = b.record_hash and u.start_at = b.start_at
        order by u.id limit 1
      ) o where b.is_new
    ), gone as (
      delete from accounting_usages u using old o where u.id = o.id and o.is_archived
    ), kept as (
      insert into accounting_usages as u (id, ${usageColumns}, change_xid, mapping_hash,
        record_hash, is_ahead)
      select id, ${usageColumns}, change_xid, mapping_hash, record_hash,
        coalesce(greatest(start_at, stop_at) >= ${countedUntil}::timestamptz, false)
      from fresh
      on conflict (id) do update set site_id = excluded.site_id, group_id = excluded.group_id,
        user_id = excluded.user_id, start_at = excluded.start_at, stop_at = excluded.stop_at,
        cores = excluded.cores, gpus = excluded.gpus, normalised = excluded.normalised,
        memory_mib = excluded.memory_mib, cpu_us = excluded.cpu_us, flags = excluded.flags,
        change_xid = excluded.change_xid, mapping_hash = excluded.mapping_hash,
        is_ahead = excluded.is_ahead
    ), arrived as (${arrivedSql}
    ), counted as (${addCounts(Prisma.sql`select meta, 1 as sign from fresh where is_new`)}
    ), hours as (${addPieces("hour", usagePieces(moved, "hour"))})
    ${addPieces("day", usagePieces(moved, "day"))}`;
}

/**
 * What came over the protocol, for the next generation of its feed. A record that is read by another
 * mapping did not come, nor did one that came back from the archive.
 */
const arrivedSql = Prisma.sql`
  insert into accounting_arrivals as t (source, record_count, end_count, last_at)
  select coalesce(f.component_id, ''), count(*) filter (where f.is_new),
    count(*) filter (where not f.is_new), max(f.updated_at)
  from fresh f left join old o on o.fresh_id = f.id
  where case when o.id is null then f.generation_id is null
    else not o.is_archived and o.change_xid <> f.change_xid end
  group by 1
  on conflict (source) do update set record_count = t.record_count + excluded.record_count,
    end_count = t.end_count + excluded.end_count, last_at = greatest(t.last_at, excluded.last_at)`;

/** Changes what `/metrics` counts: `rows` has meta (jsonb) and `sign`, 1 or -1. */
export function addCounts(rows: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    insert into accounting_counts as t (kind, value, count) ${countNames(rows)}
    on conflict (kind, value) do update set count = t.count + excluded.count`;
}

/** Counts anew for `/metrics` all records that are counted; in the transaction of `beginBatch`. */
export async function recountNames(client: pg.PoolClient): Promise<void> {
  await client.query("delete from accounting_counts");
  await run(
    client,
    addCounts(Prisma.sql`select r.meta::jsonb as meta, 1 as sign from accounting_records r
      where exists (select from accounting_usages u where u.id = r.id)`),
  );
  await run(client, Prisma.sql`update accounting_state set count_keys = ${nameKeysText()}`);
}
