import "server-only";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { systemActor } from "@/lib/auth/model";
import { feedList } from "@/lib/dataspace/lists/feeds";
import { tickReaper } from "@/lib/dataspace/mutations/run-reaper";
import { planReap } from "@/lib/dataspace/mutations/steer-reaper";
import { db } from "@/lib/platform/db";
import { listPage } from "@/lib/platform/list/page";
import { type Figure, milliseconds, p95, timed } from "./measure";

/** A year of a thousand feeds: how the sources are listed, and how a million products go. */

const FEEDS = 1_000;
const GENERATIONS = 365;
/** Days kept, so that about 200 generations of each feed go: a million products. */
const RETENTION_DAYS = 165;

/** Batches between two looks at the memory. */
const LOOK_EVERY = 50;

const orders = ["-state", "name", "-bytes", "-cadence", "-refused"];

/** Fills the database of this process; five products a generation, two of them new each time. */
async function fillFeeds(): Promise<void> {
  await db().$executeRaw`
    insert into feeds (name, kind, interval_seconds, last_number)
    select 'bench:' || n, 'bench', 86400, ${GENERATIONS} from generate_series(1, ${FEEDS}::int) n`;
  await db().$executeRaw`
    insert into task_managers (taskmanager_id, feed_name) select 'BENCH-' || name, name from feeds`;
  await db().$executeRaw`
    insert into generations (sequence_id, number, made_at, started_at, closed_at, state,
      request_ref, product_count, stored_bytes)
    select t.sequence_id, n, at, at, at, 'CLOSED', 'bench', 5, 576
    from generate_series(1, ${GENERATIONS}::int) n, task_managers t,
      lateral (select now() - (${GENERATIONS} + 1 - n) * interval '1 day'
        + t.sequence_id * interval '1 second' as at) x
    order by n, t.sequence_id`;
  await db().$executeRaw`
    insert into product_blobs (hash, encoding, raw_size, stored_size, bytes)
    select g.id || '/' || k, 'json', 288, 288, convert_to(repeat(md5(g.id || '/' || k), 9), 'utf8')
    from generations g, generate_series(1, 2) k
    union all
    select 'same/' || k, 'json', 2, 2, '{}' from generate_series(3, 5) k`;
  await db().$executeRaw`
    insert into data_products (generation_id, key, blob_hash, creator, create_time,
      expiration_time, scheduled_create_time, origin_number, state, generation_time)
    select g.id, 'product_' || k, case when k < 3 then g.id || '/' || k else 'same/' || k end,
      'bench', g.made_at, g.made_at + interval '36 hours', g.made_at, g.number, 'END_CYCLE',
      g.made_at
    from generations g, generate_series(1, 5) k`;
  await db().$executeRaw`
    update feeds f set last_generation_id = g.id
    from task_managers t join generations g on g.sequence_id = t.sequence_id
    where t.feed_name = f.name and g.number = ${GENERATIONS}`;
  await db().$executeRawUnsafe("analyze");
}

async function measureSources(): Promise<Figure> {
  const times: number[] = [];
  for (const sort of orders) {
    for (let round = 0; round < 6; round += 1) {
      times.push(await timed(() => listPage(feedList, systemActor, { sort, page: 1, size: 50 })));
    }
  }
  return within("the list of 1,000 sources, 365 generations each", p95(times), 300);
}

function within(name: string, took: number, most: number): Figure {
  return {
    name,
    measured: `${milliseconds(took)}`,
    limit: "",
    ratio: null,
    budget: `at most ${most} ms`,
    isMet: took <= most,
  };
}

/** UNIT: bytes that are really in use. */
function heapInUse(): number {
  setFlagsFromString("--expose_gc");
  (runInNewContext("gc") as () => void)();
  return process.memoryUsage().heapUsed;
}

async function measureReaper(): Promise<Figure[]> {
  await db().retentionSettings.updateMany({ data: { retentionDays: RETENTION_DAYS } });
  const planned = await timed(() => planReap(systemActor));
  const batches: number[] = [];
  let products = 0;
  const heapBefore = heapInUse();
  let heapMost = heapBefore;
  const took = await timed(() =>
    tickReaper({
      requestedBy: "bench",
      onBatch: ({ durationMs, feeds }) => {
        batches.push(durationMs);
        products += feeds.reduce((sum, feed) => sum + feed.products, 0);
        if (batches.length % LOOK_EVERY === 0) heapMost = Math.max(heapMost, heapInUse());
      },
    }),
  );
  const megabytes = Math.round((heapMost - heapBefore) / 2 ** 20);
  const summary = `${products} products in ${Math.round(took / 1000)} s, heap +${megabytes} MB`;
  const plain = { limit: "", ratio: null, budget: "", isMet: null };
  return [
    within("the longest batch of the Reaper", Math.max(...batches), 200),
    { ...plain, name: "a pass of the Reaper", measured: summary },
    { ...plain, name: "its dry run", measured: milliseconds(planned) },
  ];
}

/** Fills the empty database of this process and measures it. */
export async function measureDataSpace(): Promise<Figure[]> {
  await fillFeeds();
  return [await measureSources(), ...(await measureReaper())];
}
