import "server-only";
import { z } from "zod";
import { askDirectly, Prisma } from "@/lib/platform/db";
import { processGlobal } from "@/lib/platform/process-global";
import type { CountedValue, RecordCounts } from "../schema/metrics-text";
import { countNames, nameKeysText } from "./name-keys";

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
 * The counts, from those that the roll-up keeps and from the records that it did not see yet:
 * exact at any time. A result is shown again for twenty times as long as it took, at
 * most half a minute.
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

const countShape = z.object({ kind: z.string(), value: z.string(), count: z.string() });

// Counts that were made by other keys are left out, and all records counted instead.
async function count(): Promise<RecordCounts> {
  const uncounted = Prisma.sql`
    select r.meta::jsonb as meta, 1 as sign from state s join accounting_records r
      on r.change_xid >= case when s.is_of_use then s.horizon_xid else 0 end
    where not s.is_of_use
      or (select u.id from accounting_usages u where u.id = r.id) is null`;
  const rows = await askDirectly(
    countShape,
    Prisma.sql`
    with state as materialized (
      select horizon_xid, count_keys = ${nameKeysText()} as is_of_use
      from accounting_state where id = 1
    ), uncounted as materialized (${uncounted})
    select kind, value, sum(count)::bigint as count from (
      select c.kind, c.value, c.count from accounting_counts c join state s on s.is_of_use
      union all ${countNames(Prisma.sql`select meta, sign from uncounted`)}
    ) c
    group by kind, value having sum(count) > 0 order by value collate "C"`,
  );
  const of = (kind: string): CountedValue[] =>
    rows
      .filter((row) => row.kind === kind)
      .map(({ value, count: found }) => ({ value, count: BigInt(found) }));
  const [total] = of("total");
  return { total: total?.count ?? 0n, sites: of("site"), groups: of("group"), users: of("user") };
}
