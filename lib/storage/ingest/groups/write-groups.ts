import "server-only";
import { z } from "zod";
import { ask, Prisma, recordset, type Tx } from "@/lib/platform/db";
import type { GroupTotal, ScanResult } from "@/lib/scan-reader/scan-reader";
import type { Judgement, JudgeRules } from "../../model/judge-use";
import { daysSince } from "../../model/rounding";
import {
  type JudgedUse,
  judgeGroups,
  partsTable,
  type Quota,
  totalsTable,
  type UsageTable,
  WHOLE_VOLUME,
} from "./judge-groups";

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

/** What a scan's groups use, as it was judged. */
export interface JudgedGroups {
  totals: JudgedUse<NewUse>[];
  parts: JudgedUse<NewUse>[];
}

type Total = Omit<GroupTotal, "basePath">;

/** A group that has neither bytes nor a time is none. */
export function isReported({ bytes, lastModifiedSeconds }: Total): boolean {
  return bytes !== 0n || lastModifiedSeconds !== 0;
}

/**
 * Judges what groups use on the volume, and below each base directory, and writes it, the volume's
 * history from now on; three statements each. Returns the rows as they were judged.
 */
export async function writeGroups(
  tx: Tx,
  scan: ScanOfGroups,
  { groups, volumeGroups }: Pick<ScanResult, "groups" | "volumeGroups">,
  bases: ReadonlyMap<string, number>,
  rules: JudgeRules,
): Promise<JudgedGroups> {
  const totals = volumeGroups.filter(isReported).map((total) => useOf(total, WHOLE_VOLUME));
  const parts = groups
    .filter(isReported)
    .map((total) => useOf(total, baseOf(bases, total.basePath)));
  return {
    totals: await writeUses(tx, scan, totalsTable, totals, rules),
    parts: await writeUses(tx, scan, partsTable, parts, rules),
  };
}

const useOf = (total: Total, baseDirectoryId: number): NewUse => ({
  gid: total.gid,
  baseDirectoryId,
  usedBytes: total.bytes,
  usedInodes: total.inodes,
  lastModifiedSeconds: total.lastModifiedSeconds,
});

async function writeUses(
  tx: Tx,
  scan: ScanOfGroups,
  table: UsageTable,
  uses: readonly NewUse[],
  rules: JudgeRules,
): Promise<JudgedUse<NewUse>[]> {
  const judged = await judgeGroups(tx, scan, table, uses, rules);
  const scanSeconds = scan.scannedAt.getTime() / 1000;
  await insertRows(
    tx,
    scan,
    table,
    judged.map((use) => rowOf(use, scanSeconds)),
  );
  return judged;
}

/** The judged columns as the statements name them. */
const judgedColumns = {
  quota_bytes: "bigint",
  quota_inodes: "bigint",
  level: "smallint",
  inode_level: "smallint",
  bytes_in_3_days: "float8",
  bytes_in_7_days: "float8",
  inodes_in_3_days: "float8",
  inodes_in_7_days: "float8",
  growth_bytes: "float8",
  growth_low_bytes: "float8",
  growth_high_bytes: "float8",
  growth_inodes: "float8",
  days_until_full: "float8",
  days_until_files_full: "float8",
} as const;

/** Their names, each after `prefix`. */
const judgedNames = (prefix = "") =>
  Prisma.raw(
    Object.keys(judgedColumns)
      .map((name) => prefix + name)
      .join(", "),
  );

const keyColumns = { gid: "bigint", base: "int" } as const;

async function insertRows(
  tx: Tx,
  scan: ScanOfGroups,
  { table, base }: UsageTable,
  rows: readonly ReturnType<typeof rowOf>[],
): Promise<void> {
  const isPart = table === partsTable.table;
  const [baseColumn, baseValue] = isPart
    ? [Prisma.sql`${base},`, Prisma.sql`r.base,`]
    : [Prisma.empty, Prisma.empty];
  const columns = {
    ...keyColumns,
    ...{ bytes: "bigint", inodes: "bigint", modified: "bigint", modified_days: "numeric" },
    ...judgedColumns,
  };
  await tx.$executeRaw`
    insert into ${table} (scan_id, volume_name, record_on, gid, ${baseColumn} group_name,
      used_bytes, used_inodes, last_modified_at, last_modified_days, ${judgedNames()})
    select ${scan.id}, ${scan.volume}, ${scan.recordOn}::date, r.gid, ${baseValue}
      coalesce(g.name, x.name), r.bytes, r.inodes, to_timestamp(r.modified), r.modified_days,
      ${judgedNames("r.")}
    from ${recordset(rows, columns)} r
    left join groups g on g.gid = r.gid left join path_groups x on x.number = r.gid`;
}

/** The id of a base directory by its path; all were made before. */
export function baseOf(bases: ReadonlyMap<string, number>, path: string): number {
  const id = bases.get(path);
  if (id === undefined) throw new Error(`base directory ${path} has no id`);
  return id;
}

const digits = (value: bigint | null): string | null => (value === null ? null : String(value));

const keyOf = ({ gid, baseDirectoryId }: { gid: bigint; baseDirectoryId: number }) => ({
  gid: String(gid),
  base: baseDirectoryId,
});

function rowOf(use: JudgedUse<NewUse>, scanSeconds: number) {
  const { quota, judgement, lastModifiedSeconds: modified } = use;
  return {
    ...keyOf(use),
    bytes: String(use.usedBytes),
    inodes: String(use.usedInodes),
    modified: modified === 0 ? null : modified,
    modified_days: daysSince(modified, scanSeconds),
    ...judgedCells(quota, judgement),
  };
}

function judgedCells(quota: Quota, told: Judgement): Record<keyof typeof judgedColumns, unknown> {
  return {
    quota_bytes: digits(quota.bytes),
    quota_inodes: digits(quota.inodes),
    level: told.level,
    inode_level: told.inodeLevel,
    bytes_in_3_days: told.bytesIn3Days,
    bytes_in_7_days: told.bytesIn7Days,
    inodes_in_3_days: told.inodesIn3Days,
    inodes_in_7_days: told.inodesIn7Days,
    growth_bytes: told.growthBytes,
    growth_low_bytes: told.growthLowBytes,
    growth_high_bytes: told.growthHighBytes,
    growth_inodes: told.growthInodes,
    days_until_full: told.daysUntilFull,
    days_until_files_full: told.daysUntilFilesFull,
  };
}

/**
 * Judges the current scans of volumes (all, where none are named) again, by today's quotas, rules
 * and history. The caller's transaction; eight statements a volume. Returns how many rows changed.
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
    if (!currentScan) continue;
    const scan = { volume: name, ...currentScan };
    count += await judgeScan(tx, scan, totalsTable, rules);
    count += await judgeScan(tx, scan, partsTable, rules);
  }
  return count;
}

const storedUse = z.object({
  gid: z.bigint(),
  baseDirectoryId: z.int(),
  usedBytes: z.bigint(),
  usedInodes: z.bigint(),
});

async function judgeScan(
  tx: Tx,
  scan: { id: bigint; volume: string; recordOn: Date },
  { table, base }: UsageTable,
  rules: JudgeRules,
): Promise<number> {
  const uses = await ask(storedUse, tx)`
    select gid, ${base} as "baseDirectoryId", used_bytes as "usedBytes",
      used_inodes as "usedInodes"
    from ${table} where scan_id = ${scan.id}`;
  const judged = await judgeGroups(tx, scan, { table, base }, uses, rules);
  const rows = judged.map((use) => ({ ...keyOf(use), ...judgedCells(use.quota, use.judgement) }));
  const columns = { ...keyColumns, ...judgedColumns };
  return tx.$executeRaw`
    update ${table} u set (${judgedNames()}) = (${judgedNames("r.")})
    from ${recordset(rows, columns)} r
    where u.scan_id = ${scan.id} and u.gid = r.gid and ${base} = r.base
      and (${judgedNames("u.")}) is distinct from (${judgedNames("r.")})`;
}
