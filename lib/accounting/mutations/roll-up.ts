import "server-only";
import type pg from "pg";
import { z } from "zod";
import { askOn, databaseNow, Prisma, pool } from "@/lib/platform/db";
import { announcement } from "@/lib/platform/events";
import { log } from "@/lib/platform/log";
import type { CompiledMapping } from "../model/mapping";
import { usageFlags } from "../model/quality";
import { compileMappings } from "../queries/list-mappings";
import { nameKeysText } from "../queries/name-keys";
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

/** Records of one transaction. */
const BATCH_SIZE = 20_000;

const LOCK = "accounting-roll-up";

export interface RollUpResult {
  /** New and changed records that were counted. */
  counted: number;
  batches: number;
  /** Another process is at work; nothing was done. */
  isBusy: boolean;
}

/**
 * Counts what is new: running records up to now, new and changed ones. One at a time over all
 * processes, in batches, each of which stands for itself: killed, the next run goes on.
 */
export async function rollUp(
  signal?: AbortSignal,
  batchSize: number = BATCH_SIZE,
): Promise<RollUpResult> {
  const client = await pool().connect();
  let failure: Error | undefined;
  try {
    if (!(await tryLock(client, LOCK))) return { counted: 0, batches: 0, isBusy: true };
    await openBatches(client);
    await extendRunning(client);
    const result = await countChanged(client, batchSize, signal);
    await unlock(client, LOCK);
    return { ...result, isBusy: false };
  } catch (error) {
    failure = error instanceof Error ? error : new Error(String(error));
    throw error;
  } finally {
    // A connection in doubt is closed, and its locks with it.
    client.release(failure);
  }
}

// Running records count on, from where they were counted to, and so do those whose start or stop lay
// ahead of the clock. Only the last hour and day that were counted in part, and what came after them,
// change.
async function extendRunning(client: pg.PoolClient): Promise<void> {
  const { countedUntil, countKeys } = await beginBatch(client);
  const [next] = await askOn(
    client,
    z.object({ until: z.string(), isLater: z.boolean() }),
    Prisma.sql`select greatest(at, ${countedUntil}::timestamptz)::text as until,
      at > ${countedUntil ?? "-infinity"}::timestamptz as "isLater"
      from (select ${databaseNow()} as at) moment`,
  );
  if (next?.isLater) {
    if (countedUntil) {
      await run(client, extendSql("hour", countedUntil, next.until));
      await run(client, extendSql("day", countedUntil, next.until));
    }
    await run(
      client,
      Prisma.sql`update accounting_state set counted_until = ${next.until}::timestamptz`,
    );
  }
  // The setting names other keys than before.
  if (countKeys !== nameKeysText()) await recountNames(client);
  await client.query("commit");
}

function extendSql(unit: "hour" | "day", was: string, until: string): Prisma.Sql {
  // PERF: two small indexes; one condition with "or" would read the whole table.
  const running = Prisma.sql`from (
      select * from accounting_usages where stop_at is null and not is_archived
      union all
      select * from accounting_usages where is_ahead
        and greatest(start_at, stop_at) >= ${was}::timestamptz and stop_at is not null
    ) o
    where start_at > ${was}::timestamptz - interval '367 days' and start_at < ${until}::timestamptz`;
  const rows = Prisma.sql`
    select 1 as sign, ${until}::timestamptz as until, ${usageColumns} ${running}
    union all select -1, ${was}::timestamptz, ${usageColumns} ${running}`;
  const from = Prisma.sql`(${was}::timestamptz - interval '1 microsecond')`;
  return addPieces(unit, usagePieces(rows, unit, { from }));
}

/** A place in the order in which records change. */
const placeShape = z.object({ xid: z.string(), id: z.string() });
type Place = z.infer<typeof placeShape>;

async function countChanged(
  client: pg.PoolClient,
  batchSize: number,
  signal?: AbortSignal,
): Promise<{ counted: number; batches: number }> {
  const mappings = await compileMappings(client);
  const before = await readHorizon(client);
  let place: Place = { xid: before.from, id: "-1" };
  const result = { counted: 0, batches: 0 };
  for (;;) {
    const last = await countBatch(client, place, { mappings, batchSize, safeXid: before.safe });
    result.counted += last.count;
    if (last.count > 0) result.batches += 1;
    if (last.count < batchSize) break;
    place = last.place;
    if (signal?.aborted) return result;
  }
  const done = Prisma.sql`update accounting_state set rolled_up_at = ${databaseNow()},
    horizon_xid = greatest(${before.from}::bigint, ${before.safe}::bigint)`;
  await run(client, done);
  if (result.counted > 0) {
    await run(client, Prisma.sql`select ${announcement({ room: "accounting", kind: "usage" })}`);
  }
  return result;
}

/**
 * From which transaction on to look, and the first that may still write: all before it are seen
 * from now on. A database that was restored from a dump counts its transactions anew: then all
 * records are looked through once.
 */
async function readHorizon(client: pg.PoolClient): Promise<{ from: string; safe: string }> {
  const [row] = await askOn(
    client,
    z.object({ from: z.string(), safe: z.string() }),
    Prisma.sql`select (case when horizon_xid > pg_snapshot_xmax(now)::text::bigint then 0
       else horizon_xid end)::text as "from", pg_snapshot_xmin(now)::text as safe
     from accounting_state, pg_current_snapshot() as now where id = 1`,
  );
  if (!row) throw new Error("accounting_state has no row");
  return row;
}

interface Batching {
  mappings: readonly CompiledMapping[];
  batchSize: number;
  safeXid: string;
}

async function countBatch(
  client: pg.PoolClient,
  place: Place,
  { mappings, batchSize, safeXid }: Batching,
): Promise<{ count: number; place: Place }> {
  // PERF: the sub-query is a look-up by id; a join might read the whole table.
  const rows = await askOn(
    client,
    placeShape,
    Prisma.sql`
      select r.id::text, r.change_xid::text as xid from accounting_records r
      where (r.change_xid, r.id) > (${place.xid}::bigint, ${place.id}::bigint)
        and (select u.change_xid from accounting_usages u where u.id = r.id)
          is distinct from r.change_xid
      order by r.change_xid, r.id limit ${batchSize}::int`,
  );
  const last = rows.at(-1);
  if (!last) return { count: 0, place };
  const ids = rows.map(({ id }) => id);
  await countRecordsOf(client, ids, mappings);
  // Whoever goes on after a kill need not look at them again.
  await run(
    client,
    Prisma.sql`update accounting_state set horizon_xid = ${last.xid}::bigint
      where ${last.xid}::bigint < ${safeXid}::bigint and horizon_xid < ${last.xid}::bigint`,
  );
  return { count: rows.length, place: last };
}

/** Codes of values that PostgreSQL cannot work with. */
const unreadable = /^(?:22|54)/;

// A record that cannot be read must not hold the others up for ever: the batch is halved until it
// is found.
async function countRecordsOf(
  client: pg.PoolClient,
  ids: readonly string[],
  mappings: readonly CompiledMapping[],
): Promise<void> {
  const { countedUntil } = await beginBatch(client);
  try {
    if (countedUntil) await applyRecords(client, ids, mappings, countedUntil);
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    if (!unreadable.test(String((error as { code?: unknown } | null)?.code ?? ""))) throw error;
    const [id = ""] = ids;
    if (ids.length === 1) return passOver(client, id);
    const half = Math.ceil(ids.length / 2);
    await countRecordsOf(client, ids.slice(0, half), mappings);
    await countRecordsOf(client, ids.slice(half), mappings);
  }
}

// Counted nowhere, and shown as a fault.
async function passOver(client: pg.PoolClient, id: string): Promise<void> {
  log().warn({ kind: "usage", record: id }, "a record cannot be read and counts nowhere");
  await run(
    client,
    Prisma.sql`
      insert into accounting_usages (id, ${usageColumns}, change_xid, mapping_hash, record_hash)
      select r.id, n.id, n.id, n.id, r.start_at, r.stop_at, 0, 0, 0, 0, 0,
        ${usageFlags.unreadable}::int, r.change_xid, 0, hashtextextended(r.record_id, 0)
      from accounting_records r join accounting_names n on n.name = ''
      where r.id = ${id}::bigint
      on conflict (id) do update set change_xid = excluded.change_xid`,
  );
}
