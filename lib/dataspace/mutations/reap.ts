import "server-only";
import { z } from "zod";
import { ask, databaseNow, db, Prisma, type Tx } from "@/lib/platform/db";
import { type ReapedFeed, reapedFeed } from "../schema";

/** Generations that are looked at together; bounds the memory of a pass. */
const WINDOW = 1_000;

/** Values that are looked at together. */
const BLOB_WINDOW = 5_000;

/** UNIT: ms. A batch that took longer is followed by smaller ones, a short one by greater ones. */
const SLOW_BATCH_MS = 40;
const QUICK_BATCH_MS = 15;
const FIRST_BATCH = 500;
const MIN_BATCH = 100;

/** What a pass works with. */
export interface ReapSettings {
  /** The instant of the pass, by the database's clock. */
  at: Date;
  retentionDays: number;
  /** Products of one batch. */
  batchSize: number;
}

/** What one batch removed. */
export interface ReapedBatch {
  feeds: ReapedFeed[];
  blobs: number;
  blobBytes: number;
  taskManagers: number;
  /** How long its transaction, and so its locks, lasted. */
  durationMs: number;
}

type Amount = Partial<Omit<ReapedBatch, "durationMs">>;

/**
 * Removes what is older than the retention, one batch a step, so that the caller can stop between
 * two: generations that are not their feed's last and that no young audit uses, then values
 * without a product, then closed and empty task managers. Memory does not depend on how much.
 */
export async function* reapBatches(settings: ReapSettings): AsyncGenerator<ReapedBatch> {
  await abortAbandoned(settings);
  yield* reapGenerations(settings);
  yield* reapBlobs(settings);
  yield await timed((tx) => reapTaskManagers(tx, settings));
}

async function timed(work: (tx: Tx) => Promise<Amount>): Promise<ReapedBatch> {
  const startedAt = performance.now();
  const amount = await db().$transaction(work, { maxWait: 30_000, timeout: 60_000 });
  const durationMs = Math.round(performance.now() - startedAt);
  return { feeds: [], blobs: 0, blobBytes: 0, taskManagers: 0, ...amount, durationMs };
}

// A writer that was killed leaves its generation open; from now on it ages like a closed one.
async function abortAbandoned({ at }: ReapSettings): Promise<void> {
  await db().$executeRaw`
    update generations set state = 'ABORTED', closed_at = ${at}::timestamptz
    where closed_at is null and state = 'OPEN'
      and started_at < ${at}::timestamptz - interval '1 day'`;
}

/** Whether generation `g` of feed `f` is to go. */
export function isDoomed({ at, retentionDays }: ReapSettings): Prisma.Sql {
  const cut = Prisma.sql`(${at}::timestamptz
    - coalesce(f.retention_days, ${retentionDays}) * interval '1 day')`;
  return Prisma.sql`(g.closed_at < ${cut} and f.last_generation_id is distinct from g.id
    and not exists (
      select 1 from generation_uses u where u.generation_id = g.id and u.used_at >= ${cut}))`;
}

/** The youngest instant of closing that any feed lets go. */
export function youngestCut({ at, retentionDays }: ReapSettings): Prisma.Sql {
  return Prisma.sql`(select ${at}::timestamptz
    - least(${retentionDays}, min(retention_days)) * interval '1 day' from feeds)`;
}

const candidate = z.object({
  id: z.bigint(),
  closedAt: z.date(),
  productCount: z.int(),
  isDoomed: z.boolean(),
});

type Candidate = z.infer<typeof candidate>;

async function* reapGenerations(settings: ReapSettings): AsyncGenerator<ReapedBatch> {
  let after: Candidate | undefined;
  let size = Math.min(FIRST_BATCH, settings.batchSize);
  while (true) {
    const window = await readWindow(settings, after);
    after = window.at(-1);
    let doomed = window.filter((candidate) => candidate.isDoomed);
    while (doomed.length > 0) {
      const count = batchLength(doomed, size);
      const ids = doomed.slice(0, count).map(({ id }) => id);
      doomed = doomed.slice(count);
      const batch = await timed((tx) => removeGenerations(tx, ids));
      size = nextSize(size, batch.durationMs, settings.batchSize);
      yield batch;
    }
    if (window.length < WINDOW) return;
  }
}

async function readWindow(settings: ReapSettings, after?: Candidate): Promise<Candidate[]> {
  const { sql } = Prisma;
  const start = after
    ? sql`(g.closed_at, g.id) > (${after.closedAt}::timestamptz, ${after.id})`
    : sql`true`;
  return ask(candidate)`
    select g.id, g.closed_at as "closedAt", g.product_count as "productCount",
      ${isDoomed(settings)} as "isDoomed"
    from generations g
    join task_managers t on t.sequence_id = g.sequence_id
    join feeds f on f.name = t.feed_name
    where g.closed_at < ${youngestCut(settings)} and ${start}
    order by g.closed_at, g.id limit ${WINDOW}`;
}

/** How many of the generations make a batch: at most `size` products, and at least one. */
function batchLength(doomed: readonly Candidate[], size: number): number {
  let products = 0;
  const end = doomed.findIndex(({ productCount }) => {
    products += productCount + 1;
    return products > size;
  });
  return end < 0 ? doomed.length : Math.max(end, 1);
}

function nextSize(size: number, durationMs: number, most: number): number {
  if (durationMs > SLOW_BATCH_MS) return Math.max(MIN_BATCH, Math.floor(size / 2));
  return durationMs < QUICK_BATCH_MS ? Math.min(most, size * 2) : size;
}

/**
 * ORDER: locked first and judged in a second statement, which sees what was committed before the
 * lock: a generation may have become its feed's last again meanwhile. Locked ones are left to the
 * next pass.
 */
async function removeGenerations(tx: Tx, ids: bigint[]): Promise<Amount> {
  const held = await ask(candidate.pick({ id: true }), tx)`
    select id from generations where id = any(${ids}) order by id for update skip locked`;
  const feeds = await ask(reapedFeed, tx)`
    with doomed as (
      select g.id, t.feed_name as feed, g.stored_bytes from generations g
      join task_managers t on t.sequence_id = g.sequence_id
      where g.id = any(${held.map(({ id }) => id)})
        and not exists (select 1 from feeds f where f.last_generation_id = g.id)
    ), products as (
      delete from data_products p using doomed d where p.generation_id = d.id
      returning p.generation_id as id
    ), gone as (
      delete from generations g using doomed d where g.id = d.id
    ), counts as (
      select id, count(*) as products from products group by id
    )
    select d.feed, count(*)::int as generations, coalesce(sum(c.products), 0)::int as products,
      sum(d.stored_bytes)::float8 as bytes
    from doomed d left join counts c on c.id = d.id group by d.feed`;
  return { feeds };
}

const stored = z.object({ hash: z.string(), isUnused: z.boolean() });
const removed = z.object({ blobs: z.int(), blobBytes: z.number() });

async function* reapBlobs({ batchSize }: ReapSettings): AsyncGenerator<ReapedBatch> {
  let after = "";
  let size = Math.min(FIRST_BATCH, batchSize);
  while (true) {
    const window = await ask(stored)`
      select hash, not exists (
        select 1 from data_products p where p.blob_hash = b.hash) as "isUnused"
      from product_blobs b where hash > ${after} order by hash limit ${BLOB_WINDOW}`;
    after = window.at(-1)?.hash ?? after;
    let unused = window.filter(({ isUnused }) => isUnused).map(({ hash }) => hash);
    while (unused.length > 0) {
      const hashes = unused.slice(0, size);
      unused = unused.slice(size);
      const batch = await timed((tx) => removeBlobs(tx, hashes));
      size = nextSize(size, batch.durationMs, batchSize);
      yield batch;
    }
    if (window.length < BLOB_WINDOW) return;
  }
}

// ORDER: as above; an ingest that just brought the value again holds it, and it is skipped.
async function removeBlobs(tx: Tx, hashes: string[]): Promise<Amount> {
  const held = await ask(stored.pick({ hash: true }), tx)`
    select hash from product_blobs where hash = any(${hashes}) order by hash
    for update skip locked`;
  const [sum] = await ask(removed, tx)`
    with gone as (
      delete from product_blobs b
      where hash = any(${held.map(({ hash }) => hash)})
        and not exists (select 1 from data_products p where p.blob_hash = b.hash)
      returning stored_size
    )
    select count(*)::int as blobs, coalesce(sum(stored_size), 0)::float8 as "blobBytes" from gone`;
  return sum ?? {};
}

async function reapTaskManagers(tx: Tx, { at, retentionDays }: ReapSettings): Promise<Amount> {
  const taskManagers = await tx.$executeRaw`
    delete from task_managers where sequence_id in (
      select t.sequence_id from task_managers t join feeds f on f.name = t.feed_name
      where t.closed_at < ${at}::timestamptz
          - coalesce(f.retention_days, ${retentionDays}) * interval '1 day'
        and not exists (select 1 from generations g where g.sequence_id = t.sequence_id)
      order by t.sequence_id limit 5000
    )`;
  return { taskManagers };
}

/** The present by the database's clock. */
export async function readDatabaseTime(): Promise<Date> {
  const [row] = await ask(z.object({ at: z.date() }))`select ${databaseNow()} as at`;
  if (!row) throw new Error("the database tells no time");
  return row.at;
}
