import "server-only";
import { type RecordColumns, recordset, type Tx } from "@/lib/platform/db";
import type { GroupTotal } from "@/lib/scan-reader/scan-reader";
import type { JudgeRules } from "../../model/judge-use";
import { daysSince } from "../../model/rounding";
import { type GroupUse, type JudgedUse, judgeGroups } from "./judge-groups";

/** The scan whose groups are written. */
export interface ScanOfGroups {
  id: bigint;
  volume: string;
  recordOn: Date;
  scannedAt: Date;
}

interface NewUse {
  gid: bigint;
  baseDirectoryId: number;
  usedBytes: bigint;
  usedInodes: bigint;
  lastModifiedSeconds: number;
}

/** A group that has neither bytes nor a time is none. */
export function isReported({ bytes, lastModifiedSeconds }: GroupTotal): boolean {
  return bytes !== 0n || lastModifiedSeconds !== 0;
}

/**
 * Judges what groups use and writes it, the volume's history from now on; four statements. Returns
 * the rows as they were judged.
 */
export async function writeGroups(
  tx: Tx,
  scan: ScanOfGroups,
  totals: readonly GroupTotal[],
  bases: ReadonlyMap<string, number>,
  rules: JudgeRules,
): Promise<JudgedUse<NewUse>[]> {
  const uses = totals.filter(isReported).map((total) => ({
    gid: total.gid,
    baseDirectoryId: baseOf(bases, total.basePath),
    usedBytes: total.bytes,
    usedInodes: total.inodes,
    lastModifiedSeconds: total.lastModifiedSeconds,
  }));
  const judged = await judgeGroups(tx, scan, uses, rules);
  const scanSeconds = scan.scannedAt.getTime() / 1000;
  const rows = judged.map((use) => rowOf(use, scanSeconds));
  await insertRows(tx, scan, rows);
  return judged;
}

/** The judged columns of a row, by the names that the statements use. */
const judgedColumns = {
  gid: "bigint",
  base: "int",
  quota_bytes: "bigint",
  quota_inodes: "bigint",
  level: "smallint",
  inode_level: "smallint",
  bytes_3: "float8",
  bytes_7: "float8",
  inodes_3: "float8",
  inodes_7: "float8",
  growth: "float8",
  growth_low: "float8",
  growth_high: "float8",
  growth_inodes: "float8",
  full_days: "float8",
  files_full_days: "float8",
} satisfies RecordColumns<ReturnType<typeof judgedCells>>;

const newColumns = {
  ...judgedColumns,
  bytes: "bigint",
  inodes: "bigint",
  modified: "bigint",
  modified_days: "numeric",
} satisfies RecordColumns<ReturnType<typeof rowOf>>;

async function insertRows(
  tx: Tx,
  scan: ScanOfGroups,
  rows: readonly ReturnType<typeof rowOf>[],
): Promise<void> {
  await tx.$executeRaw`
    with pseudo as (
      select distinct on (x.gid) x.gid, x.name
      from storage_settings,
        jsonb_to_recordset(pseudo_groups) as declared(id bigint, name text),
        lateral (select declared.id as gid, declared.name) x
      order by x.gid
    )
    insert into group_usage (scan_id, volume_name, record_on, gid, base_directory_id, group_name,
      used_bytes, used_inodes, quota_bytes, quota_inodes, last_modified_at, last_modified_days,
      level, inode_level, bytes_in_3_days, bytes_in_7_days, inodes_in_3_days, inodes_in_7_days,
      growth_bytes, growth_low_bytes, growth_high_bytes, growth_inodes, days_until_full,
      days_until_files_full)
    select ${scan.id}, ${scan.volume}, ${scan.recordOn}::date, r.gid, r.base,
      coalesce(g.name, x.name), r.bytes, r.inodes, r.quota_bytes, r.quota_inodes,
      to_timestamp(r.modified), r.modified_days, r.level, r.inode_level, r.bytes_3, r.bytes_7,
      r.inodes_3, r.inodes_7, r.growth, r.growth_low, r.growth_high, r.growth_inodes,
      r.full_days, r.files_full_days
    from ${recordset(rows, newColumns)} r left join groups g on g.gid = r.gid left join pseudo x on x.gid = r.gid`;
}

/** The id of a base directory by its path; all were made before. */
export function baseOf(bases: ReadonlyMap<string, number>, path: string): number {
  const id = bases.get(path);
  if (id === undefined) throw new Error(`base directory ${path} has no id`);
  return id;
}

const digits = (value: bigint | null): string | null => (value === null ? null : String(value));

function rowOf(use: JudgedUse<NewUse>, scanSeconds: number) {
  const { lastModifiedSeconds: modified } = use;
  return {
    ...judgedCells(use),
    bytes: String(use.usedBytes),
    inodes: String(use.usedInodes),
    modified: modified === 0 ? null : modified,
    modified_days: daysSince(modified, scanSeconds),
  };
}

function judgedCells({ gid, baseDirectoryId, quota, judgement: told }: JudgedUse<GroupUse>) {
  return {
    gid: String(gid),
    base: baseDirectoryId,
    quota_bytes: digits(quota.bytes),
    quota_inodes: digits(quota.inodes),
    level: told.level,
    inode_level: told.inodeLevel,
    bytes_3: told.bytesIn3Days,
    bytes_7: told.bytesIn7Days,
    inodes_3: told.inodesIn3Days,
    inodes_7: told.inodesIn7Days,
    growth: told.growthBytes,
    growth_low: told.growthLowBytes,
    growth_high: told.growthHighBytes,
    growth_inodes: told.growthInodes,
    full_days: told.daysUntilFull,
    files_full_days: told.daysUntilFilesFull,
  };
}

/**
 * Judges the current scans of volumes (all, where none are named) again, by today's quotas, rules
 * and history. The caller's transaction; four statements a volume. Returns how many rows changed.
 */
export async function judgeCurrent(
  tx: Tx,
  rules: JudgeRules,
  volumes?: readonly string[],
): Promise<number> {
  const scans = await tx.volume.findMany({
    where: { currentScanId: { not: null }, ...(volumes ? { name: { in: [...volumes] } } : {}) },
    select: { name: true, currentScan: { select: { id: true, recordOn: true } } },
    orderBy: { name: "asc" },
  });
  let count = 0;
  for (const { name, currentScan } of scans) {
    if (currentScan) count += await judgeScan(tx, { volume: name, ...currentScan }, rules);
  }
  return count;
}

async function judgeScan(
  tx: Tx,
  scan: { id: bigint; volume: string; recordOn: Date },
  rules: JudgeRules,
): Promise<number> {
  const uses = await tx.groupUsage.findMany({
    where: { scanId: scan.id },
    select: { gid: true, baseDirectoryId: true, usedBytes: true, usedInodes: true },
  });
  const judged = await judgeGroups(tx, scan, uses, rules);
  const rows = judged.map(judgedCells);
  return tx.$executeRaw`
    update group_usage u set quota_bytes = r.quota_bytes, quota_inodes = r.quota_inodes,
      level = r.level, inode_level = r.inode_level, bytes_in_3_days = r.bytes_3,
      bytes_in_7_days = r.bytes_7, inodes_in_3_days = r.inodes_3, inodes_in_7_days = r.inodes_7,
      growth_bytes = r.growth, growth_low_bytes = r.growth_low, growth_high_bytes = r.growth_high,
      growth_inodes = r.growth_inodes, days_until_full = r.full_days,
      days_until_files_full = r.files_full_days
    from ${recordset(rows, judgedColumns)} r
    where u.scan_id = ${scan.id} and u.gid = r.gid and u.base_directory_id = r.base
      and (u.quota_bytes, u.quota_inodes, u.level, u.inode_level, u.bytes_in_3_days,
        u.bytes_in_7_days, u.inodes_in_3_days, u.inodes_in_7_days, u.growth_bytes,
        u.growth_low_bytes, u.growth_high_bytes, u.growth_inodes, u.days_until_full,
        u.days_until_files_full)
      is distinct from (r.quota_bytes, r.quota_inodes, r.level, r.inode_level, r.bytes_3,
        r.bytes_7, r.inodes_3, r.inodes_7, r.growth, r.growth_low, r.growth_high,
        r.growth_inodes, r.full_days, r.files_full_days)`;
}
