import "server-only";
import type { Viewer } from "@/lib/auth/model";
import { db } from "@/lib/platform/db";
import { groupScope } from "./list-scope";

/** Tracked files of a group on one volume that are marked alike. */
export interface VaultSum {
  volume: string;
  action: string;
  fileCount: number;
  bytes: bigint;
}

/** What a group has in vaults by the newest scans, by volume and action. Throws `forbidden`. */
export async function listVaultSums(viewer: Viewer, gid: string): Promise<VaultSum[]> {
  const rows = await db().$queryRaw<(Omit<VaultSum, "bytes"> & { bytes: string })[]>`
    select e.volume_name as volume, e.action, count(*)::int as "fileCount",
      sum(e.bytes)::text as bytes
    from vault_entries e left join groups g on g.gid = e.gid
    where ${groupScope(viewer)} and e.gid = ${gid}::bigint and e.gone_on is null
    group by e.volume_name, e.action order by e.volume_name, e.action limit 500`;
  return rows.map((row) => ({ ...row, bytes: BigInt(row.bytes) }));
}
