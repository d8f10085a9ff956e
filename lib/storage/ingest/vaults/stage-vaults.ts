import "server-only";
import type { VaultFile, VaultSource } from "@/lib/scan-reader/scan-reader";
import { copyRows } from "../copy-rows";

/** The first and last instants that a date of PostgreSQL and of ISO text can hold alike. */
const FIRST_SECONDS = Date.UTC(1970, 0, 1) / 1000;
const LAST_SECONDS = Date.UTC(9999, 11, 31) / 1000;

/** UTC date of UNIX seconds, `2026-11-20`; what no calendar of ours holds becomes its end. */
export function dateText(seconds: number): string {
  const bounded = Math.min(Math.max(Math.floor(seconds), FIRST_SECONDS), LAST_SECONDS);
  return new Date(bounded * 1000).toISOString().slice(0, 10);
}

/** Adds vault files to those that wait for the end of their scan; `from` is the first's number. */
export async function stageVaultFiles(
  scanId: bigint,
  from: number,
  files: readonly VaultFile[],
): Promise<void> {
  let ordinal = from;
  const target =
    "staged_vault_entries" +
    " (scan_id, ordinal, path, inode, action, bytes, uid, gid, last_modified_on)";
  await copyRows(target, files, (file) => {
    const cells = [scanId, ordinal, file.path, file.inode, file.action, file.bytes];
    ordinal += 1;
    return [...cells, file.uid, file.gid, dateText(file.mtimeSeconds)];
  });
}

/** Adds where the files of vaults lie outside of them. */
export async function stageVaultSources(
  scanId: bigint,
  sources: readonly VaultSource[],
): Promise<void> {
  let ordinal = 0;
  await copyRows("staged_vault_sources (scan_id, inode, ordinal, path)", sources, (source) => {
    ordinal += 1;
    return [scanId, source.inode, ordinal, source.path];
  });
}
