import "server-only";
import { z } from "zod";
import type { Viewer } from "@/lib/auth/model";
import { ask } from "@/lib/platform/db";
import { storageScope } from "./scope";

const heldScan = z.object({
  id: z.string(),
  volume: z.string(),
  day: z.iso.date(),
  /** Why it is held, sentences for people. */
  doubts: z.string(),
  /** Record date of the scan that pages show meanwhile. */
  shownDay: z.iso.date().nullable(),
});

/** A scan that waits for an admin. */
export type HeldScan = z.infer<typeof heldScan>;

/** Scans that are held, of one volume or all, the newest first; at most 50. Throws `forbidden`. */
export function listHeldScans(viewer: Viewer, volume: string | null = null): Promise<HeldScan[]> {
  storageScope(viewer, volume);
  const asked = volume ?? viewer.within?.volume ?? null;
  return ask(heldScan)`
    select s.id::text, s.volume_name as volume, to_char(s.record_on, 'YYYY-MM-DD') as day,
      coalesce(s.error, '') as doubts, to_char(c.record_on, 'YYYY-MM-DD') as "shownDay"
    from storage_scans s join volumes v on v.name = s.volume_name
    left join storage_scans c on c.id = v.current_scan_id
    where s.state = 'held' and (${asked}::text is null or s.volume_name = ${asked})
    order by s.record_on desc, s.id desc limit 50`;
}
