import "server-only";
import type { Viewer } from "@/lib/auth/model";
import { db, Prisma } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { exportRows } from "@/lib/platform/export-rows";
import {
  directoryReportHeader,
  directoryReportLine,
  groupReportHeader,
  groupReportLine,
  userReportHeader,
  userReportLines,
} from "../schema/reports";
import {
  type ExportFilters,
  exportWhere,
  ownerJoins,
  type StorageTable,
  scansOf,
} from "./export-scope";
import type { StorageExport } from "./export-tables";
import { pseudoGroups } from "./list-scope";

/**
 * The TSV reports of the scripts that sites have had so far, from what is stored: of groups, users
 * and directories. Throws `invalid_input` for a table that never had one, and `forbidden`.
 */
export function exportReport(
  viewer: Viewer,
  table: StorageTable,
  filters: ExportFilters,
): StorageExport {
  if (table === "group-usage") return { name: "report", pieces: groupReport(viewer, filters) };
  if (table === "user-usage") return { name: "users", pieces: userReport(viewer, filters) };
  if (table === "directory-usage") {
    return { name: "directories", pieces: directoryReport(viewer, filters) };
  }
  throw new AppError("invalid_input", "There is no report of vaults; choose another format.");
}

// The reports know who leads a group by surname, and print nothing for an unknown group.
const owner = Prisma.sql`
  coalesce(p.surname, p.name, x.pi) as pi, coalesce(g.name, x.name) as "group"`;

interface GroupRow {
  path: string;
  pi: string | null;
  group: string | null;
  used: string;
  quota: string | null;
  days: number;
}

async function* groupReport(viewer: Viewer, filters: ExportFilters): AsyncGenerator<string> {
  yield groupReportHeader;
  const query = Prisma.sql`
    select b.path, ${owner}, u.used_bytes as used, u.quota_bytes as quota,
      u.last_modified_days::float8 as days
    from ${scansOf(filters)} join group_usage u on u.scan_id = s.id
    join base_directories b on b.id = u.base_directory_id ${ownerJoins} ${pseudoGroups}
    where ${exportWhere(viewer, filters)} order by v.name, b.path, u.gid`;
  for await (const rows of exportRows<GroupRow>(query)) {
    yield rows
      .map(({ path, pi, group, used, quota, days }) =>
        groupReportLine({
          ...{ basePath: path, pi, group, usedBytes: BigInt(used) },
          quotaBytes: quota === null ? null : BigInt(quota),
          lastModifiedDays: days,
        }),
      )
      .join("");
  }
}

interface UserRow {
  user: string;
  group: string | null;
  usage: { volume: string; bytes: string; day: string }[];
}

async function* userReport(viewer: Viewer, filters: ExportFilters): AsyncGenerator<string> {
  const volumes = await listVolumes(filters);
  yield userReportHeader(volumes);
  const query = Prisma.sql`
    select coalesce(o.uid, 'uid:' || u.uid) as "user", coalesce(g.name, x.name) as "group",
      json_agg(json_build_object('volume', v.name, 'bytes', u.used_bytes::text,
        'day', to_char(u.last_modified_on, 'YYYY-MM-DD'))) as usage
    from ${scansOf(filters)} join user_usage u on u.scan_id = s.id
    left join people o on o.uid_number = u.uid ${ownerJoins} ${pseudoGroups}
    where ${exportWhere(viewer, filters)}
    group by u.uid, u.gid, o.uid, g.name, x.name order by u.uid, u.gid`;
  for await (const rows of exportRows<UserRow>(query)) {
    yield rows
      .map(({ user, group, usage }) => {
        const byVolume = usage.map(({ volume, bytes, day }) => {
          const used = { bytes: BigInt(bytes), lastModifiedOn: day };
          return [volume, used] as const;
        });
        return userReportLines({ user, group, usage: new Map(byVolume) }, volumes);
      })
      .join("");
  }
}

async function listVolumes(filters: ExportFilters): Promise<string[]> {
  const { volume } = filters;
  const rows = await db().$queryRaw<{ name: string }[]>`
    select v.name from ${scansOf(filters)}
    where ${volume}::text is null or v.name = ${volume} order by v.name`;
  return rows.map(({ name }) => name);
}

interface DirectoryRow {
  path: string;
  bucket: string;
  pi: string | null;
  group: string | null;
  bytes: string;
  files: string;
  days: number;
  types: string[];
}

async function* directoryReport(viewer: Viewer, filters: ExportFilters): AsyncGenerator<string> {
  yield directoryReportHeader;
  const query = Prisma.sql`
    select b.path, u.bucket, ${owner}, u.bytes, u.file_count as files,
      u.last_modified_days::float8 as days,
      array[u.sam_bytes, u.bam_bytes, u.cram_bytes, u.fastq_bytes, u.fastq_gzip_bytes, u.vcf_bytes,
        u.vcf_gzip_bytes, u.pedbed_bytes]::text[] as types
    from ${scansOf(filters)} join directory_usage u on u.scan_id = s.id
    join base_directories b on b.id = u.base_directory_id ${ownerJoins} ${pseudoGroups}
    where ${exportWhere(viewer, filters)} order by v.name, b.path, u.gid, u.bucket`;
  for await (const rows of exportRows<DirectoryRow>(query)) yield rows.map(directoryLine).join("");
}

function directoryLine(row: DirectoryRow): string {
  const [sam, bam, cram, fastq, fastqGzip, vcf, vcfGzip, pedbed] = row.types.map(BigInt);
  return directoryReportLine({
    ...{ basePath: row.path, bucket: row.bucket, pi: row.pi, group: row.group },
    bytes: BigInt(row.bytes),
    files: BigInt(row.files),
    lastModifiedDays: row.days,
    typeBytes: {
      SAM: sam ?? 0n,
      BAM: bam ?? 0n,
      CRAM: cram ?? 0n,
      FASTQ: fastq ?? 0n,
      "FASTQ (gzip)": fastqGzip ?? 0n,
      VCF: vcf ?? 0n,
      "VCF (gzip)": vcfGzip ?? 0n,
      PEDBED: pedbed ?? 0n,
    },
  });
}
