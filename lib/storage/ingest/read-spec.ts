import "server-only";
import { db } from "@/lib/platform/db";
import type { BaseDirectoryRule, ScanSpec } from "../pipelines/scan-result";
import { readStorageSettings } from "../queries/settings";

/**
 * What a reader has to know of a volume's scan: the settings, and the base directories that lie on
 * the volume; none are given where none were loaded, so the reader derives them.
 */
export async function readSpec(scan: { volume: string; scannedAt: Date }): Promise<ScanSpec> {
  const settings = await readStorageSettings();
  return {
    volume: scan.volume,
    scanTimeSeconds: scan.scannedAt.getTime() / 1000,
    baseDirectories: await listRules(scan.volume),
    pseudoGroups: settings.pseudoGroups.map(({ id, prefix }) => ({ gid: BigInt(id), prefix })),
    humanPaths: settings.humanPaths,
    nestedBuckets: settings.nestedBuckets,
    maxBadShare: settings.maxBadShare,
    splitDirectory: null,
  };
}

function listRules(volume: string): Promise<BaseDirectoryRule[]> {
  const element = `/${volume}/`;
  return db().$queryRaw<BaseDirectoryRule[]>`
    select gid, path from base_directory_rules
    where position(${element} in path || '/') > 0 order by path, gid`;
}
