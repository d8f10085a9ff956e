import "server-only";
import { databaseNow, type Tx } from "@/lib/platform/db";

/**
 * Notes that somebody, such as `audit:<uuid>`, read these generations: the Reaper leaves them as
 * long as the use is younger than the retention.
 */
export async function useGenerations(
  tx: Tx,
  generationIds: readonly bigint[],
  usedBy: string,
): Promise<void> {
  await tx.$executeRaw`
    insert into generation_uses (generation_id, used_by, used_at)
    select id, ${usedBy}, ${databaseNow()} from unnest(${[...generationIds]}::bigint[]) id
    on conflict (generation_id, used_by) do update set used_at = excluded.used_at`;
}
