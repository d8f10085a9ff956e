import "server-only";
import { z } from "zod";
import type { Viewer } from "@/lib/auth/model";
import { ask } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { listVolumes, type VolumeAge } from "./list-volumes";
import { storageScope } from "./scope";

/** The volume of an address. Throws `not_found`, `forbidden`. */
export async function getVolume(viewer: Viewer, name: string): Promise<VolumeAge> {
  const volume = (await listVolumes(viewer)).find((one) => one.name === name);
  if (!volume) throw new AppError("not_found", "There is no such volume.");
  return volume;
}

const volumeTotal = z.object({
  on: z.iso.date(),
  /** Bytes, exact enough to draw. */
  used: z.number(),
  /** Of the groups that have one. */
  quota: z.number().nullable(),
  usedInodes: z.number(),
  okCount: z.int(),
  kindaCount: z.int(),
  notOkCount: z.int(),
});

/** What the viewer's groups used on a volume, by one scan. */
export type VolumeTotal = z.infer<typeof volumeTotal>;

/**
 * Totals of a volume over the year before its newest scan, one point a record date, oldest first;
 * a PI's are those of own groups. Throws `forbidden`.
 */
export function listVolumeTotals(viewer: Viewer, volume: string): Promise<VolumeTotal[]> {
  return ask(volumeTotal)`
    select to_char(s.record_on, 'YYYY-MM-DD') as "on",
      coalesce(sum(u.used_bytes) filter (where u.gid >= 0), 0)::float8 as used,
      sum(nullif(u.quota_bytes, 0))::float8 as quota,
      coalesce(sum(u.used_inodes) filter (where u.gid >= 0), 0)::float8 as "usedInodes",
      count(*) filter (where greatest(u.level, u.inode_level) = 1)::int as "okCount",
      count(*) filter (where greatest(u.level, u.inode_level) = 2)::int as "kindaCount",
      count(*) filter (where greatest(u.level, u.inode_level) = 3)::int as "notOkCount"
    from volumes v join storage_scans s on s.volume_name = v.name
    join group_volume_usage u on u.scan_id = s.id
    where v.name = ${volume} and s.state = 'stored'
      and s.record_on > (select max(record_on) - 366 from storage_scans
        where volume_name = ${volume} and state = 'stored')
      and ${storageScope(viewer)}
    group by s.record_on order by s.record_on`;
}
