import "server-only";
import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Actor } from "@/lib/auth/model";
import { epochSeconds, wholeSeconds } from "@/lib/platform/clock";
import { ask, databaseNow, Prisma, recordset, type Tx } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { announcement } from "@/lib/platform/events";
import {
  checkHeader,
  DEFAULT_LIFETIME_SECONDS,
  dueTime,
  type FeedName,
  type ProductHeader,
} from "../model";
import { type KnownSchema, knownSchema, type NewProduct } from "../space/product-schema";
import { knownSchemas, settleSchemas, storeBlobs } from "./store-products";

const heldLock = z.object({ lock: z.string(), at: z.date() });
const incarnation = z.object({ sequenceId: z.bigint() });
const made = z.object({ id: z.bigint() });

/** A generation that is being written in the caller's transaction. */
export interface OpenGeneration {
  id: bigint;
  feed: string;
  number: number;
  header: ProductHeader;
  /** When it was opened, by the database's clock. */
  startedAt: Date;
  /** The generation whose products are carried over where this one brings none. */
  lastGenerationId: bigint | null;
  /** The forms that the feed's products have. */
  schemas: ReadonlyMap<string, KnownSchema>;
}

export interface ClosedGeneration {
  open: OpenGeneration;
  products: NewProduct[];
  received: number;
  stored: number;
  unchanged: number;
  /** Bad rows that lost no good one; kept as a refusal by the feed. */
  rejected?: number;
  summary: string;
}

/**
 * Takes the locks of feeds until the transaction ends, and tells the instant from which on they
 * are held, by the database's clock. Whoever writes generations, or rows that a feed owns, holds
 * the feed's lock first.
 * ORDER: always sorted by name, and before any row is touched, so that two senders never wait for
 * each other.
 */
export async function lockFeeds(tx: Tx, names: readonly string[]): Promise<Date> {
  const keys = [...new Set(names)].sort().map((name) => `feed:${name}`);
  const held = await ask(heldLock, tx)`
    select pg_advisory_xact_lock(hashtextextended(key, 0))::text as "lock", ${databaseNow()} as at
    from unnest(${keys}::text[]) key`;
  const last = held.at(-1);
  if (!last) throw new RangeError("no feed to lock");
  return last.at;
}

const feedState = z.object({
  at: z.date(),
  lifetimeSeconds: z.int(),
  intervalSeconds: z.int().nullable(),
  lastGenerationId: z.bigint().nullable(),
  lastNumber: z.int(),
  lastMadeAt: z.date().nullable(),
  lastDueAt: z.date().nullable(),
  sequenceId: z.bigint().nullable(),
  componentId: z.string().nullable(),
  configuration: z.string().nullable(),
  schemas: z.array(knownSchema).nullable(),
});

type FeedState = z.infer<typeof feedState>;

/** The component that acts, or null where it is a person or Headroom itself. */
export function componentOf(actor: Actor): string | null {
  return actor.kind === "component" ? actor.id : null;
}

// Makes the feed where it is new and reads all that the next generation has to know.
async function readFeed(tx: Tx, feed: FeedName, componentId: string | null): Promise<FeedState> {
  const [state] = await ask(feedState, tx)`
    with feed as (
      insert into feeds (name, kind, cluster_id, lifetime_seconds, is_pushed, created_at)
      values (${feed.name}, ${feed.kind}, ${feed.clusterId},
        ${feed.lifetimeSeconds ?? DEFAULT_LIFETIME_SECONDS}, ${feed.isPushed ?? false},
        ${databaseNow()})
      on conflict (name) do update set name = excluded.name
      returning *
    )
    select ${databaseNow()} as at, feed.lifetime_seconds as "lifetimeSeconds",
      coalesce(feed.interval_seconds, sender.interval_seconds) as "intervalSeconds",
      feed.last_generation_id as "lastGenerationId",
      feed.last_number as "lastNumber",
      last.made_at as "lastMadeAt",
      (select max(scheduled_create_time) from data_products where generation_id = last.id)
        as "lastDueAt",
      live.sequence_id as "sequenceId",
      live.component_id as "componentId",
      live.configuration,
      ${knownSchemas(Prisma.sql`feed.name`)} as schemas
    from feed
    left join components sender on sender.id = ${componentId}
    left join generations last on last.id = feed.last_generation_id
    left join lateral (
      select sequence_id, component_id, configuration from task_managers
      where feed_name = feed.name and closed_at is null
      order by sequence_id desc limit 1
    ) live on true`;
  if (!state) throw new Error(`feed ${feed.name} was not made`);
  return state;
}

interface Sender {
  componentId: string | null;
  configuration: string;
}

function liveIncarnation(state: FeedState, sender: Sender): bigint | null {
  const isSame =
    state.componentId === sender.componentId && state.configuration === sender.configuration;
  return isSame ? state.sequenceId : null;
}

async function startIncarnation(tx: Tx, feed: string, sender: Sender): Promise<bigint> {
  const [row] = await ask(incarnation, tx)`
    with ended as (
      update task_managers set closed_at = ${databaseNow()}
      where feed_name = ${feed} and closed_at is null
    )
    insert into task_managers (taskmanager_id, feed_name, component_id, configuration, created_at)
    values (${randomUUID().toUpperCase()}, ${feed}, ${sender.componentId},
      ${sender.configuration}, ${databaseNow()})
    returning sequence_id as "sequenceId"`;
  if (!row) throw new Error(`feed ${feed} has no incarnation`);
  return row.sequenceId;
}

/** What an ingest says of itself. */
export interface NewGeneration {
  feed: FeedName;
  /** Instant that the content speaks of, whole seconds. */
  madeAt: Date;
  requestRef: string;
  /** Refuses content that is older than what the feed has already. */
  isInOrder?: boolean;
  /** How long the content counts; default: the feed's setting. */
  expiresInSeconds?: number | undefined;
  /** What the sender runs with, such as its version; another one begins an incarnation. */
  configuration?: string;
}

/**
 * Opens the feed's next generation; the caller holds the feed's lock (`lockFeeds`). Throws
 * `conflict` (409) where `isInOrder` is asked for and the feed has something newer.
 */
export async function openGeneration(
  tx: Tx,
  actor: Actor,
  input: NewGeneration,
): Promise<OpenGeneration> {
  const { feed, madeAt, requestRef, configuration = "" } = input;
  const componentId = componentOf(actor);
  const state = await readFeed(tx, feed, componentId);
  if (input.isInOrder && state.lastMadeAt && madeAt < state.lastMadeAt) {
    const newest = state.lastMadeAt.toISOString();
    throw new AppError(
      "conflict",
      `${feed.name} already has a report of ${newest}; send in order.`,
    );
  }
  const header = headerOf(actor, state, input);
  const sender = { componentId, configuration };
  const sequenceId =
    liveIncarnation(state, sender) ?? (await startIncarnation(tx, feed.name, sender));
  const number = state.lastNumber + 1;
  const [row] = await ask(made, tx)`
    insert into generations
      (sequence_id, number, made_at, started_at, state, request_ref, component_id)
    values (${sequenceId}, ${number}, ${madeAt}::timestamptz, ${state.at}::timestamptz, 'OPEN',
      ${requestRef}, ${componentId})
    returning id`;
  if (!row) throw new Error(`feed ${feed.name} has no new generation`);
  const schemas = new Map(state.schemas?.map((schema) => [schema.key, schema]));
  // Only a reset leaves a feed without a live incarnation: what was before is not carried over it.
  const lastGenerationId = state.sequenceId === null ? null : state.lastGenerationId;
  const { at: startedAt } = state;
  return { id: row.id, feed: feed.name, number, header, startedAt, lastGenerationId, schemas };
}

function headerOf(actor: Actor, state: FeedState, input: NewGeneration): ProductHeader {
  const createTime = epochSeconds(input.madeAt);
  const lastDue = state.lastDueAt ? epochSeconds(state.lastDueAt) : undefined;
  const header: ProductHeader = {
    createTime,
    expirationTime: createTime + (input.expiresInSeconds ?? state.lifetimeSeconds),
    scheduledCreateTime: dueTime(createTime, lastDue, state.intervalSeconds),
    creator: actor.name,
  };
  checkHeader(header, epochSeconds(state.at));
  return header;
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
  const told = recordset(
    closed.map(({ open, products, summary, ...counts }) => ({
      id: String(open.id),
      last_id: open.lastGenerationId === null ? null : String(open.lastGenerationId),
      feed: open.feed,
      number: open.number,
      keys: products.map(({ key }) => key),
      bytes: products.reduce((sum, { value }) => sum + value.bytes.length, 0),
      summary,
      ...counts,
    })),
    {
      ...{ id: "bigint", last_id: "bigint", feed: "text", number: "int", keys: "jsonb" },
      ...{ bytes: "bigint", summary: "text" },
      ...{ received: "int", stored: "int", unchanged: "int", rejected: "int" },
    },
  );
  await tx.$executeRaw`
    insert into data_products (generation_id, key, blob_hash, creator, create_time,
      expiration_time, scheduled_create_time, schema_id, origin_number, state, generation_time,
      missed_update_count, is_demented, demented_reason, demented_by)
    select c.id, p.key, p.blob_hash, p.creator, p.create_time, p.expiration_time,
      p.scheduled_create_time, p.schema_id, p.origin_number, 'END_CYCLE', p.generation_time,
      p.missed_update_count + 1, p.is_demented, p.demented_reason, p.demented_by
    from ${told} as c join data_products p on p.generation_id = c.last_id
    where not c.keys ? p.key`;
  const feeds = closed.map(({ open }) => open.feed);
  await tx.$executeRaw`
    with told as (select * from ${told} as c), done as (
      update generations g
      set state = 'CLOSED', closed_at = ${databaseNow()}, received_count = c.received,
        stored_count = c.stored, unchanged_count = c.unchanged,
        rejected_count = coalesce(c.rejected, 0), stored_bytes = c.bytes, summary = c.summary,
        product_count = (select count(*) from data_products p where p.generation_id = g.id)
      from told c where g.id = c.id
    ), newest as (
      update feeds f set last_generation_id = c.id, last_number = c.number
      from told c where f.name = c.feed
    )
    select ${announcement({ room: "dataspace", kind: "generation", ids: feeds })}`;
}

async function storeProducts(tx: Tx, closed: readonly ClosedGeneration[]): Promise<void> {
  const data: Prisma.DataProductCreateManyInput[] = [];
  for (const { open, products } of closed) {
    const schemaIds = await settleSchemas(tx, open.feed, open.schemas, products);
    data.push(...products.map((product) => toRow(open, product, schemaIds.get(product.key))));
  }
  await tx.dataProduct.createMany({ data });
}

function toRow(
  { id, number, header, startedAt }: OpenGeneration,
  { key, value, creator }: NewProduct,
  schemaId: number | undefined,
): Prisma.DataProductCreateManyInput {
  return {
    generationId: id,
    key,
    blobHash: value.hash,
    creator: creator ?? header.creator,
    createTime: at(header.createTime),
    expirationTime: at(header.expirationTime),
    scheduledCreateTime: at(header.scheduledCreateTime),
    schemaId: schemaId ?? null,
    originNumber: number,
    state: "END_CYCLE",
    generationTime: wholeSeconds(startedAt),
  };
}
