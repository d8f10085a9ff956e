import "server-only";
import { z } from "zod";
import { ask } from "@/lib/platform/db";

/** Points of a sparkline; it is about 100 pixels wide. */
const TREND_POINTS = 40;

const trendRow = z.object({
  id: z.string(),
  /** Days before the newest point, so 0 is the last. */
  days: z.array(z.int()),
  /** Bytes, exact enough to draw. */
  used: z.array(z.number()),
});

/** What was used over the newest scans, oldest first. */
export type UsageTrend = Omit<z.infer<typeof trendRow>, "id">;

interface Subject {
  id: string;
  gid: string;
  baseId: number;
}

/**
 * History of these rows by their id, at most 40 scans each; one statement. The caller has checked
 * the reader's scope.
 */
async function listUsageTrends(rows: readonly Subject[]): Promise<Map<string, UsageTrend>> {
  if (rows.length === 0) return new Map();
  const found = await ask(trendRow)`
    select wished.id, array_agg(h.used order by h.on_day) as used,
      array_agg(h.newest - h.on_day order by h.on_day) as days
    from unnest(${rows.map(({ id }) => id)}::text[], ${rows.map(({ gid }) => gid)}::bigint[],
      ${rows.map(({ baseId }) => baseId)}::int[]) as wished(id, gid, base_id)
    cross join lateral (
      select u.record_on as on_day, u.used_bytes::float8 as used,
        max(u.record_on) over () as newest
      from group_usage u join storage_scans s on s.id = u.scan_id and s.state = 'stored'
      where u.gid = wished.gid and u.base_directory_id = wished.base_id
      order by u.record_on desc limit ${TREND_POINTS}
    ) h
    group by wished.id`;
  return new Map(found.map(({ id, days, used }) => [id, { days, used }]));
}

/** Adds to each row what was used before. */
export async function withTrends<Row extends Subject>(
  rows: readonly Row[],
): Promise<(Row & { trend: UsageTrend })[]> {
  const trends = await listUsageTrends(rows);
  return rows.map((row) => ({ ...row, trend: trends.get(row.id) ?? { days: [], used: [] } }));
}
