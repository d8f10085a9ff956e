import "server-only";
import { z } from "zod";
import { reachOf, type Viewer } from "@/lib/auth/model";
import { ask, Prisma } from "@/lib/platform/db";
import { decodeRows, listColumns, listTables, rowShape } from "@/lib/platform/list/page";
import { type BaseUsageTrendRow, baseUsageList } from "../lists/base-usage";
import { type GroupUsageTrendRow, groupUsageList } from "../lists/group-usage";
import { withPartTrends, withTrends } from "./list-usage-trends";
import { storageScope } from "./scope";

/** Base directories that the page of a group lists. */
const MAX_ROWS = 200;

/** How far back its charts look. UNIT: months. */
export const HISTORY_MONTHS = 8;

/**
 * The Unix number of a name that only scans know, or that is one (`gid:<n>`); null where no scan
 * names it, or storage is not for this reader.
 */
export async function findScannedNumber(viewer: Viewer, name: string): Promise<string | null> {
  const digits = /^gid:(-?\d{1,18})$/.exec(name)?.[1];
  if (digits !== undefined) return digits;
  if (reachOf(viewer, "storage:read") !== "all") return null;
  const [row] = await ask(z.object({ gid: z.string() }))`
    select u.gid::text as gid from ${listTables(groupUsageList, viewer, {})}
    where g.group_id is null and (x.name = ${name} or u.group_name = ${name})
    order by u.gid limit 1`;
  return row?.gid ?? null;
}

const worstFirst = Prisma.sql`greatest(u.level, u.inode_level) desc,
  u.used_bytes::float8 / nullif(u.quota_bytes, 0) desc nulls last, u.used_bytes desc`;

/** What a group uses on each volume, the worst first; at most 200. */
export async function listGroupVolumes(viewer: Viewer, gid: string): Promise<GroupUsageTrendRow[]> {
  const rows = await ask(rowShape(groupUsageList, viewer))`
    select ${listColumns(groupUsageList)} from ${listTables(groupUsageList, viewer, {})}
    where ${storageScope(viewer)} and u.gid = ${gid}::bigint
    order by ${worstFirst}, v.name limit ${MAX_ROWS}`;
  return withTrends(decodeRows(groupUsageList, rows));
}

/** What a group uses below each of its base directories, the worst first; at most 200. */
export async function listGroupBases(viewer: Viewer, gid: string): Promise<BaseUsageTrendRow[]> {
  const rows = await ask(rowShape(baseUsageList, viewer))`
    select ${listColumns(baseUsageList)} from ${listTables(baseUsageList, viewer, {})}
    where ${storageScope(viewer)} and u.gid = ${gid}::bigint
    order by ${worstFirst}, b.id limit ${MAX_ROWS}`;
  return withPartTrends(decodeRows(baseUsageList, rows));
}

const historyPoint = z.object({
  on: z.iso.date(),
  /** Bytes, exact enough to draw and to go on from. */
  used: z.number(),
  /** Null where there was none. */
  quota: z.number().nullable(),
  usedInodes: z.number(),
  quotaInodes: z.number().nullable(),
});

/** What one scan said of a group on a volume, or of a part of it. */
export type HistoryPoint = z.infer<typeof historyPoint>;

interface Use {
  gid: string;
  volume: string;
  /** Only what lies below this base directory. */
  baseId?: number;
}

/**
 * History of what a group uses over the eight months before its newest scan, oldest first, one
 * point a record date. The caller has the row within the viewer's scope.
 */
export function listUsageHistory({ gid, volume, baseId }: Use): Promise<HistoryPoint[]> {
  const [table, part] =
    baseId === undefined
      ? [Prisma.sql`group_volume_usage`, Prisma.sql`true`]
      : [Prisma.sql`group_usage`, Prisma.sql`u.base_directory_id = ${baseId}`];
  return ask(historyPoint)`
    with past as (
      select u.record_on, u.used_bytes::float8 as used,
        nullif(u.quota_bytes, 0)::float8 as quota, u.used_inodes::float8 as "usedInodes",
        nullif(u.quota_inodes, 0)::float8 as "quotaInodes", max(u.record_on) over () as newest
      from ${table} u join storage_scans s on s.id = u.scan_id and s.state = 'stored'
      where u.gid = ${gid}::bigint and u.volume_name = ${volume} and ${part}
    )
    select to_char(record_on, 'YYYY-MM-DD') as "on", used, quota, "usedInodes", "quotaInodes"
    from past where record_on >= newest - ${Prisma.sql`${HISTORY_MONTHS} * interval '1 month'`}
    order by record_on`;
}
