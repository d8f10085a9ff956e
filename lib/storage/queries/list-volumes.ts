import "server-only";
import { z } from "zod";
import type { Viewer } from "@/lib/auth/model";
import { groupNames } from "@/lib/directory/queries/names";
import { ask, Prisma } from "@/lib/platform/db";
import { storageScope } from "./scope";

/** Choices a filter offers; more are found by typing. */
const MAX_CHOICES = 300;

const volumeAge = z.object({
  name: z.string(),
  mountPath: z.string(),
  /** Null before the first scan. */
  recordOn: z.iso.date().nullable(),
  scannedAt: z.iso.datetime().nullable(),
});

/** A volume and its newest scan. */
export type VolumeAge = z.infer<typeof volumeAge>;

const named = z.object({ name: z.string() });

/** Every volume with the scan that pages show, by name; at most 500. Throws `forbidden`. */
export function listVolumes(viewer: Viewer): Promise<VolumeAge[]> {
  storageScope(viewer);
  const volume = viewer.within?.volume ?? null;
  return ask(volumeAge)`
    select v.name, v.mount_path as "mountPath", to_char(s.record_on, 'YYYY-MM-DD') as "recordOn",
      to_char(s.scanned_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "scannedAt"
    from volumes v left join storage_scans s on s.id = v.current_scan_id and s.state = 'stored'
    where v.accepted_at is not null and (${volume}::text is null or v.name = ${volume})
    order by v.name limit 500`;
}

/** What the filters of storage lists offer, by their keys, and how old each volume's scan is. */
export interface StorageChoices {
  ages: VolumeAge[];
  volume: string[];
  group: string[];
  pi: string[];
}

/** What storage lists can be narrowed to, within the viewer's scope; at most 300 names of each. */
export async function listStorageChoices(viewer: Viewer): Promise<StorageChoices> {
  const scope = storageScope(viewer);
  const { name, pi, join } = groupNames(Prisma.sql`u.gid`, Prisma.sql`u.group_name`);
  const used = Prisma.sql`(
    select distinct u.gid, u.group_name
    from volumes v join group_volume_usage u on u.scan_id = v.current_scan_id where ${scope}) u`;
  const [ages, groups, pis] = await Promise.all([
    listVolumes(viewer),
    ask(named)`
      select distinct ${name} as name from ${used} ${join} order by name limit ${MAX_CHOICES}`,
    ask(named)`
      select distinct ${pi} as name from ${used} ${join} where ${pi} is not null
      order by name limit ${MAX_CHOICES}`,
  ]);
  const names = (rows: { name: string }[]) => rows.map((row) => row.name);
  return { ages, volume: names(ages), group: names(groups), pi: names(pis) };
}
