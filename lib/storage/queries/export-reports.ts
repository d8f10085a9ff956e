import "server-only";
import { z } from "zod";
import type { Viewer } from "@/lib/auth/model";
import { groupNames, personNames } from "@/lib/directory/queries/names";
import { ask, Prisma } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { exportRows } from "@/lib/platform/export-rows";
import type { ListFile } from "@/lib/platform/list/file";
import { listTables, listWhere } from "@/lib/platform/list/page";
import { type FileParams, readFileParams } from "@/lib/platform/list/params";
import { baseUsageList } from "../lists/base-usage";
import { directoryList } from "../lists/directories";
import { groupUsageList } from "../lists/group-usage";
import { userUsageList } from "../lists/user-usage";
import {
  directoryReportHeader,
  directoryReportLine,
  groupReportHeader,
  groupReportLine,
  userReportHeader,
  userReportLines,
} from "../schema/reports";
import { scansOf } from "./scans-of";
import { ofVolume } from "./scope";

/**
 * The TSV report of the scripts that sites have had so far, from what is stored: of groups, users
 * or directories, narrowed as the list is. Throws `invalid_input` and `forbidden`.
 */
export function exportReport(viewer: Viewer, table: string, search: URLSearchParams): ListFile {
  if (table === "group-usage" || table === "base-usage") {
    // Its lines are base directories, whichever of both lists is asked; these share their filters.
    const list = table === "group-usage" ? groupUsageList : baseUsageList;
    const params = readFileParams<Viewer>(list, viewer, search);
    return { name: "report", pieces: groupReport(viewer, params) };
  }
  if (table === "user-usage") {
    const params = readFileParams(userUsageList, viewer, search);
    return { name: "users", pieces: userReport(viewer, params) };
  }
  if (table === "directory-usage") {
    const params = readFileParams(directoryList, viewer, search);
    return { name: "directories", pieces: directoryReport(viewer, params) };
  }
  throw new AppError("invalid_input", "There is no report of this table; choose another format.");
}

// The reports know who leads a group by surname, and print nothing for an unknown group.
const group = groupNames(Prisma.sql`u.gid`);
const owner = Prisma.sql`${group.piSurname} as pi, ${group.knownName} as "group"`;

const digits = z.string();
const ownerShape = { pi: z.string().nullable(), group: z.string().nullable() };

const groupRow = z.object({
  ...ownerShape,
  path: z.string(),
  used: digits,
  quota: digits.nullable(),
  days: z.number(),
});

async function* groupReport(viewer: Viewer, params: FileParams): AsyncGenerator<string> {
  yield groupReportHeader;
  const query = Prisma.sql`
    select b.path, ${owner}, u.used_bytes as used, u.quota_bytes as quota,
      u.last_modified_days::float8 as days
    from ${listTables(baseUsageList, viewer, params)}
    where ${listWhere(baseUsageList, viewer, params)} order by v.name, b.path, u.gid`;
  for await (const rows of exportRows(groupRow, query)) {
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

const userRow = z.object({
  user: z.string(),
  group: z.string().nullable(),
  usage: z.array(z.object({ volume: z.string(), bytes: digits, day: z.iso.date() })),
});

async function* userReport(viewer: Viewer, params: FileParams): AsyncGenerator<string> {
  const volumes = await listVolumes(params);
  yield userReportHeader(volumes);
  const user = personNames(Prisma.sql`u.uid`);
  const query = Prisma.sql`
    select ${user.uid} as "user", ${group.knownName} as "group",
      json_agg(json_build_object('volume', v.name, 'bytes', u.used_bytes::text,
        'day', to_char(u.last_modified_on, 'YYYY-MM-DD'))) as usage
    from ${listTables(userUsageList, viewer, params)}
    where ${listWhere(userUsageList, viewer, params)}
    group by u.uid, u.gid, o.uid, g.name, x.name order by u.uid, u.gid`;
  for await (const rows of exportRows(userRow, query)) {
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

async function listVolumes({ volume, date }: FileParams): Promise<string[]> {
  const only = typeof volume === "string" ? ofVolume(volume) : Prisma.sql`true`;
  const rows = await ask(z.object({ name: z.string() }))`
    select v.name from ${scansOf(typeof date === "string" ? date : null)}
    where ${only} order by v.name`;
  return rows.map(({ name }) => name);
}

const directoryRow = z.object({
  ...ownerShape,
  path: z.string(),
  bucket: z.string(),
  bytes: digits,
  files: digits,
  days: z.number(),
  types: z.array(digits),
});

async function* directoryReport(viewer: Viewer, params: FileParams): AsyncGenerator<string> {
  yield directoryReportHeader;
  const query = Prisma.sql`
    select b.path, u.bucket, ${owner}, u.bytes, u.file_count as files,
      u.last_modified_days::float8 as days,
      array[u.sam_bytes, u.bam_bytes, u.cram_bytes, u.fastq_bytes, u.fastq_gzip_bytes, u.vcf_bytes,
        u.vcf_gzip_bytes, u.pedbed_bytes]::text[] as types
    from ${listTables(directoryList, viewer, params)}
    where ${listWhere(directoryList, viewer, params)} order by v.name, b.path, u.gid, u.bucket`;
  for await (const rows of exportRows(directoryRow, query)) {
    yield rows.map(directoryLine).join("");
  }
}

function directoryLine(row: z.infer<typeof directoryRow>): string {
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
