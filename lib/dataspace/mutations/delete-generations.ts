import "server-only";
import { z } from "zod";
import type { Actor } from "@/lib/auth/model";
import { record } from "@/lib/history/mutations";
import { ask, databaseNow, type Tx, transaction } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { announce } from "@/lib/platform/events";
import { OPEN_ABANDONED_MS } from "../model";
import { requireManage } from "../space/access";
import { NoGenerationError } from "../space/errors";

/** What was removed. */
export interface DeletedGenerations {
  /** Number of the generation that is the newest now; null where none is left. */
  last: number | null;
  generations: number;
}

const place = z.object({ id: z.bigint(), number: z.int() });
type Place = z.infer<typeof place>;

const isOpen = () =>
  new AppError("invalid_state", "An ingest of this feed is open. Try again when it has ended.");

/**
 * Removes the newest generation of a feed, so that the one before is the newest, or its whole
 * history; refused reports stay. Throws NoGenerationError (404) where there is nothing,
 * `invalid_state` (409) while an ingest is open.
 */
export async function deleteGenerations(
  actor: Actor,
  { feed, all = false }: { feed: string; all?: boolean },
): Promise<DeletedGenerations> {
  requireManage(actor);
  return transaction(async (tx) => {
    const newest = await requireIdle(tx, feed);
    const removed = all ? await removeAll(tx, feed) : await removeNewest(tx, newest.id);
    const last = all ? null : await findNewest(tx, feed);
    await tx.feed.update({
      where: { name: feed },
      // The last number stays: one that was given is never given again.
      data: { lastGenerationId: last?.id ?? null },
    });
    await record(tx, actor, [
      {
        ...{ room: "dataspace", subjectType: "feed", subjectId: feed },
        verb: all ? "delete-all" : "delete",
        change: { datum: "last generation", was: newest.number, now: last?.number ?? null },
      },
    ]);
    await announce(tx, { room: "dataspace", kind: "change", ids: [feed] });
    return { last: last?.number ?? null, generations: removed };
  });
}

async function requireIdle(tx: Tx, feed: string): Promise<Place> {
  // Not waited for: whoever deletes has to see what comes in meanwhile.
  const [lock] = await ask(z.object({ isFree: z.boolean() }), tx)`
    select pg_try_advisory_xact_lock(hashtextextended(${`feed:${feed}`}, 0)) as "isFree"`;
  if (!lock?.isFree) throw isOpen();
  const [open] = await ask(z.object({ isOpen: z.literal(true) }), tx)`
    select true as "isOpen" from task_managers t join generations g on g.sequence_id = t.sequence_id
    where t.feed_name = ${feed} and g.state = 'OPEN' and g.closed_at is null
      and g.started_at > ${databaseNow()} - ${OPEN_ABANDONED_MS} * interval '1 millisecond'
    limit 1`;
  if (open) throw isOpen();
  const newest = await findNewest(tx, feed);
  if (newest) return newest;
  throw new NoGenerationError(`${feed} has no generation.`);
}

async function findNewest(tx: Tx, feed: string): Promise<Place | null> {
  const [newest] = await ask(place, tx)`
    select g.id, g.number from task_managers t
    join generations g on g.sequence_id = t.sequence_id
    where t.feed_name = ${feed} and g.state = 'CLOSED'
    order by g.number desc limit 1 for key share of g`;
  return newest ?? null;
}

async function removeNewest(tx: Tx, id: bigint): Promise<number> {
  await tx.$executeRaw`update feeds set last_generation_id = null where last_generation_id = ${id}`;
  return tx.$executeRaw`delete from generations where id = ${id}`;
}

// The history of what was declared goes too: the feed begins anew, under the next number.
async function removeAll(tx: Tx, feed: string): Promise<number> {
  await tx.$executeRaw`update feeds set last_generation_id = null where name = ${feed}`;
  const count = await tx.$executeRaw`
    delete from generations g using task_managers t
    where t.sequence_id = g.sequence_id and t.feed_name = ${feed}`;
  await tx.$executeRaw`delete from task_managers where feed_name = ${feed}`;
  await tx.$executeRaw`delete from product_schemas where feed_name = ${feed}`;
  return count;
}
