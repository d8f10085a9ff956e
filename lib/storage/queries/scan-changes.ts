import "server-only";
import { z } from "zod";
import type { Viewer } from "@/lib/auth/model";
import { groupNames, groupNumbers, personNames } from "@/lib/directory/queries/names";
import { ask, Prisma } from "@/lib/platform/db";
import { storageScope } from "./scope";

/** What differs between the newest scan of a volume and the one before it. */

export const changeKinds = ["groups", "users", "directories"] as const;
export type ChangeKind = (typeof changeKinds)[number];

const changeRow = z.object({
  /** Decimal digits; negative: a path group. */
  gid: z.string(),
  /** Name, or `gid:<n>`. */
  group: z.string(),
  /** Of users: name, or `uid:<n>`; else null. */
  user: z.string().nullable(),
  /** Human path of a directory; else null. */
  path: z.string().nullable(),
  wasBytes: z.bigint(),
  nowBytes: z.bigint(),
  deltaBytes: z.bigint(),
  wasFiles: z.bigint(),
  nowFiles: z.bigint(),
  deltaFiles: z.bigint(),
  /** In one scan only: `new` in the newest, `gone` from it. */
  kind: z.enum(["changed", "new", "gone"]),
});

/** A group, a user's files of a group, or a directory. */
export type ChangeRow = z.infer<typeof changeRow>;

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

const scanPair = z.object({
  nowId: z.bigint(),
  nowOn: z.iso.date(),
  wasId: z.bigint().nullable(),
  wasOn: z.iso.date().nullable(),
});
type ScanPair = z.infer<typeof scanPair>;

/**
 * What grew, shrank, appeared and went between the two newest scans of a volume, the greatest
 * difference in bytes first, within the viewer's groups. Rows without a difference are left out.
 * Throws `forbidden`; a volume without a scan has no changes.
 */
export async function listScanChanges(viewer: Viewer, wish: ChangeWish): Promise<ScanChanges> {
  const scope = storageScope(viewer);
  const pair = await findPair(wish.volume);
  if (!pair) return { wasOn: null, nowOn: null, rows: [], rowCount: 0, deltaBytes: 0n };
  const { nowOn, wasOn } = pair;
  if (pair.wasId === null) return { wasOn, nowOn, rows: [], rowCount: 0, deltaBytes: 0n };
  const both = Prisma.sql`${sides[wish.kind]({ now: pair.nowId, was: pair.wasId })}`;
  const where = wish.group
    ? Prisma.sql`${scope} and u.gid = any(${groupNumbers([wish.group])})`
    : scope;
  const { name, join } = groupNames(Prisma.sql`u.gid`, Prisma.sql`u.group_name`);
  const { limit = MAX_ROWS, offset = 0 } = wish;
  const rows = await ask(changeRow.extend({ rowCount: z.int(), sum: z.string() }))`
    with both_scans as (${both}), shown as (
      select u.*, ${name} as "group"
      from both_scans u join volumes v on v.name = ${wish.volume} ${join}
      where ${where} and (u.was_bytes is distinct from u.now_bytes
        or u.was_files is distinct from u.now_files)
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

async function findPair(volume: string): Promise<ScanPair | undefined> {
  const [pair] = await ask(scanPair)`
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

const user = personNames(Prisma.sql`t.uid`);

/**
 * Both scans side by side: gid, group_name, "user", path, was_bytes, now_bytes, was_files,
 * now_files.
 */
const sides: Readonly<Record<ChangeKind, (ids: Ids) => Prisma.Sql>> = {
  groups: ({ now, was }) => Prisma.sql`
    select gid, coalesce(n.group_name, w.group_name) as group_name, null::text as "user",
      null::text as path, w.used_bytes as was_bytes, n.used_bytes as now_bytes,
      w.used_inodes as was_files, n.used_inodes as now_files
    from (select * from group_volume_usage where scan_id = ${now}) n
    full join (select * from group_volume_usage where scan_id = ${was}) w using (gid)`,
  users: ({ now, was }) => Prisma.sql`
    select gid, null::text as group_name, ${user.uid} as "user", null::text as path, was_bytes,
      now_bytes, was_files, now_files
    from (
      select gid, uid, w.used_bytes as was_bytes, n.used_bytes as now_bytes,
        w.used_inodes as was_files, n.used_inodes as now_files
      from (select * from user_usage where scan_id = ${now}) n
      full join (select * from user_usage where scan_id = ${was}) w using (gid, uid)
    ) t ${user.join}`,
  directories: ({ now, was }) => Prisma.sql`
    select gid, null::text as group_name, null::text as "user",
      case bucket when '.' then b.path else b.path || '/' || bucket end as path,
      w.bytes as was_bytes, n.bytes as now_bytes, w.file_count as was_files,
      n.file_count as now_files
    from (select * from directory_usage where scan_id = ${now}) n
    full join (select * from directory_usage where scan_id = ${was}) w
      using (gid, base_directory_id, bucket)
    join base_directories b on b.id = base_directory_id`,
};
