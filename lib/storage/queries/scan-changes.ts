import "server-only";
import type { Viewer } from "@/lib/auth/model";
import { db, Prisma } from "@/lib/platform/db";
import { groupScope } from "./list-scope";

/** What differs between the newest scan of a volume and the one before it. */

export const changeKinds = ["groups", "users", "directories"] as const;
export type ChangeKind = (typeof changeKinds)[number];

/** A group below a base directory, a user's files of a group, or a directory. */
export interface ChangeRow {
  /** Decimal digits; negative: a path group. */
  gid: string;
  /** Name, or `gid:<n>`. */
  group: string;
  /** Of users: name, or `uid:<n>`; else null. */
  user: string | null;
  /** Human path; null for users. */
  path: string | null;
  wasBytes: bigint;
  nowBytes: bigint;
  deltaBytes: bigint;
  wasFiles: bigint;
  nowFiles: bigint;
  deltaFiles: bigint;
  /** In one scan only: `new` in the newest, `gone` from it. */
  kind: "changed" | "new" | "gone";
}

export interface ScanChanges {
  /** Record dates, `2026-11-20`; `was` is null where there is only one scan. */
  wasOn: string | null;
  nowOn: string | null;
  /** The greatest changes first. */
  rows: ChangeRow[];
  rowCount: number;
  /** Of all rows in scope, not only of those listed. */
  deltaBytes: bigint;
}

/** How changes are listed. */
export interface ChangeWish {
  volume: string;
  kind: ChangeKind;
  /** At most 200. */
  limit?: number;
  offset?: number;
  /** Only this group; a name or `gid:<n>`. */
  group?: string | null;
}

const MAX_ROWS = 200;

interface ScanPair {
  nowId: bigint;
  nowOn: string;
  wasId: bigint | null;
  wasOn: string | null;
}

/**
 * What grew, shrank, appeared and went between the two newest scans of a volume, the greatest
 * difference in bytes first, within the viewer's groups. Rows without a difference are left out.
 * Throws `forbidden`; a volume without a scan has no changes.
 */
export async function listScanChanges(viewer: Viewer, wish: ChangeWish): Promise<ScanChanges> {
  const scope = groupScope(viewer);
  const pair = await findPair(wish.volume);
  if (!pair) return { wasOn: null, nowOn: null, rows: [], rowCount: 0, deltaBytes: 0n };
  const { nowOn, wasOn } = pair;
  if (pair.wasId === null) return { wasOn, nowOn, rows: [], rowCount: 0, deltaBytes: 0n };
  const both = Prisma.sql`${sides[wish.kind]({ now: pair.nowId, was: pair.wasId })}`;
  const where = wish.group ? Prisma.sql`${scope} and ${ofGroup(wish.group)}` : scope;
  const { limit = MAX_ROWS, offset = 0 } = wish;
  const rows = await db().$queryRaw<(ChangeRow & { rowCount: number; sum: string })[]>`
    with both_scans as (${both}), shown as (
      select c.*, coalesce(g.name, 'gid:' || c.gid) as "group"
      from both_scans c left join groups g on g.gid = c.gid
      where ${where} and (c.was_bytes is distinct from c.now_bytes
        or c.was_files is distinct from c.now_files)
    )
    select gid::text, "group", "user", path, coalesce(was_bytes, 0) as "wasBytes",
      coalesce(now_bytes, 0) as "nowBytes",
      coalesce(now_bytes, 0) - coalesce(was_bytes, 0) as "deltaBytes",
      coalesce(was_files, 0) as "wasFiles", coalesce(now_files, 0) as "nowFiles",
      coalesce(now_files, 0) - coalesce(was_files, 0) as "deltaFiles",
      case when was_bytes is null then 'new' when now_bytes is null then 'gone' else 'changed' end
        as kind,
      count(*) over ()::int as "rowCount",
      (sum(coalesce(now_bytes, 0) - coalesce(was_bytes, 0)) over ())::text as sum
    from shown
    order by abs(coalesce(now_bytes, 0) - coalesce(was_bytes, 0)) desc,
      abs(coalesce(now_files, 0) - coalesce(was_files, 0)) desc, gid, "user", path
    limit ${Math.min(limit, MAX_ROWS)} offset ${offset}`;
  return {
    wasOn,
    nowOn,
    rows: rows.map(({ rowCount: _, sum: __, ...row }) => row),
    rowCount: rows[0]?.rowCount ?? 0,
    deltaBytes: BigInt(rows[0]?.sum ?? 0),
  };
}

function ofGroup(group: string): Prisma.Sql {
  const gid = /^gid:(-?\d{1,18})$/.exec(group)?.[1];
  return gid === undefined ? Prisma.sql`g.name = ${group}` : Prisma.sql`c.gid = ${BigInt(gid)}`;
}

async function findPair(volume: string): Promise<ScanPair | undefined> {
  const [pair] = await db().$queryRaw<ScanPair[]>`
    select s.id as "nowId", to_char(s.record_on, 'YYYY-MM-DD') as "nowOn", w.id as "wasId",
      to_char(w.record_on, 'YYYY-MM-DD') as "wasOn"
    from volumes v join storage_scans s on s.id = v.current_scan_id and s.state = 'stored'
    left join lateral (
      select id, record_on from storage_scans
      where volume_name = v.name and state = 'stored' and record_on < s.record_on
      order by record_on desc limit 1
    ) w on true
    where v.name = ${volume}`;
  return pair;
}

type Ids = { now: bigint; was: bigint };

/** Both scans side by side: gid, "user", path, was_bytes, now_bytes, was_files, now_files. */
const sides: Readonly<Record<ChangeKind, (ids: Ids) => Prisma.Sql>> = {
  groups: ({ now, was }) => Prisma.sql`
    select gid, null::text as "user", b.path, w.used_bytes as was_bytes, n.used_bytes as now_bytes,
      w.used_inodes as was_files, n.used_inodes as now_files
    from (select * from group_usage where scan_id = ${now}) n
    full join (select * from group_usage where scan_id = ${was}) w using (gid, base_directory_id)
    join base_directories b on b.id = base_directory_id`,
  users: ({ now, was }) => Prisma.sql`
    select gid, coalesce(o.uid, 'uid:' || t.uid) as "user", null::text as path, was_bytes,
      now_bytes, was_files, now_files
    from (
      select gid, uid, w.used_bytes as was_bytes, n.used_bytes as now_bytes,
        w.used_inodes as was_files, n.used_inodes as now_files
      from (select * from user_usage where scan_id = ${now}) n
      full join (select * from user_usage where scan_id = ${was}) w using (gid, uid)
    ) t left join people o on o.uid_number = t.uid`,
  directories: ({ now, was }) => Prisma.sql`
    select gid, null::text as "user",
      case bucket when '.' then b.path else b.path || '/' || bucket end as path,
      w.bytes as was_bytes, n.bytes as now_bytes, w.file_count as was_files,
      n.file_count as now_files
    from (select * from directory_usage where scan_id = ${now}) n
    full join (select * from directory_usage where scan_id = ${was}) w
      using (gid, base_directory_id, bucket)
    join base_directories b on b.id = base_directory_id`,
};
