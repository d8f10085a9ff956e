import "server-only";
import { type Actor, systemActor } from "@/lib/auth/model";
import { now, wholeSeconds } from "@/lib/platform/clock";
import { db, transaction } from "@/lib/platform/db";
import { encodeValue } from "./encoding";
import type { FeedName } from "./model";
import {
  closeGenerations,
  lockFeeds,
  type NewGeneration,
  openGeneration,
} from "./mutations/generation";

/** Builders of feeds with a past, for database and browser tests; rows as an ingest leaves them. */

interface MadeProduct {
  value: unknown;
  /** Generation that produced it; default: this one. A lower one makes it carried. */
  originNumber?: number;
  missedUpdateCount?: number;
  dementedReason?: string;
}

interface MadeGeneration {
  number: number;
  madeAt?: Date;
  receivedAt?: Date;
  componentId?: string;
  receivedCount?: number;
  summary?: string;
  products?: Record<string, MadeProduct>;
}

interface MadeFeed extends Partial<FeedName> {
  name: string;
  lifetimeSeconds?: number;
  intervalSeconds?: number;
  generations?: readonly MadeGeneration[];
}

/** A feed with these generations, the last of them its newest. */
export async function makeFeed(options: MadeFeed): Promise<{ name: string; ids: bigint[] }> {
  const { name, kind = name.split(":")[0] ?? name, clusterId = null } = options;
  const { lifetimeSeconds = 1_800, intervalSeconds = null, generations = [] } = options;
  const { isPushed = false } = options;
  const settings = { lifetimeSeconds, intervalSeconds, isPushed };
  await db().feed.create({ data: { name, kind, clusterId, ...settings } });
  if (generations.length === 0) return { name, ids: [] };
  const { sequenceId } = await db().taskManager.create({
    data: { feedName: name, taskManagerId: `MADE-${name}` },
  });
  const ids: bigint[] = [];
  for (const generation of generations) {
    ids.push(await makeGeneration(sequenceId, lifetimeSeconds, generation));
  }
  await db().feed.update({
    where: { name },
    data: {
      lastGenerationId: ids.at(-1) ?? null,
      lastNumber: generations.at(-1)?.number ?? 0,
    },
  });
  return { name, ids };
}

async function makeGeneration(
  sequenceId: bigint,
  lifetimeSeconds: number,
  made: MadeGeneration,
): Promise<bigint> {
  const { number, products = {} } = made;
  const madeAt = wholeSeconds(made.madeAt ?? now());
  const receivedAt = made.receivedAt ?? madeAt;
  const { id } = await db().generation.create({
    data: {
      sequenceId,
      number,
      madeAt,
      startedAt: receivedAt,
      closedAt: receivedAt,
      state: "CLOSED",
      requestRef: `ref-${number}`,
      componentId: made.componentId ?? null,
      productCount: Object.keys(products).length,
      receivedCount: made.receivedCount ?? 0,
      summary: made.summary ?? null,
    },
  });
  for (const [key, product] of Object.entries(products)) {
    const { hash, encoding, rawSize, bytes } = await encodeValue(product.value);
    await db().productBlob.createMany({
      data: [{ hash, encoding, rawSize, bytes, storedSize: bytes.length }],
      skipDuplicates: true,
    });
    await db().dataProduct.create({
      data: {
        generationId: id,
        key,
        blobHash: hash,
        creator: "Maker",
        createTime: madeAt,
        expirationTime: new Date(madeAt.getTime() + lifetimeSeconds * 1000),
        scheduledCreateTime: madeAt,
        originNumber: product.originNumber ?? number,
        state: "END_CYCLE",
        generationTime: wholeSeconds(receivedAt),
        missedUpdateCount: product.missedUpdateCount ?? 0,
        isDemented: product.dementedReason !== undefined,
        dementedReason: product.dementedReason ?? null,
      },
    });
  }
  return id;
}

interface Bringing extends Partial<NewGeneration> {
  actor?: Actor;
  /** Waited for when all is written and nothing committed. */
  before?: () => Promise<void>;
}

/** A generation as the doors make it, with these values by key; returns its number and id. */
export async function bringProducts(
  name: string,
  values: Record<string, unknown>,
  { actor = systemActor, before, ...wishes }: Bringing = {},
): Promise<{ number: number; id: bigint }> {
  const products = await Promise.all(
    Object.entries(values).map(async ([key, value]) => ({ key, value: await encodeValue(value) })),
  );
  const [kind = name] = name.split(":");
  return transaction(async (tx) => {
    const madeAt = wholeSeconds(await lockFeeds(tx, [name]));
    const feed = { name, kind, clusterId: null };
    const input = { feed, madeAt, requestRef: "made", ...wishes };
    const open = await openGeneration(tx, actor, input);
    const counts = { received: 1, stored: 1, unchanged: 0, summary: "" };
    await closeGenerations(tx, [{ open, products, ...counts }]);
    await before?.();
    return { number: open.number, id: open.id };
  });
}
