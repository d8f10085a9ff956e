import "server-only";
import type { Viewer } from "@/lib/auth/model";
import { db, Prisma } from "@/lib/platform/db";
import { pageWindow, readSort } from "@/lib/platform/table-params";
import type { UserUsageParams } from "../params/lists";
import {
  groupScope,
  ofGroups,
  orderBy,
  ownGroups,
  type Page,
  peopleByNumber,
  pseudoGroups,
  searchParts,
  volumePart,
} from "./list-scope";

/** What one user owns as one group on one volume, by its newest scan. */
export interface UserUsageRow {
  id: string;
  /** The uid of the directory, or `uid:<n>`. */
  user: string;
  /** Full name; null for somebody whom the directory does not know. */
  name: string | null;
  group: string;
  volume: string;
  usedBytes: bigint;
  usedInodes: bigint;
  /** `2026-11-20`. */
  lastModifiedOn: string;
}

const nameOf = Prisma.sql`coalesce(g.name, x.name, 'gid:' || u.gid)`;
const userOf = Prisma.sql`coalesce(o.uid, 'uid:' || u.uid)`;

/** Rows of current scans; aliases `u`, `v`, `s`, `g` group, `o` owner, `x` pseudo group. */
export const userUsageTables = Prisma.sql`
  volumes v
  join storage_scans s on s.id = v.current_scan_id and s.state = 'stored'
  join user_usage u on u.scan_id = s.id
  left join groups g on g.gid = u.gid
  left join ${peopleByNumber} o on o.number = u.uid
  ${pseudoGroups}`;

/** The columns of {@link UserUsageRow}. */
export const userUsageColumns = Prisma.sql`
  u.scan_id || '-' || u.uid || '-' || u.gid as id, ${userOf} as "user", o.name,
  ${nameOf} as "group", v.name as volume, u.used_bytes as "usedBytes",
  u.used_inodes as "usedInodes", to_char(u.last_modified_on, 'YYYY-MM-DD') as "lastModifiedOn"`;

type UserFilters = Pick<UserUsageParams, "volume" | "user" | "group" | "q">;

/** Scope first, then the filters of the page. Throws `forbidden`. */
export function userUsageWhere(viewer: Viewer, filters: UserFilters): Prisma.Sql {
  const { volume, user, group, q } = filters;
  const parts = [groupScope(viewer), ...ownGroups(viewer)];
  if (volume) parts.push(volumePart(Prisma.sql`v.name`, volume));
  if (user) parts.push(Prisma.sql`${userOf} = ${user}`);
  if (group.length > 0) parts.push(ofGroups(group));
  parts.push(...searchParts(q, [userOf, Prisma.sql`coalesce(o.name, '')`, nameOf]));
  return Prisma.join(parts, " and ");
}

const orders: Readonly<Record<string, Prisma.Sql>> = {
  user: userOf,
  group: nameOf,
  volume: Prisma.sql`v.name`,
  used: Prisma.sql`u.used_bytes`,
  files: Prisma.sql`u.used_inodes`,
  modified: Prisma.sql`u.last_modified_on`,
};

/** The order of the page. */
export function userUsageOrder(sort: UserUsageParams["sort"]): Prisma.Sql {
  const { id, isDesc } = readSort(sort);
  const unique = Prisma.sql`u.used_bytes desc, u.uid, u.gid, v.name`;
  return orderBy(orders[id] ?? Prisma.sql`u.used_bytes`, isDesc, unique);
}

/** One page of users' use, with what all rows come to; two statements. Throws `forbidden`. */
export async function listUserUsage(
  viewer: Viewer,
  params: UserUsageParams,
): Promise<Page<UserUsageRow> & { usedBytes: bigint; userCount: number }> {
  const where = userUsageWhere(viewer, params);
  const { limit, offset } = pageWindow(params);
  const [rows, [sums]] = await Promise.all([
    db().$queryRaw<UserUsageRow[]>`
      select ${userUsageColumns} from ${userUsageTables} where ${where}
      ${userUsageOrder(params.sort)} limit ${limit} offset ${offset}`,
    db().$queryRaw<{ rowCount: number; userCount: number; used: string }[]>`
      select count(*)::int as "rowCount", count(distinct u.uid)::int as "userCount",
        coalesce(sum(u.used_bytes), 0)::text as used
      from ${userUsageTables} where ${where}`,
  ]);
  return {
    rows,
    rowCount: sums?.rowCount ?? 0,
    userCount: sums?.userCount ?? 0,
    usedBytes: BigInt(sums?.used ?? 0),
  };
}

/** A user's part of what a group uses. */
export interface UserShare {
  user: string;
  name: string | null;
  usedBytes: bigint;
  usedInodes: bigint;
  /** Of one. */
  share: number;
  lastModifiedOn: string;
}

/** Users of one group over all volumes, the largest first, at most `limit`. Throws `forbidden`. */
export async function listUserShares(
  viewer: Viewer,
  gid: string,
  limit = 20,
): Promise<{ rows: UserShare[]; userCount: number }> {
  const found = await db().$queryRaw<
    (Omit<UserShare, "usedBytes" | "usedInodes"> & {
      used: string;
      files: string;
      userCount: number;
    })[]
  >`
    select ${userOf} as "user", max(o.name) as name, sum(u.used_bytes)::text as used,
      sum(u.used_inodes)::text as files, count(*) over ()::int as "userCount",
      coalesce(sum(u.used_bytes) / nullif(sum(sum(u.used_bytes)) over (), 0), 0)::float8 as share,
      to_char(max(u.last_modified_on), 'YYYY-MM-DD') as "lastModifiedOn"
    from ${userUsageTables} where ${groupScope(viewer)} and u.gid = ${gid}::bigint
    group by ${userOf} order by sum(u.used_bytes) desc, ${userOf} limit ${limit}`;
  const rows = found.map(({ used, files, userCount: _, ...row }) => ({
    ...row,
    usedBytes: BigInt(used),
    usedInodes: BigInt(files),
  }));
  return { rows, userCount: found[0]?.userCount ?? 0 };
}
