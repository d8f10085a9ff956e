import "server-only";
import { z } from "zod";
import { ask } from "@/lib/platform/db";

/** Points of a sparkline; it is about 80 pixels wide. */
const TREND_POINTS = 30;

/**
 * The metric of the newest reports by case, oldest first, at most 30 a case; one statement. The
 * caller has checked the reader's scope.
 */
export async function listTrends(ids: readonly number[]): Promise<Map<number, number[]>> {
  if (ids.length === 0) return new Map();
  const rows = await ask(z.object({ id: z.int(), metrics: z.array(z.number()) }))`
    select wished.id, array_agg(s.metric order by s.tick) as metrics
    from unnest(${[...ids]}::int[]) as wished(id)
    cross join lateral (
      select tick, metric from case_samples where case_id = wished.id
      order by tick desc limit ${TREND_POINTS}
    ) s
    group by wished.id`;
  return new Map(rows.map(({ id, metrics }) => [id, metrics]));
}
