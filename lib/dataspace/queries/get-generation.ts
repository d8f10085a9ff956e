import "server-only";
import { z } from "zod";
import type { Actor } from "@/lib/auth/model";
import { now } from "@/lib/platform/clock";
import { ask, db } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { type FreshnessState, freshnessOf } from "../model/freshness";
import { requireRead } from "./access";

/** Products of one generation that a page lists; the feeds of this product have a handful. */
const MAX_PRODUCTS = 500;

export interface ProductRow {
  key: string;
  creator: string;
  madeAt: Date;
  validUntil: Date;
  dueAt: Date;
  /** Of the product's own header, whatever the feed's newest generation says. */
  freshness: FreshnessState;
  /** Generation in which the value was really produced. */
  originNumber: number;
  state: string;
  missedUpdateCount: number;
  demented: { reason: string | null; by: string | null } | null;
  rawSize: number;
  storedSize: number;
  encoding: string;
  /** SHA-256 of the value, hex. */
  hash: string;
}

const generationRow = z.object({
  id: z.bigint(),
  number: z.int(),
  madeAt: z.date(),
  startedAt: z.date(),
  receivedAt: z.date().nullable(),
  senderId: z.string().nullable(),
  senderName: z.string().nullable(),
  requestRef: z.string(),
  receivedCount: z.int(),
  storedCount: z.int(),
  unchangedCount: z.int(),
  rejectedCount: z.int(),
  productCount: z.int(),
  summary: z.string().nullable(),
  sequenceId: z.bigint(),
  taskManagerId: z.string(),
  /** The ones that are kept beside it; null at the ends. */
  previous: z.int().nullable(),
  next: z.int().nullable(),
});
type GenerationRow = z.infer<typeof generationRow>;

type Told = "id" | "senderId" | "senderName" | "sequenceId" | "taskManagerId";

export interface GenerationDetail extends Omit<GenerationRow, Told> {
  feed: string;
  sender: { id: string; name: string } | null;
  /** The incarnation that wrote it. */
  incarnation: { sequenceId: string; taskManagerId: string };
  isNewest: boolean;
  /** By key; at most 500. */
  products: ProductRow[];
}

/** One generation with its products' headers and metadata; throws `not_found`. Two statements. */
export async function getGeneration(
  actor: Actor,
  feed: string,
  number: number | undefined,
): Promise<GenerationDetail> {
  requireRead(actor);
  const raw = number === undefined ? undefined : await readGeneration(feed, number);
  if (!raw) throw new AppError("not_found", `${feed} has no such generation.`);
  const { id, senderId, senderName, sequenceId, taskManagerId, ...rest } = raw;
  return {
    ...rest,
    feed,
    sender: senderId === null ? null : { id: senderId, name: senderName ?? senderId },
    incarnation: { sequenceId: String(sequenceId), taskManagerId },
    isNewest: rest.next === null,
    products: await listProducts(id),
  };
}

async function readGeneration(feed: string, number: number): Promise<GenerationRow | undefined> {
  const [raw] = await ask(generationRow)`
    select g.id, g.number, g.made_at as "madeAt", g.started_at as "startedAt",
      g.closed_at as "receivedAt", k.id as "senderId", k.name as "senderName",
      g.request_ref as "requestRef", g.received_count as "receivedCount",
      g.stored_count as "storedCount", g.unchanged_count as "unchangedCount",
      g.rejected_count as "rejectedCount", g.product_count as "productCount", g.summary,
      t.sequence_id as "sequenceId", t.taskmanager_id as "taskManagerId",
      (select max(o.number) from generations o join task_managers m using (sequence_id)
        where m.feed_name = ${feed} and o.state = 'CLOSED' and o.number < g.number) as previous,
      (select min(o.number) from generations o join task_managers m using (sequence_id)
        where m.feed_name = ${feed} and o.state = 'CLOSED' and o.number > g.number) as next
    from generations g join task_managers t on t.sequence_id = g.sequence_id
    left join components k on k.id = g.component_id
    where t.feed_name = ${feed} and g.number = ${number} and g.state = 'CLOSED'
    order by g.sequence_id desc limit 1`;
  return raw;
}

async function listProducts(generationId: bigint): Promise<ProductRow[]> {
  const found = await db().dataProduct.findMany({
    where: { generationId },
    include: { blob: { select: { encoding: true, rawSize: true, storedSize: true } } },
    orderBy: { key: "asc" },
    take: MAX_PRODUCTS,
  });
  const at = now();
  return found.map((one) => {
    const { createTime, expirationTime, blob } = one;
    return {
      key: one.key,
      creator: one.creator,
      madeAt: createTime,
      validUntil: expirationTime,
      dueAt: one.scheduledCreateTime,
      freshness: freshnessOf({ createTime, expirationTime, nextDueTime: null, sender: null }, at),
      originNumber: one.originNumber,
      state: one.state,
      missedUpdateCount: one.missedUpdateCount,
      demented: one.isDemented ? { reason: one.dementedReason, by: one.dementedBy } : null,
      ...blob,
      hash: one.blobHash,
    };
  });
}
