import "server-only";
import { reachOf, type Viewer } from "@/lib/auth/model";
import { db, Prisma } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { groupScope } from "./list-scope";
import { listVolumes, type VolumeAge } from "./list-volumes";

/** The volume of an address. Throws `not_found`, `forbidden`. */
export async function getVolume(viewer: Viewer, name: string): Promise<VolumeAge> {
  const volume = (await listVolumes(viewer)).find((one) => one.name === name);
  if (!volume) throw new AppError("not_found", "There is no such volume.");
  return volume;
}

/** What the viewer's groups used on a volume, by one scan. */
export interface VolumeTotal {
  /** `2026-11-20`. */
  on: string;
  /** Bytes, exact enough to draw. */
  used: number;
  /** Of the groups that have one. */
  quota: number | null;
  usedInodes: number;
  okCount: number;
  kindaCount: number;
  notOkCount: number;
}

/**
 * Totals of a volume over the year before its newest scan, one point a record date, oldest first;
 * a PI's are those of own groups. Throws `forbidden`.
 */
export async function listVolumeTotals(viewer: Viewer, volume: string): Promise<VolumeTotal[]> {
  const isOwn = reachOf(viewer, "storage:read") === "own";
  const scope = groupScope(viewer);
  // PERF: staff's totals need no names.
  const groups = isOwn ? Prisma.sql`left join groups g on g.gid = u.gid` : Prisma.empty;
  return db().$queryRaw<VolumeTotal[]>`
    select to_char(s.record_on, 'YYYY-MM-DD') as "on", sum(u.used_bytes)::float8 as used,
      sum(nullif(u.quota_bytes, 0))::float8 as quota, sum(u.used_inodes)::float8 as "usedInodes",
      count(*) filter (where greatest(u.level, u.inode_level) = 1)::int as "okCount",
      count(*) filter (where greatest(u.level, u.inode_level) = 2)::int as "kindaCount",
      count(*) filter (where greatest(u.level, u.inode_level) = 3)::int as "notOkCount"
    from storage_scans s join group_usage u on u.scan_id = s.id ${groups}
    where s.volume_name = ${volume} and s.state = 'stored'
      and s.record_on > (select max(record_on) - 366 from storage_scans
        where volume_name = ${volume} and state = 'stored')
      and ${scope}
    group by s.record_on order by s.record_on`;
}
