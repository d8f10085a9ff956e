import "server-only";
import { Prisma, runStatement } from "@/lib/platform/db";
import { env } from "@/lib/platform/env";
import { processGlobal } from "@/lib/platform/process-global";
import type { CountedValue, RecordCounts } from "../schema/metrics-text";

/** Meta keys that name a user and a group, as the collectors in the field write them. */
const USER_KEYS = ["user_id", "user"];
const GROUP_KEYS = ["group_id", "group"];

/** The longest time for which counts are shown again; the protocol's servers count as often. */
const MAX_AGE_MS = 30_000;

/** Counting may take this part of the time. */
const SHARE = 0.05;

interface Known {
  counting?: Promise<RecordCounts>;
  until: number;
}

const known = processGlobal<Known>("record-counts", () => ({ until: 0 }));

/**
 * The counts, all records being read for them: a result is shown again for twenty times as long as
 * it took, at most half a minute.
 */
export function countRecords(): Promise<RecordCounts> {
  if (known.counting && performance.now() < known.until) return known.counting;
  const startedAt = performance.now();
  // While it runs nobody else starts it.
  known.until = Number.POSITIVE_INFINITY;
  known.counting = count();
  known.counting.then(
    () => {
      const tookMs = performance.now() - startedAt;
      known.until = performance.now() + Math.min(MAX_AGE_MS, tookMs / SHARE);
    },
    () => {
      known.until = 0;
    },
  );
  return known.counting;
}

async function count(): Promise<RecordCounts> {
  const lists = [env().HEADROOM_ACCOUNTING_SITE_KEYS, GROUP_KEYS, USER_KEYS];
  const [total, sites = [], groups = [], users = []] = await Promise.all([
    runStatement<{ count: string }>(Prisma.sql`select count(*) from accounting_records`),
    ...lists.map(countValues),
  ]);
  return { total: BigInt(total.rows[0]?.count ?? 0), sites, groups, users };
}

// A record counts once for each value, whichever of the keys has it.
// PERF: equal lists of values are counted first, as text; only what differs is taken apart.
async function countValues(keys: readonly string[]): Promise<CountedValue[]> {
  const texts = Prisma.join(keys.map((key) => Prisma.sql`(meta -> ${key}::text)::text`));
  const { rows } = await runStatement<{ value: string; count: string }>(Prisma.sql`
    select named.value, sum(counted.records)::bigint as count
    from (
      select array[${texts}] as lists, count(*) as records from accounting_records group by 1
    ) as counted cross join lateral (
      select distinct value from unnest(counted.lists) as list,
        json_array_elements_text(coalesce(list, '[]')::json) as value
    ) as named
    group by named.value order by named.value collate "C"`);
  return rows.map(({ value, count: found }) => ({ value, count: BigInt(found) }));
}
