import "server-only";
import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Actor } from "@/lib/auth/model";
import { epochSeconds } from "@/lib/platform/clock";
import { ask, databaseNow, Prisma, type Tx, transaction } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { announcement } from "@/lib/platform/events";
import { encodeValue } from "../encoding";
import { requireManage } from "../space/access";
import { checkGenerationNumber, checkInstant, checkName, checkSequenceId } from "../space/bounds";
import { DataSpaceExistsError, KeyNotFoundError, NoGenerationError } from "../space/errors";
import { type Header, requireValidHeader } from "../space/header";
import type { Metadata } from "../space/metadata";
import { type DeclaredSchema, type KnownSchema, knownSchema } from "../space/product-schema";
import { componentOf, lockFeeds } from "./generation";
import { knownSchemas, settleSchemas, storeBlobs } from "./store-products";

const manager = z.object({ taskmanagerId: z.string(), sequenceId: z.bigint() });
const stored = z.object({ id: z.bigint(), sequenceId: z.bigint(), state: z.string() });
const onlyId = stored.pick({ id: true });
const forms = z.object({ schemas: z.array(knownSchema).nullable() });
const sourceRow = z.object({ id: z.bigint().nullable(), next: z.int(), isTaken: z.boolean() });

/** The generation that a block writes to; ids are null as long as nothing is stored. */
export interface BlockPlace {
  name: string;
  taskmanagerId: string | null;
  sequenceId: bigint | null;
  number: number;
}

/** A product as a block puts it. */
export interface PutProduct {
  key: string;
  value: unknown;
  header: Header;
  metadata?: Metadata | undefined;
  schema?: DeclaredSchema | undefined;
}

/**
 * Puts one product into an open generation, making feed, task manager and generation where they
 * are new, and returns the task manager. A product that is there is replaced, its flag cleared.
 * With `isNew` one that is there is not: DataSpaceExistsError. Throws `invalid_input` (400) for ids,
 * header or value, `too_large` (413), `conflict` (409) for a
 * value of another form, `invalid_state` (409) where the generation is closed.
 */
export async function putProduct(
  actor: Actor,
  place: BlockPlace,
  product: PutProduct,
  { isNew = false }: { isNew?: boolean } = {},
): Promise<{ taskmanagerId: string; sequenceId: bigint }> {
  requireManage(actor);
  checkName(place.name, "feed");
  checkName(product.key, "product");
  checkPlace(place);
  const { key, header, metadata, schema } = product;
  const value = await encodeValue(product.value);
  return transaction(async (tx) => {
    const at = await lockFeeds(tx, [place.name]);
    requireValidHeader(header, epochSeconds(at));
    const known = await ensureFeed(tx, place.name);
    if (isNew) await requireNew(tx, place, product.key);
    const writer = await ensureTaskManager(tx, actor, place);
    const generationId = await ensureGeneration(tx, actor, writer.sequenceId, place);
    const schemas = new Map(known.map((item) => [item.key, item]));
    const settled = await settleSchemas(tx, place.name, schemas, [{ key, value, schema }]);
    await storeBlobs(tx, [value]);
    const schemaId = settled.get(key) ?? null;
    await writeProduct(tx, {
      ...{ generationId, number: place.number, key, blobHash: value.hash },
      ...{ header, metadata, schemaId, at },
    });
    return writer;
  });
}

function checkPlace({ sequenceId, number, taskmanagerId }: Omit<BlockPlace, "name">): void {
  checkGenerationNumber(number);
  if (sequenceId !== null) checkSequenceId(sequenceId);
  if (taskmanagerId !== null) checkName(taskmanagerId, "task manager");
}

async function requireNew(tx: Tx, { name, number }: BlockPlace, key: string): Promise<void> {
  const count = await tx.dataProduct.count({
    where: { key, generation: { number, taskManager: { feedName: name } } },
  });
  if (count === 0) return;
  throw new DataSpaceExistsError(`Generation ${number} of ${name} has a product ${key} already.`);
}

async function ensureFeed(tx: Tx, name: string): Promise<KnownSchema[]> {
  const [kind = name] = name.split(":");
  const [row] = await ask(forms, tx)`
    with feed as (
      insert into feeds (name, kind, created_at) values (${name}, ${kind}, ${databaseNow()})
      on conflict (name) do update set name = excluded.name returning name
    )
    select ${knownSchemas(Prisma.sql`feed.name`)} as schemas from feed`;
  return row?.schemas ?? [];
}

/**
 * The task manager of that name and id, made where it is new; without an id the live one of the
 * name. The caller holds the feed's lock, and the feed exists.
 */
async function ensureTaskManager(
  tx: Tx,
  actor: Actor,
  { name, taskmanagerId, sequenceId }: BlockPlace,
  datestamp?: Date,
): Promise<{ taskmanagerId: string; sequenceId: bigint }> {
  const { sql } = Prisma;
  const which =
    sequenceId !== null
      ? sql`sequence_id = ${sequenceId}`
      : taskmanagerId !== null
        ? sql`taskmanager_id = ${taskmanagerId}`
        : sql`closed_at is null`;
  const [known] = await ask(manager, tx)`
    select taskmanager_id as "taskmanagerId", sequence_id as "sequenceId" from task_managers
    where feed_name = ${name} and ${which} order by sequence_id desc limit 1`;
  if (known) return known;
  if (sequenceId !== null) throw new KeyNotFoundError(`${name} has no task manager ${sequenceId}.`);
  const id = taskmanagerId ?? randomUUID().toUpperCase();
  const [made] = await ask(manager.pick({ sequenceId: true }), tx)`
    with ended as (
      update task_managers set closed_at = ${databaseNow()}
      where feed_name = ${name} and closed_at is null
    )
    insert into task_managers (taskmanager_id, feed_name, component_id, created_at)
    values (${id}, ${name}, ${componentOf(actor)},
      coalesce(${datestamp ?? null}::timestamptz, ${databaseNow()}))
    returning sequence_id as "sequenceId"`;
  if (!made) throw new Error(`${name} has no task manager`);
  return { taskmanagerId: id, sequenceId: made.sequenceId };
}

/**
 * Stores a task manager as of `datestamp`, by default now, or finds it where the pair of name and
 * id is known already.
 */
export async function storeTaskManager(
  actor: Actor,
  name: string,
  taskmanagerId: string,
  datestamp?: Date,
): Promise<bigint> {
  requireManage(actor);
  checkName(name, "feed");
  checkName(taskmanagerId, "task manager");
  if (datestamp) checkInstant(datestamp, "datestamp");
  return transaction(async (tx) => {
    await lockFeeds(tx, [name]);
    await ensureFeed(tx, name);
    const place = { name, taskmanagerId, sequenceId: null, number: 1 };
    return (await ensureTaskManager(tx, actor, place, datestamp)).sequenceId;
  });
}

async function ensureGeneration(
  tx: Tx,
  actor: Actor,
  sequenceId: bigint,
  { name, number }: BlockPlace,
): Promise<bigint> {
  const [known] = await ask(stored, tx)`
    select g.id, g.sequence_id as "sequenceId", g.state
    from task_managers t join generations g on g.sequence_id = t.sequence_id
    where t.feed_name = ${name} and g.number = ${number}`;
  if (!known) return insertGeneration(tx, actor, { name, sequenceId, number });
  if (known.sequenceId !== sequenceId) {
    throw new DataSpaceExistsError(`Generation ${number} belongs to another task manager.`);
  }
  if (known.state === "OPEN") return known.id;
  const message = `Generation ${number} of ${name} is closed: duplicate the block first.`;
  throw new AppError("invalid_state", message);
}

async function insertGeneration(
  tx: Tx,
  actor: Actor,
  { name, sequenceId, number }: { name: string; sequenceId: bigint; number: number },
): Promise<bigint> {
  const [made] = await ask(onlyId, tx)`
    with counted as (
      update feeds set last_number = ${number} where name = ${name} and last_number < ${number}
      returning name
    )
    insert into generations
      (sequence_id, number, made_at, started_at, state, request_ref, component_id)
    select ${sequenceId}, ${number}, date_trunc('second', ${databaseNow()}), ${databaseNow()},
      'OPEN', 'library', ${componentOf(actor)} from counted
    returning id`;
  if (!made) {
    throw new DataSpaceExistsError(`Generation ${number} of ${name} was given before.`);
  }
  return made.id;
}

interface Write {
  generationId: bigint;
  number: number;
  key: string;
  blobHash: string;
  header: Header;
  metadata: Metadata | undefined;
  schemaId: number | null;
  at: Date;
}

async function writeProduct(tx: Tx, { generationId, key, ...rest }: Write): Promise<void> {
  const { header, metadata, at } = rest;
  const instant = (seconds: number) => new Date(seconds * 1000);
  const data = {
    blobHash: rest.blobHash,
    creator: header.creator,
    createTime: instant(header.createTime),
    expirationTime: instant(header.expirationTime),
    scheduledCreateTime: instant(header.scheduledCreateTime),
    schemaId: rest.schemaId,
    originNumber: rest.number,
    state: metadata?.state ?? "NEW",
    generationTime: instant(metadata?.generationTime ?? epochSeconds(at)),
    missedUpdateCount: metadata?.missedUpdateCount ?? 0,
    ...{ isDemented: false, dementedReason: null, dementedBy: null },
  };
  await tx.dataProduct.upsert({
    where: { generationId_key: { generationId, key } },
    create: { generationId, key, ...data },
    update: data,
  });
  await tx.$executeRaw`
    update generations g set product_count = s.products, stored_bytes = s.bytes
    from (
      select count(*) as products,
        coalesce(sum(b.stored_size) filter (where p.origin_number = ${rest.number}), 0) as bytes
      from data_products p join product_blobs b on b.hash = p.blob_hash
      where p.generation_id = ${generationId}
    ) s where g.id = ${generationId}`;
}

/**
 * Copies the products of a generation to a new one, `to` or the feed's next number, which is
 * returned: no bytes are copied, headers stay, every product has missed one update more and stands
 * at START_BACKUP. An empty generation copies nothing. Throws DataSpaceExistsError where `to` is.
 */
export async function duplicateGeneration(
  actor: Actor,
  place: { name: string; sequenceId: bigint; number: number },
  to?: number,
): Promise<number> {
  requireManage(actor);
  const { name, sequenceId } = place;
  checkPlace({ ...place, taskmanagerId: null });
  if (to !== undefined) checkGenerationNumber(to);
  return transaction(async (tx) => {
    await lockFeeds(tx, [name]);
    const [source] = await ask(sourceRow, tx)`
      select g.id, greatest(f.last_number, ${place.number}) + 1 as next,
        exists (select 1 from task_managers t join generations x using (sequence_id)
          where t.feed_name = f.name and x.number = ${to ?? null}) as "isTaken"
      from feeds f left join generations g
        on g.sequence_id = ${sequenceId} and g.number = ${place.number}
      where f.name = ${name}`;
    if (!source) throw new NoGenerationError(`There is no feed ${name}.`);
    const number = to ?? source.next;
    if (source.isTaken) throw new DataSpaceExistsError(`Generation ${number} exists already.`);
    if (source.id === null) return number;
    const id = await insertGeneration(tx, actor, { name, sequenceId, number });
    await copyProducts(tx, source.id, id);
    return number;
  });
}

async function copyProducts(tx: Tx, from: bigint, to: bigint): Promise<void> {
  const count = await tx.$executeRaw`
    insert into data_products (generation_id, key, blob_hash, creator, create_time,
      expiration_time, scheduled_create_time, schema_id, origin_number, state, generation_time,
      missed_update_count, is_demented, demented_reason, demented_by)
    select ${to}, key, blob_hash, creator, create_time, expiration_time, scheduled_create_time,
      schema_id, origin_number, 'START_BACKUP', generation_time, missed_update_count + 1,
      is_demented, demented_reason, demented_by
    from data_products where generation_id = ${from}`;
  await tx.$executeRaw`update generations set product_count = ${count} where id = ${to}`;
}

/**
 * Closes an open generation: every product at END_CYCLE, and from the commit on it is the feed's
 * newest unless a later one was closed before. Throws NoGenerationError where nothing is open.
 */
export async function closeGeneration(
  actor: Actor,
  place: { name: string; sequenceId: bigint; number: number },
): Promise<void> {
  requireManage(actor);
  const { name, sequenceId, number } = place;
  checkPlace({ ...place, taskmanagerId: null });
  await transaction(async (tx) => {
    await lockFeeds(tx, [name]);
    const [closed] = await ask(onlyId, tx)`
      update generations set state = 'CLOSED', closed_at = ${databaseNow()}
      where sequence_id = ${sequenceId} and number = ${number} and state = 'OPEN'
      returning id`;
    if (!closed) throw new NoGenerationError(`${name} has no open generation ${number}.`);
    await tx.$executeRaw`
      update data_products set state = 'END_CYCLE' where generation_id = ${closed.id}`;
    await tx.$executeRaw`
      update feeds f set last_generation_id = ${closed.id}
      where f.name = ${name} and not exists (
        select 1 from generations g where g.id = f.last_generation_id and g.number > ${number})`;
    await tx.$executeRaw`
      select ${announcement({ room: "dataspace", kind: "generation", ids: [name] })}`;
  });
}
