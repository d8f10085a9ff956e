import "server-only";
import { z } from "zod";
import { type Actor, may } from "@/lib/auth/model";
import { ask } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";

const namedVolume = z.object({
  name: z.string(),
  mountPath: z.string(),
  /** False: only quotas or refused scans have named it. */
  isAccepted: z.boolean(),
  recordOn: z.iso.date().nullable(),
  quotaCount: z.int(),
  /** Readings that failed or were given up. */
  failedCount: z.int(),
  /** Whether it can be deleted: no scan, vault entry or decision. */
  isEmpty: z.boolean(),
});

/** A volume, or a name that is none yet. */
export type NamedVolume = z.infer<typeof namedVolume>;

/** Every name of a volume, with what hangs on it; at most 500. Needs `admin:storage`. */
export async function listNamedVolumes(actor: Actor): Promise<NamedVolume[]> {
  if (!may(actor, "admin:storage")) {
    throw new AppError("forbidden", "Your roles do not allow this.");
  }
  return ask(namedVolume)`
    select v.name, v.mount_path as "mountPath", v.accepted_at is not null as "isAccepted",
      to_char(c.record_on, 'YYYY-MM-DD') as "recordOn",
      (select count(*)::int from storage_quotas q where q.volume_name = v.name) as "quotaCount",
      s.failed as "failedCount",
      s.kept = 0 and not exists (select from vault_entries e where e.volume_name = v.name)
        and not exists (select from directory_decisions d where d.volume_name = v.name) as "isEmpty"
    from volumes v left join storage_scans c on c.id = v.current_scan_id
    cross join lateral (
      select count(*) filter (where state in ('failed', 'lost', 'dropped'))::int as failed,
        count(*) filter (where state not in ('failed', 'lost', 'dropped'))::int as kept
      from storage_scans where volume_name = v.name
    ) s
    order by v.accepted_at is null desc, v.name limit 500`;
}
