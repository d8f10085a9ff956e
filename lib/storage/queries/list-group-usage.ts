import "server-only";
import type { Viewer } from "@/lib/auth/model";
import { db, Prisma } from "@/lib/platform/db";
import { pageWindow, readSort } from "@/lib/platform/table-params";
import { readSize } from "../params/filters";
import type { GroupUsageFilters, GroupUsageParams } from "../params/group-usage";
import {
  groupScope,
  likeOf,
  orderBy,
  type Page,
  pseudoGroups,
  relativePath,
  searchParts,
  volumePart,
} from "./list-scope";
import { listUsageTrends, type UsageTrend } from "./list-usage-trends";

/** What a group uses below one base directory, by the newest scan of the volume. */
export interface GroupUsageRow {
  /** Unique among current rows. */
  id: string;
  /** Decimal digits. */
  gid: string;
  /** Name, or `gid:<n>` where nobody knows one. */
  group: string;
  /** Whether the directory has the group. */
  isKnown: boolean;
  pi: string | null;
  volume: string;
  baseId: number;
  /** Below the mount point of the volume. */
  path: string;
  fullPath: string;
  usedBytes: bigint;
  /** 0: no limit; null: not known. */
  quotaBytes: bigint | null;
  /** Share of the quota, from bytes; null without a quota. */
  usage: number | null;
  usedInodes: bigint;
  quotaInodes: bigint | null;
  filesUsage: number | null;
  level: number;
  inodeLevel: number;
  /** Days from the record date, by the robust forecast; null: not within five years. */
  daysUntilFull: number | null;
  daysUntilFilesFull: number | null;
  bytesIn3Days: number;
  bytesIn7Days: number;
  inodesIn3Days: number;
  inodesIn7Days: number;
  /** Bytes a day, by the robust forecast. */
  growthBytes: number | null;
  growthLowBytes: number | null;
  growthHighBytes: number | null;
  /** Files a day. */
  growthInodes: number | null;
  lastModifiedDays: number;
  archivedPath: string | null;
  /** Record date, `2026-11-20`. */
  recordOn: string;
  /** ISO. */
  scannedAt: string;
}

export type GroupUsageTrendRow = GroupUsageRow & { trend: UsageTrend };

// PERF: outer joins, since what a statement does not name of them is then not read at all.
const names = Prisma.sql`
  left join base_directories b on b.id = u.base_directory_id
  left join groups g on g.gid = u.gid
  left join people p on p.id = g.pi_id
  ${pseudoGroups}`;

/** Rows of current scans that count; aliases `u`, `v`, `s`, `b`, `g` group, `p` PI, `x` pseudo. */
export const groupUsageTables = Prisma.sql`
  volumes v
  join storage_scans s on s.id = v.current_scan_id and s.state = 'stored'
  join group_usage u on u.scan_id = s.id
  ${names}`;

/** The same of the rows whose keys are `k`. */
export const keyedUsageTables = Prisma.sql`
  join group_usage u on u.scan_id = k.scan_id and u.gid = k.gid
    and u.base_directory_id = k.base_directory_id
  join storage_scans s on s.id = u.scan_id
  join volumes v on v.name = u.volume_name
  ${names}`;

const nameOf = Prisma.sql`coalesce(g.name, x.name, u.group_name, 'gid:' || u.gid)`;
const piOf = Prisma.sql`coalesce(p.name, x.pi)`;
const usageOf = Prisma.sql`
  case when u.quota_bytes > 0 then u.used_bytes::float8 / u.quota_bytes end`;
const filesUsageOf = Prisma.sql`
  case when u.quota_inodes > 0 then u.used_inodes::float8 / u.quota_inodes end`;

/** The columns of {@link GroupUsageRow}. */
export const groupUsageColumns = Prisma.sql`
  u.scan_id || '-' || u.gid || '-' || u.base_directory_id as id, u.gid::text as gid,
  ${nameOf} as "group", g.id is not null as "isKnown", ${piOf} as pi, v.name as volume,
  b.id as "baseId", ${relativePath} as path, b.path as "fullPath",
  u.used_bytes as "usedBytes", u.quota_bytes as "quotaBytes", ${usageOf} as usage,
  u.used_inodes as "usedInodes", u.quota_inodes as "quotaInodes",
  ${filesUsageOf} as "filesUsage", u.level::int, u.inode_level::int as "inodeLevel",
  u.days_until_full as "daysUntilFull", u.days_until_files_full as "daysUntilFilesFull",
  u.bytes_in_3_days as "bytesIn3Days", u.bytes_in_7_days as "bytesIn7Days",
  u.growth_bytes as "growthBytes", u.growth_low_bytes as "growthLowBytes",
  u.growth_high_bytes as "growthHighBytes", u.growth_inodes as "growthInodes",
  u.inodes_in_3_days as "inodesIn3Days", u.inodes_in_7_days as "inodesIn7Days",
  u.last_modified_days::float8 as "lastModifiedDays", u.archived_path as "archivedPath",
  to_char(u.record_on, 'YYYY-MM-DD') as "recordOn",
  to_char(s.scanned_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "scannedAt"`;

/** Scope first, then the filters of the page. Throws `forbidden`. */
export function groupUsageWhere(viewer: Viewer, filters: GroupUsageFilters): Prisma.Sql {
  const { volume, pi, group, minDays, maxDays, warn, q } = filters;
  const parts = [groupScope(viewer), ...sizeParts(filters)];
  if (filters.exactVolume) parts.push(Prisma.sql`v.name = ${filters.exactVolume}`);
  if (volume) parts.push(volumePart(Prisma.sql`v.name`, volume));
  if (pi) parts.push(Prisma.sql`${piOf} ilike ${likeOf(pi)}`);
  if (group.length > 0) parts.push(Prisma.sql`${nameOf} = any(${group})`);
  const [from, to] = inOrder(minDays, maxDays);
  if (from !== null) parts.push(Prisma.sql`u.last_modified_days >= ${from}::float8`);
  if (to !== null) parts.push(Prisma.sql`u.last_modified_days <= ${to}::float8`);
  if (warn) parts.push(Prisma.sql`greatest(u.level, u.inode_level) > 1`);
  parts.push(...searchParts(q, [nameOf, Prisma.sql`coalesce(${piOf}, '')`, Prisma.sql`b.path`]));
  return Prisma.join(parts, " and ");
}

// Whichever of the two is larger is the upper end.
function sizeParts({ minSize, maxSize }: GroupUsageFilters): Prisma.Sql[] {
  const [from, to] = inOrder(
    minSize === null ? null : (readSize(minSize) ?? null),
    maxSize === null ? null : (readSize(maxSize) ?? null),
  );
  return [
    ...(from === null ? [] : [Prisma.sql`u.used_bytes >= ${from}`]),
    ...(to === null ? [] : [Prisma.sql`u.used_bytes <= ${to}`]),
  ];
}

function inOrder<Value extends number | bigint>(
  from: Value | null,
  to: Value | null,
): [Value | null, Value | null] {
  return from !== null && to !== null && from > to ? [to, from] : [from, to];
}

type SortId = GroupUsageParams["sort"] extends `-${infer Id}` | infer Plain
  ? Extract<Plain | Id, string>
  : never;

const orders: Readonly<Record<Exclude<SortId, `-${string}`>, Prisma.Sql>> = {
  group: nameOf,
  pi: piOf,
  volume: Prisma.sql`v.name`,
  path: Prisma.sql`b.path`,
  used: Prisma.sql`u.used_bytes`,
  quota: Prisma.sql`nullif(u.quota_bytes, 0)`,
  usage: usageOf,
  files: Prisma.sql`u.used_inodes`,
  filesQuota: Prisma.sql`nullif(u.quota_inodes, 0)`,
  filesUsage: filesUsageOf,
  level: Prisma.sql`u.level`,
  filesLevel: Prisma.sql`u.inode_level`,
  full: Prisma.sql`least(u.days_until_full, u.days_until_files_full)`,
  modified: Prisma.sql`u.last_modified_days`,
  scan: Prisma.sql`s.scanned_at`,
};

/** The order of the page; rows that are equal in it stand by what they use, then by identity. */
export function groupUsageOrder(sort: GroupUsageParams["sort"]): Prisma.Sql {
  const { id, isDesc } = readSort(sort);
  const unique = Prisma.sql`u.used_bytes desc, u.gid, u.base_directory_id`;
  return orderBy(orders[id], isDesc, unique);
}

/**
 * One page of quota warnings in the viewer's scope, with the history of each row; three statements,
 * whatever the page holds. Throws `forbidden`.
 */
export async function listGroupUsage(
  viewer: Viewer,
  params: GroupUsageParams,
): Promise<Page<GroupUsageTrendRow>> {
  const where = groupUsageWhere(viewer, params);
  const { limit, offset } = pageWindow(params);
  const order = groupUsageOrder(params.sort);
  const [found, [counted]] = await Promise.all([
    // PERF: sorted by keys alone; the rest is read for the rows of the page only.
    db().$queryRaw<GroupUsageRow[]>`
      with page as materialized (
        select u.scan_id, u.gid, u.base_directory_id from ${groupUsageTables} where ${where}
        ${order} limit ${limit} offset ${offset}
      )
      select ${groupUsageColumns} from page k ${keyedUsageTables} ${order}`,
    db().$queryRaw<{ rowCount: number }[]>`
      select count(*)::int as "rowCount" from ${groupUsageTables} where ${where}`,
  ]);
  return { rows: await withTrends(found), rowCount: counted?.rowCount ?? 0 };
}

/** Adds to each row what was used before. */
export async function withTrends(rows: readonly GroupUsageRow[]): Promise<GroupUsageTrendRow[]> {
  const trends = await listUsageTrends(rows);
  return rows.map((row) => ({ ...row, trend: trends.get(row.id) ?? { days: [], used: [] } }));
}
