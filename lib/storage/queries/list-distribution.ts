import "server-only";
import { z } from "zod";
import type { Viewer } from "@/lib/auth/model";
import { ask, Prisma } from "@/lib/platform/db";
import { listTables, listWhere } from "@/lib/platform/list/page";
import { type GroupUsageParams, groupUsageList } from "../lists/group-usage";
import type { ChartParams } from "../params/chart";

/** Points that a chart draws; the smallest ones lie below each other anyway. */
const MAX_POINTS = 1_000;

const usageTotals = z.object({
  rowCount: z.int(),
  volumeCount: z.int(),
  groupCount: z.int(),
  /** May pass 2^63; what path groups have counts for those who own it. */
  usedBytes: z.string(),
  /** Of the rows that have a quota, and what these use of it. */
  quotaBytes: z.string(),
  limitedBytes: z.string(),
  usedInodes: z.string(),
  /** Rows by level, the worse of bytes and files. */
  okCount: z.int(),
  kindaCount: z.int(),
  notOkCount: z.int(),
  overCount: z.int(),
});

type Texts = Record<"usedBytes" | "quotaBytes" | "limitedBytes" | "usedInodes", bigint>;

/** What all rows that match come to. */
export type UsageTotals = Omit<z.infer<typeof usageTotals>, keyof Texts> & Texts;

// A path group's files belong to groups that are counted; alone it is counted itself.
const ownSum = (measure: Prisma.Sql): Prisma.Sql =>
  Prisma.sql`coalesce(sum(${measure}) filter (where u.gid >= 0), sum(${measure}), 0)::text`;

/** Totals over everything that the filters leave; one statement. Throws `forbidden`. */
export async function sumGroupUsage(
  viewer: Viewer,
  filters: Partial<GroupUsageParams>,
): Promise<UsageTotals> {
  const [sums] = await ask(usageTotals)`
    select count(*)::int as "rowCount", count(distinct v.name)::int as "volumeCount",
      count(distinct u.gid)::int as "groupCount",
      ${ownSum(Prisma.sql`u.used_bytes`)} as "usedBytes",
      coalesce(sum(u.quota_bytes), 0)::text as "quotaBytes",
      coalesce(sum(u.used_bytes) filter (where u.quota_bytes > 0), 0)::text as "limitedBytes",
      ${ownSum(Prisma.sql`u.used_inodes`)} as "usedInodes",
      count(*) filter (where greatest(u.level, u.inode_level) = 1)::int as "okCount",
      count(*) filter (where greatest(u.level, u.inode_level) = 2)::int as "kindaCount",
      count(*) filter (where greatest(u.level, u.inode_level) = 3)::int as "notOkCount",
      count(*) filter (where u.quota_bytes > 0 and u.used_bytes > u.quota_bytes)::int
        as "overCount"
    from ${listTables(groupUsageList, viewer, filters)}
    where ${listWhere(groupUsageList, viewer, filters)}`;
  if (!sums) throw new Error("an aggregate has one row");
  return {
    ...sums,
    usedBytes: BigInt(sums.usedBytes),
    quotaBytes: BigInt(sums.quotaBytes),
    limitedBytes: BigInt(sums.limitedBytes),
    usedInodes: BigInt(sums.usedInodes),
  };
}

const usagePoint = z.object({
  id: z.string(),
  group: z.string(),
  volume: z.string(),
  /** Days since the last change. */
  days: z.number(),
  /** Bytes, exact enough to draw. */
  used: z.number(),
  level: z.int(),
});

/** One group on a volume in the scatter chart. */
export type UsagePoint = z.infer<typeof usagePoint>;

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
  chart: ChartParams,
): Promise<Distribution> {
  const tables = listTables(groupUsageList, viewer, params);
  const where = listWhere(groupUsageList, viewer, params);
  if (chart.chart === "scatter") {
    const { columns, keyed, key } = groupUsageList;
    const points = await ask(usagePoint)`
      with largest as materialized (
        select u.scan_id, u.gid from ${tables} where ${where}
        order by u.used_bytes desc, u.gid, v.name limit ${MAX_POINTS + 1}
      )
      select ${key} as id, ${columns.group.sql} as "group", v.name as volume,
        u.last_modified_days::float8 as days, u.used_bytes::float8 as used,
        greatest(u.level, u.inode_level)::int as level
      from largest k ${keyed?.tables}
      order by u.used_bytes desc, u.gid, v.name`;
    const isCut = points.length > MAX_POINTS;
    return { kind: "scatter", points: points.slice(0, MAX_POINTS), isCut };
  }
  return { kind: "histogram", bins: await countBins(tables, where, chart) };
}

const binRow = z.object({ bin: z.int(), top: z.number(), used: z.number(), count: z.int() });

// On a logarithmic axis the bars are equally wide in log(1 + days).
async function countBins(
  tables: Prisma.Sql,
  where: Prisma.Sql,
  { bins, logDays }: ChartParams,
): Promise<UsageBin[]> {
  const scaled = logDays ? Prisma.sql`ln(1 + days)` : Prisma.sql`days`;
  const rows = await ask(binRow)`
    with matching as (
      select u.last_modified_days::float8 as days,
        case when u.gid >= 0 then u.used_bytes else 0 end::float8 as used
      from ${tables} where ${where}
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
