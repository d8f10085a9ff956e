import "server-only";
import { z } from "zod";
import type { Actor } from "@/lib/auth/model";
import { record } from "@/lib/history/mutations";
import { ask, databaseNow, db, type Tx, transaction } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { announce } from "@/lib/platform/events";
import { enqueue } from "@/lib/platform/queue";
import { checkRetention, type ReaperStateName, reaperStates } from "../model";
import { type ReapedFeed, reapedFeed } from "../schema";
import { requireManage } from "../space/access";
import { isDoomed, type ReapSettings, readDatabaseTime, youngestCut } from "./reap";

/** Feeds that a report names. */
const MAX_REPORTED = 1_000;

/** Name of the workers' task, and key of the one job that waits for a pass. */
const TASK = "reap";

/** States in which the Reaper is on its way already. */
const started: readonly ReaperStateName[] = ["IDLE", "ACTIVE", "STEADY", "SHUTTINGDOWN"];

/**
 * Starts the Reaper: the first pass comes after the delay, in seconds; default: the settings'
 * own. Throws `invalid_state` (409) where it is started already.
 */
export async function startReaper(actor: Actor, delaySeconds?: number): Promise<void> {
  requireManage(actor);
  if (delaySeconds !== undefined) checkRetention("startDelaySeconds", delaySeconds);
  await transaction(async (tx) => {
    const state = await lockState(tx);
    if (started.includes(state)) {
      throw new AppError("invalid_state", "The Reaper is started already.");
    }
    await tx.$executeRaw`
      update reaper_state set state = 'IDLE', last_error = null, next_run_at = ${databaseNow()}
        + coalesce(${delaySeconds ?? null}::int, s.start_delay_seconds) * interval '1 second'
      from retention_settings s`;
    await keep(tx, actor, "start");
  });
}

/**
 * Stops the Reaper: after its running batch, at once where none runs, and after an error too, which
 * it would otherwise recover from by itself. Stopping twice is no error.
 */
export async function stopReaper(actor: Actor): Promise<void> {
  requireManage(actor);
  await transaction(async (tx) => {
    const state = await lockState(tx);
    if (state === "SHUTDOWN" || state === "SHUTTINGDOWN") return;
    const next = state === "ACTIVE" ? "SHUTTINGDOWN" : "SHUTDOWN";
    await tx.$executeRaw`update reaper_state set state = ${next}`;
    await keep(tx, actor, "stop");
  });
}

/**
 * Asks the workers for a pass now. Throws `invalid_state` (409) where one runs or the Reaper is
 * stopped.
 */
export async function requestReap(actor: Actor): Promise<void> {
  requireManage(actor);
  await transaction(async (tx) => {
    const state = await lockState(tx);
    if (state === "ACTIVE" || state === "SHUTTINGDOWN") {
      throw new AppError("invalid_state", "The Reaper is running already.");
    }
    if (state === "SHUTDOWN") {
      throw new AppError("invalid_state", "The Reaper is stopped. Start it first.");
    }
    const requestedBy = actor.kind === "person" ? actor.uid : actor.id;
    await enqueue(tx, TASK, { requestedBy }, { jobKey: "reap-now", maxAttempts: 1 });
    await keep(tx, actor, "run");
  });
}

// A pass that a killed worker left behind is put right by the next worker, within a minute.
async function lockState(tx: Tx): Promise<ReaperStateName> {
  const [row] = await ask(z.object({ state: z.enum(reaperStates) }), tx)`
    select state from reaper_state for update`;
  if (!row) throw new Error("the Reaper has no state");
  return row.state;
}

async function keep(tx: Tx, actor: Actor, verb: string): Promise<void> {
  await record(tx, actor, [
    { room: "dataspace", subjectType: "setting", subjectId: "reaper", verb },
  ]);
  await announce(tx, { room: "dataspace", kind: "reaper" });
}

/** What a pass would remove now. */
export interface ReapPlan {
  runId: number;
  generations: number;
  products: number;
  /** Stored bytes of the values that those generations brought: at most so much is freed. */
  bytes: number;
  /** Most products first, at most 1,000 feeds. */
  feeds: ReapedFeed[];
}

/**
 * A dry run: counts what a pass would remove now and removes nothing; kept among the runs. May
 * run beside a pass, also in a web process, since it only reads, and no products at that.
 */
export async function planReap(actor: Actor): Promise<ReapPlan> {
  requireManage(actor);
  const { retentionDays, batchSize } = await db().retentionSettings.findUniqueOrThrow({
    where: { id: 1 },
  });
  const startedAt = await readDatabaseTime();
  const feeds = await countDoomed({ at: startedAt, retentionDays, batchSize });
  const sum = (pick: (feed: ReapedFeed) => number) =>
    feeds.reduce((total, feed) => total + pick(feed), 0);
  const generations = sum((feed) => feed.generations);
  const products = sum((feed) => feed.products);
  const bytes = sum((feed) => feed.bytes);
  const report = feeds.slice(0, MAX_REPORTED);
  const { id } = await db().reaperRun.create({
    data: {
      ...{ startedAt, endedAt: await readDatabaseTime(), state: "DONE", isDryRun: true },
      requestedBy: actor.kind === "person" ? actor.uid : actor.id,
      ...{ generationCount: generations, productCount: products, blobBytes: BigInt(bytes) },
      report: report as object[],
    },
    select: { id: true },
  });
  return { runId: id, generations, products, bytes, feeds: report };
}

async function countDoomed(settings: ReapSettings): Promise<ReapedFeed[]> {
  return ask(reapedFeed)`
    select f.name as feed, count(*)::int as generations, sum(g.product_count)::int as products,
      sum(g.stored_bytes)::float8 as bytes
    from generations g
    join task_managers t on t.sequence_id = g.sequence_id
    join feeds f on f.name = t.feed_name
    where g.closed_at < ${youngestCut(settings)} and ${isDoomed(settings)}
    group by f.name order by 3 desc, 1`;
}
