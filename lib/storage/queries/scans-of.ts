import "server-only";
import { Prisma } from "@/lib/platform/db";

/**
 * Scans that count, as tables `v` volumes and `s` scans: the newest of each volume, or those of a
 * record date.
 */
export function scansOf(date: string | null): Prisma.Sql {
  const which =
    date === null ? Prisma.sql`s.id = v.current_scan_id` : Prisma.sql`s.record_on = ${date}::date`;
  return Prisma.sql`
    volumes v join storage_scans s on s.volume_name = v.name and s.state = 'stored' and ${which}`;
}
