import "server-only";
import type pg from "pg";
import { z } from "zod";
import { ask, databaseNow, db, pool, transaction } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { announce } from "@/lib/platform/events";
import { log } from "@/lib/platform/log";
import { reaperStates } from "../model";
import type { ReapedFeed } from "../schema";
import { type ReapedBatch, type ReapSettings, readDatabaseTime, reapBatches } from "./reap";

/** Feeds that a report names. */
const MAX_REPORTED = 1_000;

/** Runs that are kept. */
const MAX_RUNS = 500;

const woken = z.object({ state: z.enum(reaperStates), isDue: z.boolean() });

/** What a pass may be told. */
export interface RunOptions {
  /** Who asked for it; without, a pass runs only when it is due. */
  requestedBy?: string | undefined;
  /** Ends the pass between two batches. */
  signal?: AbortSignal | undefined;
  /** Days instead of the settings' own. */
  retentionDays?: number | undefined;
  /** Called after every batch and waited for; for measuring. */
  onBatch?: (batch: ReapedBatch) => void | Promise<void>;
}

/** Counts of a pass, in memory and in its row. */
interface Totals {
  generationCount: number;
  productCount: number;
  taskManagerCount: number;
  blobCount: number;
  blobBytes: bigint;
  batchCount: number;
  longestBatchMs: number;
}

/**
 * Looks whether a pass is due or was asked for, and runs it: what the workers do every minute. At
 * most one process of the installation is in here at a time; the others return at once, and throw
 * `invalid_state` (409) where a pass was asked for. What a killed one left is put right first.
 */
export async function tickReaper(options: RunOptions = {}): Promise<void> {
  const client = await pool().connect();
  try {
    if (!(await lead(client))) {
      if (options.requestedBy === undefined) return;
      throw new AppError("invalid_state", "The Reaper is running already.");
    }
    const { state, isDue } = await wake();
    if (state === "SHUTDOWN") return;
    if (isDue || options.requestedBy !== undefined) await runPass(options);
  } finally {
    // The lock is the connection's: it ends with a killed process too.
    await client.query("select pg_advisory_unlock_all()").catch(() => undefined);
    client.release();
  }
}

async function lead(client: pg.PoolClient): Promise<boolean> {
  const { rows } = await client.query<{ isLeader: boolean }>(
    `select pg_try_advisory_lock(hashtextextended('reaper', 0)) as "isLeader"`,
  );
  return rows[0]?.isLeader === true;
}

// Only the leader is here, so whatever looks as if it ran is what a killed process left.
async function wake(): Promise<z.infer<typeof woken>> {
  await db().$executeRaw`
    update reaper_runs set state = 'LOST', ended_at = ${databaseNow()},
      error = 'The worker ended before the pass did.'
    where state = 'RUNNING'`;
  const [row] = await ask(woken)`
    update reaper_state r set heard_at = ${databaseNow()},
      state = case r.state when 'SHUTTINGDOWN' then 'SHUTDOWN' when 'SHUTDOWN' then 'SHUTDOWN'
        when 'ERROR' then 'ERROR' else 'IDLE' end,
      next_run_at = coalesce(r.next_run_at,
        ${databaseNow()} + s.start_delay_seconds * interval '1 second')
    from retention_settings s
    returning r.state, r.next_run_at <= ${databaseNow()} as "isDue"`;
  if (!row) throw new Error("the Reaper has no state");
  return row;
}

async function runPass(options: RunOptions): Promise<void> {
  const settings = await readSettings(options);
  const totals = noTotals();
  const feeds = new Map<string, ReapedFeed>();
  const id = await beginRun(settings.at, options.requestedBy);
  try {
    let isStopped = isAborted(options);
    for await (const batch of reapBatches(settings)) {
      addBatch(totals, feeds, batch);
      await options.onBatch?.(batch);
      const isStopping = await saveProgress(id, totals);
      isStopped = isStopping || isAborted(options);
      if (isStopped) break;
    }
    await endRun(id, totals, feeds, { state: isStopped ? "STOPPED" : "DONE" });
  } catch (error) {
    const message = error instanceof Error ? error.message.slice(0, 500) : "unknown";
    await endRun(id, totals, feeds, { state: "FAILED", error: message });
    log().error({ err: error, kind: "reaper", run: id }, "the Reaper failed");
    throw error;
  }
}

function isAborted({ signal }: RunOptions): boolean {
  return signal?.aborted === true;
}

async function readSettings({ retentionDays }: RunOptions): Promise<ReapSettings> {
  const at = await readDatabaseTime();
  const stored = await db().retentionSettings.findUniqueOrThrow({ where: { id: 1 } });
  const { batchSize } = stored;
  return { at, retentionDays: retentionDays ?? stored.retentionDays, batchSize };
}

function noTotals(): Totals {
  const none = { generationCount: 0, productCount: 0, taskManagerCount: 0, blobCount: 0 };
  return { ...none, blobBytes: 0n, batchCount: 0, longestBatchMs: 0 };
}

function addBatch(totals: Totals, feeds: Map<string, ReapedFeed>, batch: ReapedBatch): void {
  for (const { feed, generations, products, bytes } of batch.feeds) {
    const sum = feeds.get(feed) ?? { feed, generations: 0, products: 0, bytes: 0 };
    sum.generations += generations;
    sum.products += products;
    sum.bytes += bytes;
    feeds.set(feed, sum);
    totals.generationCount += generations;
    totals.productCount += products;
  }
  totals.taskManagerCount += batch.taskManagers;
  totals.blobCount += batch.blobs;
  totals.blobBytes += BigInt(batch.blobBytes);
  totals.batchCount += 1;
  totals.longestBatchMs = Math.max(totals.longestBatchMs, batch.durationMs);
}

async function beginRun(at: Date, requestedBy: string | undefined): Promise<number> {
  return transaction(async (tx) => {
    const data = { startedAt: at, requestedBy: requestedBy ?? null };
    const { id } = await tx.reaperRun.create({ data, select: { id: true } });
    await tx.$executeRaw`
      update reaper_state set state = 'ACTIVE', last_started_at = ${at}::timestamptz`;
    await announce(tx, { room: "dataspace", kind: "reaper" });
    return id;
  });
}

/** Keeps the counts, tells that the worker lives, and asks whether somebody wants it to stop. */
async function saveProgress(id: number, totals: Totals): Promise<boolean> {
  await db().reaperRun.update({ where: { id }, data: totals });
  const [row] = await ask(woken.pick({ state: true }))`
    update reaper_state set heard_at = ${databaseNow()} returning state`;
  return row?.state === "SHUTTINGDOWN";
}

async function endRun(
  id: number,
  totals: Totals,
  feeds: ReadonlyMap<string, ReapedFeed>,
  outcome: { state: "DONE" | "STOPPED" | "FAILED"; error?: string },
): Promise<void> {
  const report = [...feeds.values()].sort((a, b) => b.products - a.products);
  const { state, error = null } = outcome;
  await transaction(async (tx) => {
    await tx.reaperRun.update({
      where: { id },
      data: { ...totals, state, error, report: report.slice(0, MAX_REPORTED) as object[] },
    });
    await tx.$executeRaw`
      update reaper_runs set ended_at = ${databaseNow()} where id = ${id}`;
    // A pass that a worker's own end stopped goes on with the next worker.
    await tx.$executeRaw`
      update reaper_state r set last_error = ${error}, last_ended_at = ${databaseNow()},
        state = case when r.state = 'SHUTTINGDOWN' then 'SHUTDOWN'
          when ${state} = 'FAILED' then 'ERROR' when ${state} = 'DONE' then 'STEADY'
          else 'IDLE' end,
        next_run_at = case when ${state} = 'STOPPED' then r.next_run_at
          else ${databaseNow()} + s.seconds_between_runs * interval '1 second' end
      from retention_settings s`;
    await tx.$executeRaw`
      delete from reaper_runs where id in (
        select id from reaper_runs order by id desc offset ${MAX_RUNS})`;
    await announce(tx, { room: "dataspace", kind: "reaper" });
  });
}
