import "server-only";
import { z } from "zod";
import type { Viewer } from "@/lib/auth/model";
import { ask, Prisma } from "@/lib/platform/db";
import { decodeRows, listColumns, listTables, rowShape } from "@/lib/platform/list/page";
import { type GroupUsageRow, groupUsageList } from "../lists/group-usage";
import { ofGroups, requireAllGroups, storageScope } from "./scope";

/** Rows that a card shows; the rest is behind its link. */
const CARD_ROWS = 10;

/** A warning that is worse than it was. */
export type WorseRow = GroupUsageRow & { levelBefore: number };

/**
 * Groups on volumes whose status, the worse of bytes and files, is worse than in the scan of a week
 * before (the oldest one, where there is none so old); the worst first, at most 10. Throws
 * `forbidden`.
 */
export async function listWorse(viewer: Viewer): Promise<{ count: number; rows: WorseRow[] }> {
  requireAllGroups(viewer);
  const worse = Prisma.sql`greatest(u.level, u.inode_level)`;
  const shape = rowShape(groupUsageList, viewer);
  const facts = z.object({ count: z.int(), levelBefore: z.int() });
  const found = await ask(z.intersection(shape, facts))`
    with before as (
      select v.name as volume, coalesce(
        (select s.id from storage_scans s where s.volume_name = v.name and s.state = 'stored'
          and s.record_on <= c.record_on - 7 order by s.record_on desc limit 1),
        (select s.id from storage_scans s where s.volume_name = v.name and s.state = 'stored'
          and s.record_on < c.record_on order by s.record_on limit 1)) as scan_id
      from volumes v join storage_scans c on c.id = v.current_scan_id
    )
    select ${listColumns(groupUsageList)}, count(*) over ()::int as count,
      greatest(w.level, w.inode_level)::int as "levelBefore"
    from ${listTables(groupUsageList, viewer, {})}
    join before on before.volume = v.name
    join group_volume_usage w on w.scan_id = before.scan_id and w.gid = u.gid
    where ${worse} > 1 and ${worse} > greatest(w.level, w.inode_level)
    order by ${worse} desc, u.used_bytes::float8 / nullif(u.quota_bytes, 0) desc nulls last,
      u.used_bytes desc, u.gid, v.name
    limit ${CARD_ROWS}`;
  return {
    count: found[0]?.count ?? 0,
    rows: found.map(({ count: _, levelBefore, ...row }) => {
      const [decoded] = decodeRows(groupUsageList, [row]);
      return { ...(decoded as GroupUsageRow), levelBefore };
    }),
  };
}

const ownGroup = z.object({
  group: z.string(),
  used: z.string(),
  quota: z.string(),
  limited: z.string(),
  /** Volumes on which it has a quota. */
  limitedCount: z.int(),
  /** 0: no scan names a file of it. */
  volumeCount: z.int(),
  /** The worst of its volumes, by bytes or files. */
  level: z.int(),
  daysUntilFull: z.number().nullable(),
});

/** What one of a PI's groups uses. */
export type OwnGroupUsage = Omit<z.infer<typeof ownGroup>, "used" | "quota" | "limited"> & {
  usedBytes: bigint;
  /** Of the volumes that have one, and what is used of it there. */
  quotaBytes: bigint;
  limitedBytes: bigint;
};

/** The groups a person leads with what each uses by the newest scans; at most 200, by name. */
export async function listOwnGroupUsage(viewer: Viewer): Promise<OwnGroupUsage[]> {
  storageScope(viewer);
  const rows = await ask(ownGroup)`
    select own.name as "group", coalesce(sum(t.used_bytes), 0)::text as used,
      coalesce(sum(t.quota_bytes), 0)::text as quota,
      coalesce(sum(t.used_bytes) filter (where t.quota_bytes > 0), 0)::text as limited,
      count(*) filter (where t.quota_bytes > 0)::int as "limitedCount",
      count(distinct t.volume_name)::int as "volumeCount",
      coalesce(max(greatest(t.level, t.inode_level)), 1)::int as level,
      min(least(t.days_until_full, t.days_until_files_full)) as "daysUntilFull"
    from unnest(${viewer.groups}::text[]) as own(name)
    left join (
      select u.*, g.name from ${listTables(groupUsageList, viewer, {})}
      where ${ofGroups(viewer.groups)}
    ) t
      on t.name = own.name
    group by own.name order by own.name limit 200`;
  return rows.map(({ used, quota, limited, ...row }) => ({
    ...row,
    usedBytes: BigInt(used),
    quotaBytes: BigInt(quota),
    limitedBytes: BigInt(limited),
  }));
}
