import "server-only";
import type { Viewer } from "@/lib/auth/model";
import { now } from "@/lib/platform/clock";
import { db, Prisma } from "@/lib/platform/db";
import { pageWindow, readSort } from "@/lib/platform/table-params";
import { readSize } from "../params/filters";
import type { DirectoryParams } from "../params/lists";
import {
  groupScope,
  ofGroups,
  orderBy,
  ownGroups,
  type Page,
  pseudoGroups,
  relativePath,
  searchParts,
  volumePart,
} from "./list-scope";

/** Bytes of the kinds of files that are told apart, by the words people use. */
export interface TypeBytes {
  type: string;
  bytes: bigint;
}

/** What people decided about a directory. */
export interface DecisionFacts {
  /** keep, archive or delete; null where there is only a comment. */
  action: string | null;
  comment: string | null;
  /** `2026-12-24`. */
  dueOn: string | null;
  decidedBy: string;
  /** ISO. */
  decidedAt: string;
  version: number;
}

/** One directory below a base directory, by the newest scan of its volume. */
export interface DirectoryRow {
  id: string;
  /** Decimal digits. */
  gid: string;
  group: string;
  volume: string;
  baseId: number;
  /** The base directory, below where the volume is mounted. */
  project: string;
  /** Below the base directory; `.` for the files directly in it. */
  bucket: string;
  fullPath: string;
  fileCount: bigint;
  bytes: bigint;
  lastModifiedDays: number;
  types: TypeBytes[];
  decision: DecisionFacts | null;
}

const nameOf = Prisma.sql`coalesce(g.name, x.name, 'gid:' || u.gid)`;
const pathOf = Prisma.sql`b.path || '/' || u.bucket`;

/** The decision about the directory `u` below `b` on `v`, as `d`. */
export const decisionOf = Prisma.sql`
  left join directory_decisions d
    on d.volume_name = v.name and d.gid = u.gid and d.path = ${pathOf}`;

/** Rows of current scans; aliases `u`, `v`, `s`, `b`, `g` group, `x` pseudo group, `d` decision. */
export const directoryTables = Prisma.sql`
  volumes v
  join storage_scans s on s.id = v.current_scan_id and s.state = 'stored'
  join directory_usage u on u.scan_id = s.id
  left join base_directories b on b.id = u.base_directory_id
  left join groups g on g.gid = u.gid
  ${decisionOf}
  ${pseudoGroups}`;

/** The same of the rows whose keys are `k`. */
const keyedTables = Prisma.sql`
  join directory_usage u on u.scan_id = k.scan_id and u.gid = k.gid
    and u.base_directory_id = k.base_directory_id and u.bucket = k.bucket
  join base_directories b on b.id = u.base_directory_id
  join volumes v on v.name = b.volume_name
  left join groups g on g.gid = u.gid
  ${decisionOf}
  ${pseudoGroups}`;

/** What {@link toDirectoryRow} makes a row of. */
export interface RawDirectory extends Omit<DirectoryRow, "types" | "decision"> {
  samBytes: bigint;
  bamBytes: bigint;
  cramBytes: bigint;
  fastqBytes: bigint;
  fastqGzipBytes: bigint;
  vcfBytes: bigint;
  vcfGzipBytes: bigint;
  pedbedBytes: bigint;
  action: string | null;
  comment: string | null;
  dueOn: string | null;
  decidedBy: string | null;
  decidedAt: string | null;
  version: number | null;
}

/** The columns of {@link RawDirectory}. */
export const directoryColumns = Prisma.sql`
  u.scan_id || '-' || u.gid || '-' || u.base_directory_id || '-' || u.bucket as id,
  u.gid::text as gid, ${nameOf} as "group", v.name as volume, b.id as "baseId",
  ${relativePath} as project, u.bucket, ${pathOf} as "fullPath", u.file_count as "fileCount",
  u.bytes, u.last_modified_days::float8 as "lastModifiedDays", u.sam_bytes as "samBytes",
  u.bam_bytes as "bamBytes", u.cram_bytes as "cramBytes", u.fastq_bytes as "fastqBytes",
  u.fastq_gzip_bytes as "fastqGzipBytes", u.vcf_bytes as "vcfBytes",
  u.vcf_gzip_bytes as "vcfGzipBytes", u.pedbed_bytes as "pedbedBytes",
  d.action, d.comment, to_char(d.due_on, 'YYYY-MM-DD') as "dueOn", d.decided_by as "decidedBy",
  to_char(d.decided_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "decidedAt", d.version`;

const typeNames = [
  ["BAM", "bamBytes"],
  ["CRAM", "cramBytes"],
  ["FASTQ", "fastqBytes"],
  ["FASTQ (gzip)", "fastqGzipBytes"],
  ["PEDBED", "pedbedBytes"],
  ["SAM", "samBytes"],
  ["VCF", "vcfBytes"],
  ["VCF (gzip)", "vcfGzipBytes"],
] as const;

/** The row with its types in words, those without a byte left out, and its decision. */
export function toDirectoryRow(raw: RawDirectory): DirectoryRow {
  const { id, gid, group, volume, baseId, project, bucket, fullPath } = raw;
  const { fileCount, bytes, lastModifiedDays } = raw;
  const types = typeNames
    .map(([type, column]) => ({ type, bytes: raw[column] }))
    .filter((one) => one.bytes > 0n);
  const place = { id, gid, group, volume, baseId, project, bucket, fullPath };
  return { ...place, fileCount, bytes, lastModifiedDays, types, decision: decisionIn(raw) };
}

function decisionIn(raw: RawDirectory): DecisionFacts | null {
  const { action, comment, dueOn, decidedBy, decidedAt, version } = raw;
  if (version === null || decidedBy === null || decidedAt === null) return null;
  return { action, comment, dueOn, decidedBy, decidedAt, version };
}

export type DirectoryFilters = Pick<
  DirectoryParams,
  "volume" | "group" | "minSize" | "minDays" | "decision" | "q"
> & { gid?: string; baseId?: number };

/** Scope first, then the filters of the page. Throws `forbidden`. */
export function directoryWhere(viewer: Viewer, filters: DirectoryFilters): Prisma.Sql {
  const { volume, group, minSize, minDays, gid, baseId } = filters;
  const parts = [groupScope(viewer), ...ownGroups(viewer), ...decisionParts(filters)];
  if (gid !== undefined) parts.push(Prisma.sql`u.gid = ${gid}::bigint`);
  if (baseId !== undefined) parts.push(Prisma.sql`u.base_directory_id = ${baseId}`);
  if (volume) parts.push(volumePart(Prisma.sql`v.name`, volume));
  if (group.length > 0) parts.push(ofGroups(group));
  if (minSize) parts.push(Prisma.sql`u.bytes >= ${readSize(minSize) ?? 0n}`);
  if (minDays !== null) parts.push(Prisma.sql`u.last_modified_days >= ${minDays}::float8`);
  parts.push(...searchParts(filters.q, [pathOf, nameOf, Prisma.sql`coalesce(d.comment, '')`]));
  return Prisma.join(parts, " and ");
}

function decisionParts({ decision }: DirectoryFilters): Prisma.Sql[] {
  if (decision === null) return [];
  if (decision === "none") return [Prisma.sql`d.action is null`];
  if (decision === "any") return [Prisma.sql`d.id is not null`];
  if (decision === "due") return [Prisma.sql`d.due_on <= ${now()}::date`];
  return [Prisma.sql`d.action = ${decision}`];
}

const orders: Readonly<Record<string, Prisma.Sql>> = {
  project: Prisma.sql`b.path`,
  path: Prisma.sql`u.bucket`,
  group: nameOf,
  volume: Prisma.sql`v.name`,
  files: Prisma.sql`u.file_count`,
  bytes: Prisma.sql`u.bytes`,
  modified: Prisma.sql`u.last_modified_days`,
  decision: Prisma.sql`d.action`,
  due: Prisma.sql`d.due_on`,
};

/** The order of the page. */
export function directoryOrder(sort: DirectoryParams["sort"]): Prisma.Sql {
  const { id, isDesc } = readSort(sort);
  const unique = Prisma.sql`u.bytes desc, b.path, u.bucket, u.gid`;
  return orderBy(orders[id] ?? Prisma.sql`u.bytes`, isDesc, unique);
}

/** One page of directories, with their bytes in all; two statements. Throws `forbidden`. */
export async function listDirectories(
  viewer: Viewer,
  params: DirectoryFilters & Pick<DirectoryParams, "page" | "size" | "sort">,
): Promise<Page<DirectoryRow> & { bytes: bigint; fileCount: bigint }> {
  const where = directoryWhere(viewer, params);
  const { limit, offset } = pageWindow(params);
  const order = directoryOrder(params.sort);
  const [found, [sums]] = await Promise.all([
    // PERF: sorted by keys alone; the rest is read for the rows of the page only.
    db().$queryRaw<RawDirectory[]>`
      with page as materialized (
        select u.scan_id, u.gid, u.base_directory_id, u.bucket
        from ${directoryTables} where ${where} ${order} limit ${limit} offset ${offset}
      )
      select ${directoryColumns} from page k ${keyedTables} ${order}`,
    db().$queryRaw<{ rowCount: number; bytes: string; files: string }[]>`
      select count(*)::int as "rowCount", coalesce(sum(u.bytes), 0)::text as bytes,
        coalesce(sum(u.file_count), 0)::text as files
      from ${directoryTables} where ${where}`,
  ]);
  return {
    rows: found.map(toDirectoryRow),
    rowCount: sums?.rowCount ?? 0,
    bytes: BigInt(sums?.bytes ?? 0),
    fileCount: BigInt(sums?.files ?? 0),
  };
}
