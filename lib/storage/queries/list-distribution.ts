import "server-only";
import type { Viewer } from "@/lib/auth/model";
import { db, Prisma } from "@/lib/platform/db";
import type { GroupUsageFilters, GroupUsageParams } from "../params/group-usage";
import { groupUsageTables, groupUsageWhere, keyedUsageTables } from "./list-group-usage";

/** Points that a chart draws; the smallest ones lie below each other anyway. */
const MAX_POINTS = 1_000;

/** What all rows that match come to. */
export interface UsageTotals {
  rowCount: number;
  volumeCount: number;
  groupCount: number;
  /** May pass 2^63. */
  usedBytes: bigint;
  /** Of the rows that have a quota. */
  quotaBytes: bigint;
  usedInodes: bigint;
  /** Rows by level, the worse of bytes and files. */
  okCount: number;
  kindaCount: number;
  notOkCount: number;
  overCount: number;
}

type Texts = Record<"usedBytes" | "quotaBytes" | "usedInodes", string>;

/** Totals over everything that the filters leave; one statement. Throws `forbidden`. */
export async function sumGroupUsage(
  viewer: Viewer,
  filters: GroupUsageFilters,
): Promise<UsageTotals> {
  const [sums] = await db().$queryRaw<(Omit<UsageTotals, keyof Texts> & Texts)[]>`
    select count(*)::int as "rowCount", count(distinct v.name)::int as "volumeCount",
      count(distinct u.gid)::int as "groupCount",
      coalesce(sum(u.used_bytes), 0)::text as "usedBytes",
      coalesce(sum(u.quota_bytes), 0)::text as "quotaBytes",
      coalesce(sum(u.used_inodes), 0)::text as "usedInodes",
      count(*) filter (where greatest(u.level, u.inode_level) = 1)::int as "okCount",
      count(*) filter (where greatest(u.level, u.inode_level) = 2)::int as "kindaCount",
      count(*) filter (where greatest(u.level, u.inode_level) = 3)::int as "notOkCount",
      count(*) filter (where u.quota_bytes > 0 and u.used_bytes > u.quota_bytes)::int
        as "overCount"
    from ${groupUsageTables} where ${groupUsageWhere(viewer, filters)}`;
  if (!sums) throw new Error("an aggregate has one row");
  return {
    ...sums,
    usedBytes: BigInt(sums.usedBytes),
    quotaBytes: BigInt(sums.quotaBytes),
    usedInodes: BigInt(sums.usedInodes),
  };
}

/** One base directory of a group in the scatter chart. */
export interface UsagePoint {
  id: string;
  group: string;
  volume: string;
  path: string;
  /** Days since the last change. */
  days: number;
  /** Bytes, exact enough to draw. */
  used: number;
  level: number;
}

/** One bar of the histogram. */
export interface UsageBin {
  /** Days, the lower end included. */
  from: number;
  to: number;
  /** Bytes of what was last modified between the two. */
  used: number;
  /** Bytes of this bar and of all older ones. */
  total: number;
  count: number;
}

export type Distribution =
  | { kind: "scatter"; points: UsagePoint[]; isCut: boolean }
  | { kind: "histogram"; bins: UsageBin[] };

/** What the chart over the table draws: all rows that the filters leave. Throws `forbidden`. */
export async function getDistribution(
  viewer: Viewer,
  params: GroupUsageParams,
): Promise<Distribution> {
  const where = groupUsageWhere(viewer, params);
  if (params.chart === "scatter") {
    const points = await db().$queryRaw<UsagePoint[]>`
      with largest as materialized (
        select u.scan_id, u.gid, u.base_directory_id from ${groupUsageTables} where ${where}
        order by u.used_bytes desc, u.gid, u.base_directory_id limit ${MAX_POINTS + 1}
      )
      select u.scan_id || '-' || u.gid || '-' || u.base_directory_id as id,
        coalesce(g.name, x.name, u.group_name, 'gid:' || u.gid) as "group", v.name as volume,
        b.path, u.last_modified_days::float8 as days, u.used_bytes::float8 as used,
        greatest(u.level, u.inode_level)::int as level
      from largest k ${keyedUsageTables}
      order by u.used_bytes desc, u.gid, u.base_directory_id`;
    const isCut = points.length > MAX_POINTS;
    return { kind: "scatter", points: points.slice(0, MAX_POINTS), isCut };
  }
  return { kind: "histogram", bins: await countBins(where, params) };
}

// On a logarithmic axis the bars are equally wide in log(1 + days).
async function countBins(where: Prisma.Sql, params: GroupUsageParams): Promise<UsageBin[]> {
  const { bins, logDays } = params;
  const scaled = logDays ? Prisma.sql`ln(1 + days)` : Prisma.sql`days`;
  const rows = await db().$queryRaw<{ bin: number; top: number; used: number; count: number }[]>`
    with matching as (
      select u.last_modified_days::float8 as days, u.used_bytes::float8 as used
      from ${groupUsageTables} where ${where}
    ), scaled as (select ${scaled} as place, used from matching),
    ends as (select greatest(max(place), 1e-9) as top from scaled)
    select least(floor(place / top * ${bins}::float8), ${bins - 1}::float8)::int as bin,
      top, sum(used) as used, count(*)::int as count
    from scaled, ends group by 1, 2`;
  const top = rows[0]?.top;
  if (top === undefined) return [];
  const byBin = new Map(rows.map((row) => [row.bin, row]));
  const edge = (index: number) => {
    const place = (top * index) / bins;
    return logDays ? Math.expm1(place) : place;
  };
  let total = 0;
  // Oldest first, as the running total goes.
  return Array.from({ length: bins }, (_, index) => bins - 1 - index).map((bin) => {
    const { used = 0, count = 0 } = byBin.get(bin) ?? {};
    total += used;
    return { from: edge(bin), to: edge(bin + 1), used, total, count };
  });
}
