import "server-only";
import { z } from "zod";
import type { Actor } from "@/lib/auth/model";
import { now } from "@/lib/platform/clock";
import { ask, Prisma } from "@/lib/platform/db";
import { feedScope, requireRead } from "../space/access";
import { KeyNotFoundError, NoGenerationError } from "../space/errors";
import {
  type FeedFreshness,
  feedFacts,
  freshnessColumns,
  freshnessRow,
  toFreshness,
} from "./feed-facts";

const generationRecord = z.object({
  number: z.int(),
  sequenceId: z.bigint(),
  taskmanagerId: z.string(),
  state: z.string(),
  madeAt: z.date(),
  startedAt: z.date(),
  closedAt: z.date().nullable(),
  componentId: z.string().nullable(),
  requestRef: z.string(),
  productCount: z.int(),
  receivedCount: z.int(),
  storedCount: z.int(),
  unchangedCount: z.int(),
  rejectedCount: z.int(),
  summary: z.string().nullable(),
});

/** A generation as the interface tells it. */
export type GenerationRecord = z.infer<typeof generationRecord>;

const columns = Prisma.sql`g.number, t.sequence_id as "sequenceId",
  t.taskmanager_id as "taskmanagerId", g.state, g.made_at as "madeAt",
  g.started_at as "startedAt", g.closed_at as "closedAt", g.component_id as "componentId",
  g.request_ref as "requestRef", g.product_count as "productCount",
  g.received_count as "receivedCount", g.stored_count as "storedCount",
  g.unchanged_count as "unchangedCount", g.rejected_count as "rejectedCount", g.summary`;

/**
 * Generations of a feed over all its incarnations by number, `limit` of them after the one that
 * `marker` names. Throws KeyNotFoundError for a feed, NoGenerationError for a marker that is none.
 */
export async function pageGenerations(
  actor: Actor,
  feed: string,
  page: { limit: number; marker?: number | undefined; isDesc: boolean },
): Promise<GenerationRecord[]> {
  const { limit, marker, isDesc } = page;
  await requireFeed(actor, feed);
  if (marker !== undefined) await readGeneration(actor, feed, marker);
  const { sql } = Prisma;
  const order = isDesc ? sql`desc` : sql`asc`;
  const from =
    marker === undefined
      ? sql`true`
      : isDesc
        ? sql`g.number < ${marker}`
        : sql`g.number > ${marker}`;
  // PERF: each incarnation gives at most a page, read from its index, before they are merged.
  return ask(generationRecord)`
    select ${columns} from task_managers t
    cross join lateral (
      select * from generations g
      where g.sequence_id = t.sequence_id and g.state <> 'ABORTED' and ${from}
      order by g.number ${order} limit ${limit}
    ) g
    where t.feed_name = ${feed}
    order by g.number ${order} limit ${limit}`;
}

/**
 * One generation, or the newest that is closed. Throws KeyNotFoundError for a feed and
 * NoGenerationError for a generation that there is not.
 */
export async function readGeneration(
  actor: Actor,
  feed: string,
  number?: number,
): Promise<GenerationRecord> {
  await requireFeed(actor, feed);
  const { sql } = Prisma;
  const wanted =
    number === undefined ? sql`g.id = f.last_generation_id` : sql`g.number = ${number}`;
  const [found] = await ask(generationRecord)`
    select ${columns} from feeds f
    join task_managers t on t.feed_name = f.name
    join generations g on g.sequence_id = t.sequence_id
    where f.name = ${feed} and g.state <> 'ABORTED' and ${wanted}`;
  if (found) return found;
  const which = number === undefined ? "generation yet" : `generation ${number}`;
  throw new NoGenerationError(`${feed} has no ${which}.`);
}

/** How fresh the newest generation of a feed is; throws KeyNotFoundError. */
export async function readFreshness(actor: Actor, feed: string): Promise<FeedFreshness> {
  await requireFeed(actor, feed);
  const [raw] = await ask(freshnessRow)`
    select ${freshnessColumns} from feeds f ${feedFacts} where f.name = ${feed}`;
  if (!raw) throw missing(feed);
  return toFreshness(raw, now());
}

/** Throws KeyNotFoundError unless the actor can see a task manager of that name. */
export async function requireFeed(actor: Actor, feed: string): Promise<void> {
  requireRead(actor);
  const [found] = await ask(z.object({ name: z.string() }))`
    select f.name from feeds f where f.name = ${feed} and ${feedScope(actor)}
      and exists (select 1 from task_managers t where t.feed_name = f.name)`;
  if (!found) throw missing(feed);
}

function missing(feed: string): KeyNotFoundError {
  return new KeyNotFoundError(`There is no task manager ${feed.slice(0, 200)}.`);
}
