import "server-only";
import { z } from "zod";
import type { Actor } from "@/lib/auth/model";
import { epochSeconds } from "@/lib/platform/clock";
import { ask, databaseNow, Prisma } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { decodeValue } from "../encoding";
import { feedScope, requireRead } from "../space/access";
import { checkGenerationNumber, checkSequenceId } from "../space/bounds";
import { KeyNotFoundError } from "../space/errors";
import { Header } from "../space/header";
import { Metadata } from "../space/metadata";

/** Products that one call may bring; their values are in memory at once. */
const MAX_PRODUCTS = 1_000;
/** UNIT: bytes of all values that one call may bring, uncompressed. */
const MAX_BYTES = 64 * 1024 * 1024;

/** A product without its value. */
export interface ProductFacts {
  key: string;
  number: number;
  header: Header;
  metadata: Metadata;
  /** Generation in which the value was really produced. */
  originNumber: number;
  isExpired: boolean;
  isDemented: boolean;
  dementedReason: string | null;
  dementedBy: string | null;
  rawSize: number;
  blobHash: string;
}

/** A product with its value as it is stored. */
export interface StoredProduct extends ProductFacts {
  encoding: string;
  bytes: Uint8Array;
}

const productRow = z.object({
  taskmanagerId: z.string(),
  number: z.int(),
  key: z.string(),
  creator: z.string(),
  createTime: z.date(),
  expirationTime: z.date(),
  scheduledCreateTime: z.date(),
  schemaId: z.int().nullable(),
  originNumber: z.int(),
  state: z.string(),
  generationTime: z.date(),
  missedUpdateCount: z.int(),
  isExpired: z.boolean(),
  isDemented: z.boolean(),
  dementedReason: z.string().nullable(),
  dementedBy: z.string().nullable(),
  rawSize: z.int(),
  blobHash: z.string(),
});

type RawProduct = z.infer<typeof productRow>;

const blob = z.object({ encoding: z.string(), bytes: z.instanceof(Uint8Array) });
const valueRow = productRow
  .pick({ key: true, number: true, taskmanagerId: true })
  .extend(blob.shape);

// Expired is judged by the database's clock, which also wrote the times.
const columns = () => Prisma.sql`t.taskmanager_id as "taskmanagerId", g.number, p.key, p.creator,
  p.create_time as "createTime", p.expiration_time as "expirationTime",
  p.scheduled_create_time as "scheduledCreateTime", p.schema_id as "schemaId",
  p.origin_number as "originNumber", p.state, p.generation_time as "generationTime",
  p.missed_update_count as "missedUpdateCount",
  p.expiration_time <= ${databaseNow()} as "isExpired",
  p.is_demented as "isDemented", p.demented_reason as "dementedReason",
  p.demented_by as "dementedBy", b.raw_size as "rawSize", p.blob_hash as "blobHash"`;

const source = Prisma.sql`data_products p
  join product_blobs b on b.hash = p.blob_hash
  join generations g on g.id = p.generation_id
  join task_managers t on t.sequence_id = g.sequence_id
  join feeds f on f.name = t.feed_name`;

function toFacts(raw: RawProduct): ProductFacts {
  const header = new Header(raw.taskmanagerId, {
    createTime: epochSeconds(raw.createTime),
    expirationTime: epochSeconds(raw.expirationTime),
    scheduledCreateTime: epochSeconds(raw.scheduledCreateTime),
    creator: raw.creator,
    schemaId: raw.schemaId,
  });
  const metadata = new Metadata(raw.taskmanagerId, {
    state: raw.state,
    generationId: raw.number,
    generationTime: epochSeconds(raw.generationTime),
    missedUpdateCount: raw.missedUpdateCount,
  });
  const { key, number, originNumber, isExpired, isDemented, dementedReason, dementedBy } = raw;
  const demented = { isDemented, dementedReason, dementedBy };
  const { rawSize, blobHash } = raw;
  return { key, number, header, metadata, originNumber, isExpired, ...demented, rawSize, blobHash };
}

/** Products without their values, of a condition with its order; the caller has looked at scope. */
export async function productFactsOf(where: Prisma.Sql): Promise<ProductFacts[]> {
  return (await ask(productRow)`select ${columns()} from ${source} where ${where}`).map(toFacts);
}

/** The products of a generation by key, without values, at most 1,000. */
export async function readFacts(
  actor: Actor,
  sequenceId: bigint,
  number: number,
): Promise<ProductFacts[]> {
  requireRead(actor);
  checkSequenceId(sequenceId);
  checkGenerationNumber(number, 0);
  const rows = await ask(productRow)`
    select ${columns()} from ${source}
    where g.sequence_id = ${sequenceId} and g.number = ${number} and ${feedScope(actor)}
    order by p.key limit ${MAX_PRODUCTS}`;
  return rows.map(toFacts);
}

/** One product with its stored value, or null. */
export async function findProduct(
  actor: Actor,
  sequenceId: bigint,
  number: number,
  key: string,
): Promise<StoredProduct | null> {
  requireRead(actor);
  checkSequenceId(sequenceId);
  checkGenerationNumber(number, 0);
  const [row] = await ask(productRow.extend(blob.shape))`
    select ${columns()}, b.encoding, b.bytes from ${source}
    where g.sequence_id = ${sequenceId} and g.number = ${number} and p.key = ${key}
      and ${feedScope(actor)}`;
  return row ? { ...toFacts(row), encoding: row.encoding, bytes: row.bytes } : null;
}

/** The same; throws KeyNotFoundError where there is none. */
export async function readProduct(
  actor: Actor,
  sequenceId: bigint,
  number: number,
  key: string,
): Promise<StoredProduct> {
  const found = await findProduct(actor, sequenceId, number, key);
  if (found) return found;
  throw new KeyNotFoundError(`There is no product ${key} in generation ${number}.`);
}

/** A value of one of the generations of a task manager. */
export interface ProductValue {
  key: string;
  generationId: number;
  taskmanagerId: string;
  value: unknown;
}

/**
 * Decoded values over all generations of a task manager, oldest generation first. Throws
 * `too_large` above 1,000 products or 64 MiB: then ask for one key, or one generation.
 */
export async function readValues(
  actor: Actor,
  sequenceId: bigint,
  which: { key?: string | undefined; number?: number } = {},
): Promise<ProductValue[]> {
  requireRead(actor);
  const { key, number } = which;
  checkSequenceId(sequenceId);
  if (number !== undefined) checkGenerationNumber(number, 0);
  const { sql } = Prisma;
  const wanted = sql`from ${source}
    where g.sequence_id = ${sequenceId} and ${feedScope(actor)}
      and ${key === undefined ? sql`true` : sql`p.key = ${key}`}
      and ${number === undefined ? sql`true` : sql`g.number = ${number}`}`;
  const [size] = await ask(z.object({ count: z.int(), bytes: z.number() }))`
    select count(*)::int as count, coalesce(sum(b.raw_size), 0)::float8 as bytes ${wanted}`;
  if (!size || size.count > MAX_PRODUCTS || size.bytes > MAX_BYTES) {
    throw new AppError("too_large", "There is too much to read at once: ask for one key.");
  }
  const rows = await ask(valueRow)`
    select p.key, g.number, t.taskmanager_id as "taskmanagerId", b.encoding, b.bytes ${wanted}
    order by g.number, p.key limit ${MAX_PRODUCTS}`;
  return Promise.all(
    rows.map(async ({ encoding, bytes, number: generationId, ...rest }) => ({
      ...rest,
      generationId,
      value: await decodeValue(encoding, bytes),
    })),
  );
}
