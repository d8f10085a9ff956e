import "server-only";
import { z } from "zod";
import type { Actor } from "@/lib/auth/model";
import { ask, db } from "@/lib/platform/db";
import { requireRead } from "./access";

/** Keys that one comparison lists. */
const MAX_KEYS = 1_000;

/**
 * What became of a key: `same` was sent again with equal content, `carried` was not sent at all.
 */
export type ChangeKind = "added" | "removed" | "changed" | "same" | "carried";

/** One side of a compared key. */
export interface DiffSide {
  /** SHA-256 of the value, hex. */
  hash: string;
  rawSize: number;
  madeAt: Date;
  originNumber: number;
}

export interface KeyChange {
  key: string;
  kind: ChangeKind;
  was: DiffSide | null;
  now: DiffSide | null;
}

export interface GenerationDiff {
  from: number;
  to: number;
  /** By key; at most 1,000. */
  changes: KeyChange[];
}

interface Side {
  id: bigint;
  number: number;
}

const changeRow = z.object({
  key: z.string(),
  wasHash: z.string().nullable(),
  wasSize: z.int().nullable(),
  wasAt: z.date().nullable(),
  wasOrigin: z.int().nullable(),
  nowHash: z.string().nullable(),
  nowSize: z.int().nullable(),
  nowAt: z.date().nullable(),
  nowOrigin: z.int().nullable(),
});

type RawChange = z.infer<typeof changeRow>;

export interface DiffAnswer {
  /** Null where one of the two is not kept. */
  diff: GenerationDiff | null;
  /** Asked for, but not kept. */
  missing: number[];
}

/**
 * What differs between two generations of a feed, key by key; values are compared by their hash,
 * so their size does not matter. Without numbers the newest and the one before. Three statements.
 */
export async function diffGenerations(
  actor: Actor,
  feed: string,
  asked: { from: number | null; to: number | null },
): Promise<DiffAnswer> {
  requireRead(actor);
  const to = await findSide(feed, asked.to, null);
  const from = await findSide(feed, asked.from, to?.number ?? null);
  if (!from || !to) {
    const missing = [!from && asked.from, !to && asked.to].filter(
      (number): number is number => typeof number === "number",
    );
    return { diff: null, missing };
  }
  const raws = await ask(changeRow)`
    select key, a.blob_hash as "wasHash", ab.raw_size as "wasSize", a.create_time as "wasAt",
      a.origin_number as "wasOrigin", b.blob_hash as "nowHash", bb.raw_size as "nowSize",
      b.create_time as "nowAt", b.origin_number as "nowOrigin"
    from (select * from data_products where generation_id = ${from.id}) a
    full join (select * from data_products where generation_id = ${to.id}) b using (key)
    left join product_blobs ab on ab.hash = a.blob_hash
    left join product_blobs bb on bb.hash = b.blob_hash
    order by key limit ${MAX_KEYS}`;
  const diff = { from: from.number, to: to.number, changes: raws.map(toChange) };
  return { diff, missing: [] };
}

// The asked generation, or the newest one, or the newest before another.
async function findSide(
  feed: string,
  number: number | null,
  before: number | null,
): Promise<Side | undefined> {
  const wanted = number === null ? { lt: before ?? 2 ** 31 - 1 } : number;
  const found = await db().generation.findFirst({
    where: { taskManager: { feedName: feed }, state: "CLOSED", number: wanted },
    orderBy: [{ number: "desc" }, { sequenceId: "desc" }],
    select: { id: true, number: true },
  });
  return found ?? undefined;
}

function toChange(raw: RawChange): KeyChange {
  const was = sideOf(raw.wasHash, raw.wasSize, raw.wasAt, raw.wasOrigin);
  const now = sideOf(raw.nowHash, raw.nowSize, raw.nowAt, raw.nowOrigin);
  return { key: raw.key, kind: kindOf(was, now), was, now };
}

function sideOf(
  hash: string | null,
  rawSize: number | null,
  madeAt: Date | null,
  originNumber: number | null,
): DiffSide | null {
  if (hash === null || rawSize === null || madeAt === null || originNumber === null) return null;
  return { hash, rawSize, madeAt, originNumber };
}

function kindOf(was: DiffSide | null, now: DiffSide | null): ChangeKind {
  if (was === null) return "added";
  if (now === null) return "removed";
  if (was.hash !== now.hash) return "changed";
  return was.originNumber === now.originNumber ? "carried" : "same";
}
