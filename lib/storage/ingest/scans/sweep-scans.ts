import "server-only";
import { z } from "zod";
import { ask, databaseNow, db, transaction } from "@/lib/platform/db";
import { announce } from "@/lib/platform/events";

/** Scans that one pass sweeps. */
const MAX_SWEPT = 100;

/**
 * Removes the rows of a scan that does not count. A lost one is swept again for an hour, since its
 * reader may have been asleep rather than dead. A scan that counts stays as it is.
 */
export async function sweepScan(id: bigint): Promise<void> {
  await transaction(async (tx) => {
    const [scan] = await ask(z.object({ id: z.bigint() }), tx)`
      select id from storage_scans
      where id = ${id} and state in ('failed', 'lost', 'replaced', 'dropped') for update`;
    if (!scan) return;
    await tx.$executeRaw`delete from held_scans where scan_id = ${id}`;
    await tx.$executeRaw`delete from staged_vault_entries where scan_id = ${id}`;
    await tx.$executeRaw`delete from staged_vault_sources where scan_id = ${id}`;
    await tx.$executeRaw`delete from directory_usage where scan_id = ${id}`;
    await tx.$executeRaw`delete from user_usage where scan_id = ${id}`;
    await tx.$executeRaw`delete from group_volume_usage where scan_id = ${id}`;
    await tx.$executeRaw`delete from group_usage where scan_id = ${id}`;
    await tx.$executeRaw`
      update storage_scans
      set is_swept = state <> 'lost' or ended_at < ${databaseNow()} - interval '1 hour'
      where id = ${id}`;
  });
}

/** Removes what failed, lost and replaced scans left behind; 100 scans a call. */
export async function sweepScans(signal?: AbortSignal): Promise<void> {
  const scans = await db().storageScan.findMany({
    where: { isSwept: false, state: { in: ["failed", "lost", "replaced", "dropped"] } },
    select: { id: true },
    orderBy: { id: "asc" },
    take: MAX_SWEPT,
  });
  for (const { id } of scans) {
    if (signal?.aborted) return;
    await sweepScan(id);
  }
}

/**
 * Removes the directories of all scans of a volume but the newest two stored ones: the present, and
 * what it is compared with. Returns how many rows went.
 */
export function trimDirectories(volume: string): Promise<number> {
  return transaction(async (tx) => {
    const count = await tx.$executeRaw`
      delete from directory_usage where scan_id in (
        select id from storage_scans where volume_name = ${volume} and state = 'stored'
        order by record_on desc offset 2)`;
    if (count > 0) await announce(tx, { room: "storage", kind: "trim", ids: [volume] });
    return count;
  });
}
