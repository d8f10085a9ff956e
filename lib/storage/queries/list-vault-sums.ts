import "server-only";
import { z } from "zod";
import type { Viewer } from "@/lib/auth/model";
import { ask } from "@/lib/platform/db";
import { storageScope } from "./scope";

const vaultSum = z.object({
  volume: z.string(),
  action: z.string(),
  fileCount: z.int(),
  bytes: z.string(),
});

/** Tracked files of a group on one volume that are marked alike. */
export type VaultSum = Omit<z.infer<typeof vaultSum>, "bytes"> & { bytes: bigint };

/** What a group has in vaults by the newest scans, by volume and action. Throws `forbidden`. */
export async function listVaultSums(viewer: Viewer, gid: string): Promise<VaultSum[]> {
  const rows = await ask(vaultSum)`
    select v.name as volume, u.action, count(*)::int as "fileCount", sum(u.bytes)::text as bytes
    from volumes v join vault_entries u on u.volume_name = v.name
    where ${storageScope(viewer)} and u.gid = ${gid}::bigint and u.gone_on is null
    group by v.name, u.action order by v.name, u.action limit 500`;
  return rows.map((row) => ({ ...row, bytes: BigInt(row.bytes) }));
}
