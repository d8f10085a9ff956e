import "server-only";
import { z } from "zod";
import { ask, db } from "@/lib/platform/db";
import type { DirectoryTotal, FileType, ScanResult } from "@/lib/scan-reader/scan-reader";
import { daysSince } from "../../model/rounding";
import { type Cell, copyRows } from "../copy-rows";
import { baseOf } from "../groups/write-groups";
import { dateText } from "../vaults/stage-vaults";

/** The scan whose results are copied. */
export interface ScanOfRows {
  id: bigint;
  volume: string;
  recordOn: Date;
  scannedAt: Date;
}

const typeOrder: readonly FileType[] = [
  "SAM",
  "BAM",
  "CRAM",
  "FASTQ",
  "FASTQ (gzip)",
  "VCF",
  "VCF (gzip)",
  "PEDBED",
];

/**
 * Writes users and directories under the scan's id by COPY, where nobody sees them until the scan
 * is stored, and makes the base directories that are new. Returns their ids by path.
 */
export async function copyResults(
  scan: ScanOfRows,
  result: ScanResult,
): Promise<ReadonlyMap<string, number>> {
  const bases = await settleBases(scan.volume, result);
  const scanSeconds = scan.scannedAt.getTime() / 1000;
  await copyRows(
    "directory_usage (scan_id, gid, base_directory_id, bucket, file_count, bytes," +
      " last_modified_at, last_modified_days, sam_bytes, bam_bytes, cram_bytes, fastq_bytes," +
      " fastq_gzip_bytes, vcf_bytes, vcf_gzip_bytes, pedbed_bytes)",
    result.directories,
    (total) => directoryCells(scan.id, total, baseOf(bases, total.basePath), scanSeconds),
  );
  const recordOn = dateText(scan.recordOn.getTime() / 1000);
  await copyRows(
    "user_usage (scan_id, volume_name, record_on, uid, gid, used_bytes, used_inodes," +
      " last_modified_on)",
    result.users,
    ({ uid, gid, bytes, inodes, lastModifiedSeconds }) => {
      const owner: Cell[] = [scan.id, scan.volume, recordOn, uid, gid];
      return [...owner, bytes, inodes, dateText(lastModifiedSeconds)];
    },
  );
  return bases;
}

async function settleBases(volume: string, result: ScanResult): Promise<Map<string, number>> {
  const paths = [...result.groups, ...result.directories].map(({ basePath }) => basePath);
  const names = [...new Set(paths)];
  await db().$executeRaw`
    insert into base_directories (volume_name, path)
    select ${volume}, path from unnest(${names}::text[]) path order by path
    on conflict (volume_name, path) do nothing`;
  const rows = await ask(z.object({ id: z.int(), path: z.string() }))`
    select id, path from base_directories
    where volume_name = ${volume} and path = any(${names}::text[])`;
  return new Map(rows.map(({ id, path }) => [path, id]));
}

function directoryCells(
  scanId: bigint,
  total: DirectoryTotal,
  base: number,
  scanSeconds: number,
): Cell[] {
  const { gid, bucket, files, bytes, lastModifiedSeconds: modified, typeBytes } = total;
  const modifiedAt = modified === 0 ? null : new Date(modified * 1000).toISOString();
  const times = [modifiedAt, daysSince(modified, scanSeconds)];
  const types = typeOrder.map((type) => typeBytes[type] ?? 0n);
  return [scanId, gid, base, bucket, files, bytes, ...times, ...types];
}
