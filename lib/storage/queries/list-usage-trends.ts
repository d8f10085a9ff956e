import "server-only";
import { z } from "zod";
import { ask, Prisma, recordset } from "@/lib/platform/db";

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

interface Total {
  id: string;
  gid: string;
  volume: string;
}

interface Part extends Total {
  baseId: number;
}

const totals = Prisma.sql`group_volume_usage u
  on u.gid = wished.gid and u.volume_name = wished.volume`;
const parts = Prisma.sql`group_usage u
  on u.gid = wished.gid and u.base_directory_id = wished.base_id`;

/**
 * History of these rows by their id, at most 40 scans each; one statement. The caller has checked
 * the reader's scope.
 */
async function addTrends<Row extends Total & Partial<Part>>(
  rows: readonly Row[],
  uses: Prisma.Sql,
): Promise<(Row & { trend: UsageTrend })[]> {
  if (rows.length === 0) return [];
  const subjects = rows.map(({ id, gid, volume, baseId }) => ({
    id,
    gid,
    volume,
    base_id: baseId,
  }));
  const columns = { id: "text", gid: "bigint", volume: "text", base_id: "int" };
  const found = await ask(trendRow)`
    select wished.id, array_agg(h.used order by h.on_day) as used,
      array_agg(h.newest - h.on_day order by h.on_day) as days
    from ${recordset(subjects, columns)} wished
    cross join lateral (
      select u.record_on as on_day, u.used_bytes::float8 as used,
        max(u.record_on) over () as newest
      from storage_scans s join ${uses} and u.scan_id = s.id
      where s.state = 'stored'
      order by u.record_on desc limit ${TREND_POINTS}
    ) h
    group by wished.id`;
  const trends = new Map(found.map(({ id, days, used }) => [id, { days, used }]));
  return rows.map((row) => ({ ...row, trend: trends.get(row.id) ?? { days: [], used: [] } }));
}

/** Adds to each group on a volume what it used before. */
export const withTrends = <Row extends Total>(rows: readonly Row[]) => addTrends(rows, totals);

/** Adds to each base directory of a group what was used before. */
export const withPartTrends = <Row extends Part>(rows: readonly Row[]) => addTrends(rows, parts);
