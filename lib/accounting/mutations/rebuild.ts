import "server-only";
import type pg from "pg";
import { z } from "zod";
import { type Actor, systemActor } from "@/lib/auth/model";
import {
  ask,
  askOn,
  databaseNow,
  Prisma,
  pool,
  recordset,
  type Tx,
  transaction,
} from "@/lib/platform/db";
import { announcement } from "@/lib/platform/events";
import { enqueue } from "@/lib/platform/queue";
import type { CompiledMapping } from "../model/mapping";
import { usageFlags } from "../model/quality";
import { compileMappings, fingerprint } from "../queries/list-mappings";
import {
  applyRecords,
  beginBatch,
  openBatches,
  recountNames,
  run,
  tryLock,
  unlock,
} from "./read-batch";
import { addPieces, usageColumns, usagePieces } from "./usage-pieces";

/** Ids that one transaction looks at. */
const BATCH_SIZE = 10_000;

const TASK = "rebuild-usage";

const LOCK = "accounting-rebuild";

/** `mapping` reads again what another mapping read; `all` makes the roll-ups anew as well. */
export type RebuildScope = "mapping" | "all";

/**
 * Asks the workers to read records again; a rebuild that is under way begins again. Pages show the
 * old numbers until the new ones are there.
 */
export async function requestRebuild(
  tx: Tx,
  actor: Actor,
  scope: RebuildScope,
  reason: string,
): Promise<void> {
  const by = actor.kind === "person" ? actor.uid : actor.id;
  await tx.$executeRaw`
    update accounting_state set rebuild_step = 'waiting', rebuild_error = null,
      rebuild_scope = case when rebuild_step <> 'idle' and rebuild_scope = 'all' then 'all'
        else ${scope}::text end,
      rebuild_reason = ${reason}, rebuild_requested_by = ${by},
      rebuild_requested_at = ${databaseNow()}, rebuild_ended_at = null, rebuild_record_id = 0,
      rebuild_last_id = 0, rebuild_month = null`;
  await enqueue(tx, TASK, {}, { jobKey: TASK });
}

/**
 * Queues a rebuild that is not done, since whoever was at it was perhaps killed; and asks for one
 * where mappings changed by themselves, such as by a new site of a component.
 */
export async function resumeRebuild(): Promise<void> {
  const hash = mappingsHash(await compileMappings(pool()));
  await transaction(async (tx) => {
    const [state] = await ask(z.object({ step: z.string(), isSame: z.boolean() }), tx)`
      select rebuild_step as step, mappings_hash = ${hash}::int as "isSame" from accounting_state
      where id = 1 for update`;
    if (!state) throw new Error("accounting_state has no row");
    if (state.step === "idle" && state.isSame) return;
    // One that did not begin yet will read by the new mappings anyway.
    if (state.step === "waiting" || state.isSame) await enqueue(tx, TASK, {}, { jobKey: TASK });
    else await requestRebuild(tx, systemActor, "mapping", "sources changed");
  });
}

/** Another number where any source is read in another way, or is new. */
function mappingsHash(mappings: readonly CompiledMapping[]): number {
  return fingerprint(
    mappings
      .map(({ source, hash }) => `${source}:${hash}`)
      .sort()
      .join(),
  );
}

/**
 * Does a rebuild that was asked for, or goes on with one; nothing where none is, or where another
 * process is at it. In batches of ids and then months, each in a transaction of its own after which
 * the numbers are right.
 */
export async function rebuild(signal?: AbortSignal): Promise<void> {
  const client = await pool().connect();
  let failure: Error | undefined;
  try {
    if (!(await tryLock(client, LOCK))) return;
    await openBatches(client);
    while (!signal?.aborted && (await rebuildStep(client)));
    await unlock(client, LOCK);
  } catch (error) {
    failure = error instanceof Error ? error : new Error(String(error));
    await noteFailure(failure).catch(() => undefined);
    throw error;
  } finally {
    client.release(failure);
  }
}

async function noteFailure({ message }: Error): Promise<void> {
  await pool().query("update accounting_state set rebuild_error = $1", [message.slice(0, 500)]);
}

// Whether there is more to do. Every step reads the state anew: another worker may be at it too,
// and a new request begins from the start.
async function rebuildStep(client: pg.PoolClient): Promise<boolean> {
  const state = await beginBatch(client);
  if (state.rebuildStep === "waiting") await startReading(client);
  if (state.rebuildStep === "reading") {
    if (!state.countedUntil) throw new Error("running records were never counted");
    await readNext(client, state.rebuildRecordId, state.rebuildLastId, {
      isAll: state.rebuildScope === "all",
      countedUntil: state.countedUntil,
    });
  }
  if (state.rebuildStep === "adding") await addMonth(client, state.rebuildMonth);
  await client.query("commit");
  return state.rebuildStep !== "idle";
}

async function startReading(client: pg.PoolClient): Promise<void> {
  const hash = mappingsHash(await compileMappings(client));
  await run(
    client,
    Prisma.sql`update accounting_state set rebuild_step = 'reading', rebuild_record_id = 0,
      mappings_hash = ${hash}::int,
      counted_until = coalesce(counted_until, ${databaseNow()}), rebuild_month = null,
      rebuild_last_id = coalesce((select max(id) from accounting_records), 0)`,
  );
}

interface Reading {
  isAll: boolean;
  countedUntil: string;
}

// Records that were never counted are left to the roll-up, which finds them by itself.
async function readNext(
  client: pg.PoolClient,
  after: string,
  last: string,
  { isAll, countedUntil }: Reading,
): Promise<void> {
  const mappings = await compileMappings(client);
  const rows = await askOn(
    client,
    z.object({ id: z.string(), isStale: z.boolean() }),
    Prisma.sql`
      select r.id::text, ${isAll}::boolean or u.mapping_hash <> m.hash as "isStale"
      from (
        select id, component_id from accounting_records
        where id > ${after}::bigint and id <= ${last}::bigint order by id limit ${BATCH_SIZE}::int
      ) r
      join accounting_usages u on u.id = r.id and u.flags & ${usageFlags.unreadable}::int = 0
      join ${hashes(mappings)} m on m.source = case
        when r.component_id = any(${mappings.map(({ source }) => source)}::text[])
        then r.component_id else '*' end
      order by r.id`,
  );
  const stale = rows.filter(({ isStale }) => isStale).map(({ id }) => id);
  if (stale.length > 0) await applyRecords(client, stale, mappings, countedUntil);
  await run(client, moveOn(after, last, isAll));
}

function hashes(mappings: readonly CompiledMapping[]): Prisma.Sql {
  const list = mappings.map(({ source, hash }) => ({ source, hash }));
  return recordset(list, { source: "text", hash: "int" });
}

// PERF: the id that ends the batch is looked up by the index, also where records were removed.
function moveOn(after: string, last: string, isAll: boolean): Prisma.Sql {
  const end = isAll ? Prisma.sql`'adding'` : Prisma.sql`'idle'`;
  return Prisma.sql`
    with place as (
      select coalesce(max(id), ${last}::bigint) as id, count(*) < ${BATCH_SIZE}::int as is_last
      from (
        select id from accounting_records where id > ${after}::bigint and id <= ${last}::bigint
        order by id limit ${BATCH_SIZE}::int
      ) batch
    ), told as (
      select ${announcement({ room: "accounting", kind: "usage" })} from place where is_last
    )
    update accounting_state set
      rebuild_record_id = case when is_last then ${last}::bigint else place.id end,
      rebuild_step = case when is_last then ${end} else rebuild_step end,
      rebuild_ended_at = case when is_last and not ${isAll}::boolean then ${databaseNow()} end
    from place left join told on true`;
}

// One month's roll-ups from the usages; without a next month the rebuild is done.
async function addMonth(client: pg.PoolClient, after: string | null): Promise<void> {
  if (after === null) await dropStrangers(client);
  const [next] = await askOn(
    client,
    z.object({ month: z.string() }),
    Prisma.sql`
      select to_char(month, 'YYYY-MM-DD') as month from (${usedMonths}) m
      where month > ${after ?? "-infinity"}::timestamptz order by month limit 1`,
  );
  if (!next) return finish(client);
  const month = Prisma.sql`${next.month}::timestamptz`;
  const end = Prisma.sql`(${month} + interval '1 month')`;
  const usages = Prisma.sql`
    select 1 as sign, (select counted_until from accounting_state) as until, ${usageColumns}
    from accounting_usages
    where start_at >= ${month} - interval '367 days' and start_at < ${end}
      and (stop_at is null or greatest(stop_at, start_at) >= ${month})`;
  const bounds = { from: month, before: end };
  await run(client, Prisma.sql`delete from accounting_hours where at >= ${month} and at < ${end}`);
  await run(client, Prisma.sql`delete from accounting_days where at >= ${month} and at < ${end}`);
  await run(client, addPieces("hour", usagePieces(usages, "hour", bounds)));
  await run(client, addPieces("day", usagePieces(usages, "day", bounds)));
  await run(client, Prisma.sql`update accounting_state set rebuild_month = ${next.month}::date`);
}

/** Months in which a usage starts or may go on, and those that have roll-ups. */
const usedMonths = Prisma.sql`
  select distinct month from (
    select generate_series(date_trunc('month', lower), upper, interval '1 month') as month
    from (
      select date_trunc('month', start_at) as lower, max(least(
        stop_at, s.counted_until, start_at + interval '366 days')) as upper
      from accounting_usages u cross join accounting_state s
      where start_at >= '1971-01-01Z' and start_at < '2200-01-01Z'
      group by 1
    ) spans
    union select date_trunc('month', start_at) from accounting_usages
      where start_at >= '1971-01-01Z' and start_at < '2200-01-01Z'
    union select date_trunc('month', at) from accounting_days
    union select date_trunc('month', at) from accounting_hours
  ) months`;

// Usages whose record went in another way than by the archive; and the counts of names.
async function dropStrangers(client: pg.PoolClient): Promise<void> {
  await client.query(
    `delete from accounting_usages u where not u.is_archived
       and not exists (select from accounting_records r where r.id = u.id)`,
  );
  await recountNames(client);
}

async function finish(client: pg.PoolClient): Promise<void> {
  await run(
    client,
    Prisma.sql`update accounting_state set rebuild_step = 'idle', rebuild_error = null,
      rebuild_ended_at = ${databaseNow()}`,
  );
  await run(client, Prisma.sql`select ${announcement({ room: "accounting", kind: "usage" })}`);
}
