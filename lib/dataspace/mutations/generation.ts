import "server-only";
import { randomUUID } from "node:crypto";
import type { ComponentActor } from "@/lib/auth/model";
import { epochSeconds, now } from "@/lib/platform/clock";
import { lockFor, type Tx } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import type { EncodedValue } from "../encoding";
import { checkHeader, dueTime, type FeedName, type ProductHeader } from "../model";

/** A generation that is being written in the caller's transaction. */
export interface OpenGeneration {
  id: bigint;
  feed: string;
  number: number;
  header: ProductHeader;
  /** The generation whose products are carried over where this one brings none. */
  lastGenerationId: bigint | null;
}

export interface ClosedGeneration {
  open: OpenGeneration;
  products: { key: string; value: EncodedValue }[];
  received: number;
  stored: number;
  unchanged: number;
  summary: string;
}

/**
 * Takes the locks of feeds until the transaction ends. Whoever writes generations, or rows that a
 * feed owns, holds the feed's lock first.
 * ORDER: always sorted by name, and before any row is touched, so that two senders never wait for
 * each other.
 */
export async function lockFeeds(tx: Tx, names: readonly string[]): Promise<void> {
  for (const name of [...new Set(names)].sort()) await lockFor(tx, `feed:${name}`);
}

interface FeedState {
  lifetimeSeconds: number;
  intervalSeconds: number | null;
  lastGenerationId: bigint | null;
  lastNumber: number;
  lastMadeAt: Date | null;
  lastDueAt: Date | null;
  sequenceId: bigint | null;
  componentId: string | null;
}

// Makes the feed where it is new and reads all that the next generation has to know.
async function readFeed(tx: Tx, feed: FeedName, actor: ComponentActor): Promise<FeedState> {
  const [state] = await tx.$queryRaw<FeedState[]>`
    with feed as (
      insert into feeds (name, kind, cluster_id, created_at)
      values (${feed.name}, ${feed.kind}, ${feed.clusterId}, ${now()}::timestamptz)
      on conflict (name) do update set name = excluded.name
      returning *
    )
    select feed.lifetime_seconds as "lifetimeSeconds",
      coalesce(sender.interval_seconds, feed.interval_seconds) as "intervalSeconds",
      feed.last_generation_id as "lastGenerationId",
      greatest(
        coalesce(last.number, 0),
        (select max(number) from generations where sequence_id = live.sequence_id)
      ) as "lastNumber",
      last.made_at as "lastMadeAt",
      (select max(scheduled_create_time) from data_products where generation_id = last.id)
        as "lastDueAt",
      live.sequence_id as "sequenceId",
      live.component_id as "componentId"
    from feed
    left join components sender on sender.id = ${actor.id}
    left join generations last on last.id = feed.last_generation_id
    left join lateral (
      select sequence_id, component_id from task_managers
      where feed_name = feed.name and closed_at is null
      order by sequence_id desc limit 1
    ) live on true`;
  if (!state) throw new Error(`feed ${feed.name} was not made`);
  return state;
}

async function startIncarnation(tx: Tx, feed: string, componentId: string): Promise<bigint> {
  const [row] = await tx.$queryRaw<{ sequenceId: bigint }[]>`
    with ended as (
      update task_managers set closed_at = ${now()}::timestamptz
      where feed_name = ${feed} and closed_at is null
    )
    insert into task_managers (taskmanager_id, feed_name, component_id, created_at)
    values (${randomUUID().toUpperCase()}, ${feed}, ${componentId}, ${now()}::timestamptz)
    returning sequence_id as "sequenceId"`;
  if (!row) throw new Error(`feed ${feed} has no incarnation`);
  return row.sequenceId;
}

/**
 * Opens the feed's next generation; the caller holds the feed's lock (`lockFeeds`). `isInOrder`
 * refuses with `conflict` (409) content that is older than what the feed has already.
 */
export async function openGeneration(
  tx: Tx,
  actor: ComponentActor,
  input: { feed: FeedName; madeAt: Date; requestRef: string; isInOrder?: boolean },
): Promise<OpenGeneration> {
  const { feed, madeAt, requestRef } = input;
  const state = await readFeed(tx, feed, actor);
  if (input.isInOrder && state.lastMadeAt && madeAt < state.lastMadeAt) {
    const newest = state.lastMadeAt.toISOString();
    throw new AppError(
      "conflict",
      `${feed.name} already has a report of ${newest}; send in order.`,
    );
  }
  const createTime = epochSeconds(madeAt);
  const lastDue = state.lastDueAt ? epochSeconds(state.lastDueAt) : undefined;
  const header: ProductHeader = {
    createTime,
    expirationTime: createTime + state.lifetimeSeconds,
    scheduledCreateTime: dueTime(createTime, lastDue, state.intervalSeconds),
    creator: actor.name,
  };
  checkHeader(header, epochSeconds(now()));
  const isSameSender = state.sequenceId !== null && state.componentId === actor.id;
  const sequenceId = isSameSender
    ? state.sequenceId
    : await startIncarnation(tx, feed.name, actor.id);
  const number = state.lastNumber + 1;
  const [row] = await tx.$queryRaw<{ id: bigint }[]>`
    insert into generations
      (sequence_id, number, made_at, started_at, state, request_ref, component_id)
    values (${sequenceId}, ${number}, ${madeAt}::timestamptz, ${now()}::timestamptz, 'OPEN',
      ${requestRef}, ${actor.id})
    returning id`;
  if (!row) throw new Error(`feed ${feed.name} has no new generation`);
  return { id: row.id, feed: feed.name, number, header, lastGenerationId: state.lastGenerationId };
}

const at = (seconds: number): Date => new Date(seconds * 1000);

/**
 * Stores the products of the generations, carries over what they did not bring, and closes them:
 * from the commit on they are their feeds' newest. All at once, in a fixed number of statements.
 */
export async function closeGenerations(tx: Tx, closed: readonly ClosedGeneration[]): Promise<void> {
  await storeBlobs(
    tx,
    closed.flatMap(({ products }) => products.map(({ value }) => value)),
  );
  await storeProducts(tx, closed);
  const rows = closed.map(({ open, products, summary, ...counts }) => ({
    id: String(open.id),
    last_id: open.lastGenerationId === null ? null : String(open.lastGenerationId),
    feed: open.feed,
    keys: products.map(({ key }) => key),
    summary,
    ...counts,
  }));
  const json = JSON.stringify(rows);
  await tx.$executeRaw`
    insert into data_products (generation_id, key, blob_hash, creator, create_time,
      expiration_time, scheduled_create_time, schema_id, origin_number, state, generation_time,
      missed_update_count, is_demented, demented_reason, demented_by)
    select c.id, p.key, p.blob_hash, p.creator, p.create_time, p.expiration_time,
      p.scheduled_create_time, p.schema_id, p.origin_number, 'END_CYCLE', p.generation_time,
      p.missed_update_count + 1, p.is_demented, p.demented_reason, p.demented_by
    from json_to_recordset(${json}::json) as c(id bigint, last_id bigint, keys jsonb)
    join data_products p on p.generation_id = c.last_id
    where not c.keys ? p.key`;
  await tx.$executeRaw`
    update generations g
    set state = 'CLOSED', closed_at = ${now()}::timestamptz, received_count = c.received,
      stored_count = c.stored, unchanged_count = c.unchanged, summary = c.summary,
      product_count = (select count(*) from data_products p where p.generation_id = g.id)
    from json_to_recordset(${json}::json)
      as c(id bigint, received int, stored int, unchanged int, summary text)
    where g.id = c.id`;
  await tx.$executeRaw`
    update feeds f set last_generation_id = c.id
    from json_to_recordset(${json}::json) as c(id bigint, feed text)
    where f.name = c.feed`;
}

// ORDER: sorted by hash in one statement; two feeds may bring the same new value at once, and each
// waits for the other's insert.
async function storeBlobs(tx: Tx, values: readonly EncodedValue[]): Promise<void> {
  const unique = new Map(values.map((value) => [value.hash, value]));
  const sorted = [...unique.values()].sort((a, b) => (a.hash < b.hash ? -1 : 1));
  await tx.productBlob.createMany({
    data: sorted.map((value) => ({ ...value, storedSize: value.bytes.length })),
    skipDuplicates: true,
  });
}

async function storeProducts(tx: Tx, closed: readonly ClosedGeneration[]): Promise<void> {
  await tx.dataProduct.createMany({
    data: closed.flatMap(({ open, products }) =>
      products.map(({ key, value }) => ({
        generationId: open.id,
        key,
        blobHash: value.hash,
        creator: open.header.creator,
        createTime: at(open.header.createTime),
        expirationTime: at(open.header.expirationTime),
        scheduledCreateTime: at(open.header.scheduledCreateTime),
        originNumber: open.number,
        state: "END_CYCLE",
        generationTime: at(epochSeconds(now())),
      })),
    ),
  });
}
