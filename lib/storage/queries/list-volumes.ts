import "server-only";
import type { Viewer } from "@/lib/auth/model";
import { db, Prisma } from "@/lib/platform/db";
import { groupScope, pseudoGroups } from "./list-scope";

/** Choices a filter offers; more are found by typing. */
const MAX_CHOICES = 300;

/** A volume and its newest scan. */
export interface VolumeAge {
  name: string;
  mountPath: string;
  /** `2026-11-20`; null before the first scan. */
  recordOn: string | null;
  /** ISO. */
  scannedAt: string | null;
}

/** Every volume with the scan that pages show, by name; at most 500. */
export async function listVolumes(viewer: Viewer): Promise<VolumeAge[]> {
  groupScope(viewer);
  return db().$queryRaw<VolumeAge[]>`
    select v.name, v.mount_path as "mountPath", to_char(s.record_on, 'YYYY-MM-DD') as "recordOn",
      to_char(s.scanned_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "scannedAt"
    from volumes v left join storage_scans s on s.id = v.current_scan_id and s.state = 'stored'
    order by v.name limit 500`;
}

export interface StorageChoices {
  volumes: VolumeAge[];
  groups: string[];
  pis: string[];
}

/** What storage lists can be narrowed to, within the viewer's scope; at most 300 names of each. */
export async function listStorageChoices(viewer: Viewer): Promise<StorageChoices> {
  const scope = groupScope(viewer);
  const used = Prisma.sql`
    select distinct u.gid, u.group_name
    from volumes v join group_usage u on u.scan_id = v.current_scan_id`;
  const [volumes, groups, pis] = await Promise.all([
    listVolumes(viewer),
    db().$queryRaw<{ name: string }[]>`
      select distinct coalesce(g.name, x.name, u.group_name, 'gid:' || u.gid) as name
      from (${used}) u left join groups g on g.gid = u.gid ${pseudoGroups}
      where ${scope} order by name limit ${MAX_CHOICES}`,
    db().$queryRaw<{ name: string }[]>`
      select distinct coalesce(p.name, x.pi) as name
      from (${used}) u left join groups g on g.gid = u.gid left join people p on p.id = g.pi_id
      ${pseudoGroups}
      where ${scope} and coalesce(p.name, x.pi) is not null
      order by name limit ${MAX_CHOICES}`,
  ]);
  return {
    volumes,
    groups: groups.map(({ name }) => name),
    pis: pis.map(({ name }) => name),
  };
}
