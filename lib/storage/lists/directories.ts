import "server-only";
import type { Viewer } from "@/lib/auth/model";
import { groupNames } from "@/lib/directory/queries/names";
import { now } from "@/lib/platform/clock";
import { Prisma } from "@/lib/platform/db";
import {
  big,
  bigBytes,
  bytes,
  column,
  count,
  day,
  digits,
  drawn,
  fact,
  inFile,
  instant,
  integer,
  maybe,
  real,
  text,
} from "@/lib/platform/list/column";
import { defineList, type RowOf } from "@/lib/platform/list/declare";
import { choiceFilter, daysFilter, sizeFilter } from "@/lib/platform/list/filter";
import { storageSources } from "../queries/list-sources";
import { scansOf } from "../queries/scans-of";
import { relativePath, storageScope } from "../queries/scope";
import { dateFilter, groupFilter, volumeFilter } from "./filters";

const group = groupNames(Prisma.sql`u.gid`);
const fullPath = Prisma.sql`b.path || '/' || u.bucket`;

/** The decision about the directory `u` below `b` on `v`, as `d`. */
const decision = Prisma.sql`
  left join directory_decisions d
    on d.volume_name = v.name and d.gid = u.gid and d.path = ${fullPath}`;

const typeBytes = (name: string) => Prisma.raw(`u.${name}`);

/** Bytes of one kind of file, by the word that people use for it. */
const type = (name: string) => fact(bytes, typeBytes(name), name);

/** Directories below base directories, by the newest scan or that of a date, with decisions. */
export const directoryList = defineList({
  name: "directory-usage",
  caption: "Directories",
  noun: "directories",
  from: ({ given }) => Prisma.sql`
    ${scansOf(given.date)} join directory_usage u on u.scan_id = s.id
    left join base_directories b on b.id = u.base_directory_id ${group.join} ${decision}`,
  keyed: {
    keys: {
      scan_id: Prisma.sql`u.scan_id`,
      gid: Prisma.sql`u.gid`,
      base_directory_id: Prisma.sql`u.base_directory_id`,
      bucket: Prisma.sql`u.bucket`,
    },
    tables: Prisma.sql`
      join directory_usage u on u.scan_id = k.scan_id and u.gid = k.gid
        and u.base_directory_id = k.base_directory_id and u.bucket = k.bucket
      join storage_scans s on s.id = u.scan_id
      join base_directories b on b.id = u.base_directory_id
      join volumes v on v.name = b.volume_name ${group.join} ${decision}`,
  },
  scope: (viewer: Viewer, { given }) => storageScope(viewer, given.volume),
  key: Prisma.sql`u.scan_id || '-' || u.gid || '-' || u.base_directory_id || '-' || u.bucket`,
  columns: {
    // Below the base directory; `.` for the files directly in it.
    path: column(text, Prisma.sql`u.bucket`, {
      header: "Path",
      isFixed: true,
      className: "max-w-60 truncate",
      sort: true,
      file: "directory",
    }),
    project: column(text, relativePath, {
      header: "Project",
      help: "The base directory, below where the volume is mounted",
      className: "max-w-52 truncate",
      sort: Prisma.sql`b.path`,
    }),
    group: column(text, group.name, { header: "Group", sort: true, file: "group" }),
    volume: column(text, Prisma.sql`v.name`, { header: "Volume", sort: true, file: "volume" }),
    files: column(count, Prisma.sql`u.file_count`, { header: "Files", sort: true, file: "files" }),
    bytes: column(bytes, Prisma.sql`u.bytes`, {
      header: "Size",
      help: "Regular files only",
      sort: true,
      file: "bytes",
    }),
    modifiedAt: inFile(maybe(instant), Prisma.sql`u.last_modified_at`, "last_modified_at"),
    // UNIT: days between the newest change and the scan.
    modified: column(real, Prisma.sql`u.last_modified_days`, {
      header: "Last modified",
      help: "Days between the newest change in it and the scan",
      sort: true,
      file: "last_modified_days",
    }),
    types: drawn({
      header: "File usage",
      help: "Bytes of the file types that are told apart",
      className: "min-w-40 max-w-72",
    }),
    sam: type("sam_bytes"),
    bam: type("bam_bytes"),
    cram: type("cram_bytes"),
    fastq: type("fastq_bytes"),
    fastqGzip: type("fastq_gzip_bytes"),
    vcf: type("vcf_bytes"),
    vcfGzip: type("vcf_gzip_bytes"),
    pedbed: type("pedbed_bytes"),
    // keep, archive or delete; null where there is only a comment, or nothing.
    decision: column(maybe(text), Prisma.sql`d.action`, {
      header: "Decision",
      sort: true,
      file: "decision",
    }),
    comment: fact(maybe(text), Prisma.sql`d.comment`, "decision_comment"),
    due: column(maybe(day), Prisma.sql`d.due_on`, {
      header: "Due",
      align: "start",
      className: "whitespace-nowrap",
      sort: true,
      file: "decision_due_on",
    }),
    decidedBy: fact(maybe(text), Prisma.sql`d.decided_by`, "decided_by"),
    decidedAt: fact(maybe(instant), Prisma.sql`d.decided_at`),
    /** Null without decision and comment. */
    version: fact(maybe(integer), Prisma.sql`d.version`),
    gid: fact(digits, Prisma.sql`u.gid`, "gid"),
    pi: inFile(maybe(text), group.pi, "pi"),
    date: inFile(day, Prisma.sql`s.record_on`, "date"),
    basePath: inFile(text, Prisma.sql`b.path`, "path"),
    baseId: fact(integer, Prisma.sql`b.id`),
    fullPath: fact(text, fullPath),
  },
  fileFirst: ["volume", "group", "gid", "pi", "date", "basePath"],
  sources: storageSources("directory_usage"),
  filters: {
    volume: volumeFilter,
    group: groupFilter,
    minSize: sizeFilter({
      noun: "size",
      sql: Prisma.sql`u.bytes`,
      look: {
        control: "choice",
        label: "Size",
        any: "Any size",
        options: ["1GiB", "100GiB", "1TiB", "10TiB"].map((size) => [
          size,
          `From ${size.replace(/(\d)([A-Z])/, "$1 $2")}`,
        ]),
      },
    }),
    minDays: daysFilter({
      noun: "last modified",
      sql: Prisma.sql`u.last_modified_days`,
      look: {
        control: "choice",
        label: "Last modified",
        any: "Any age",
        options: [
          ["30", "Untouched for 30 days"],
          ["182", "Untouched for half a year"],
          ["365", "Untouched for 1 year"],
          ["730", "Untouched for 2 years"],
          ["1825", "Untouched for 5 years"],
        ],
      },
    }),
    decision: choiceFilter(["none", "keep", "archive", "delete", "any", "due"], {
      noun: "decision",
      look: {
        label: "Decision",
        any: "With and without decision",
        options: [
          ["none", "No decision"],
          ["keep", "Keep"],
          ["archive", "Archive"],
          ["delete", "Delete"],
          ["any", "Any decision or comment"],
          ["due", "Due"],
        ],
      },
      where: (decision) => {
        if (decision === "none") return Prisma.sql`d.action is null`;
        if (decision === "any") return Prisma.sql`d.id is not null`;
        if (decision === "due") return Prisma.sql`d.due_on <= ${now()}::date`;
        return Prisma.sql`d.action = ${decision}`;
      },
    }),
    date: dateFilter,
  },
  search: {
    label: "Search paths, groups, comments",
    places: [fullPath, group.name, Prisma.sql`coalesce(d.comment, '')`],
  },
  sort: "-bytes",
  unique: Prisma.sql`u.bytes desc, b.path, u.bucket, u.gid`,
  fileOrder: Prisma.sql`v.name, b.path, u.gid, u.bucket`,
  totals: {
    bytes: [bigBytes, Prisma.sql`coalesce(sum(u.bytes), 0)`],
    fileCount: [big, Prisma.sql`coalesce(sum(u.file_count), 0)`],
  },
  empty: { title: "No directory", text: "Drop the search or one of the filters." },
});

export type DirectoryRow = RowOf<typeof directoryList>;
