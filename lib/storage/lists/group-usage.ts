import "server-only";
import type { Viewer } from "@/lib/auth/model";
import { groupNames } from "@/lib/directory/queries/names";
import { Prisma } from "@/lib/platform/db";
import {
  bytes,
  column,
  count,
  day,
  digits,
  drawn,
  fact,
  flag,
  inFile,
  instant,
  integer,
  maybe,
  real,
  share,
  text,
} from "@/lib/platform/list/column";
import { defineList, type ParamsOf, type RowOf } from "@/lib/platform/list/declare";
import { daysRange, flagFilter, likeOf, nameFilter, sizeRange } from "@/lib/platform/list/filter";
import { storageSources } from "../queries/list-sources";
import type { UsageTrend } from "../queries/list-usage-trends";
import { scansOf } from "../queries/scans-of";
import { relativePath, storageScope } from "../queries/scope";
import { dateFilter, groupFilter, volumeFilter } from "./filters";

const group = groupNames(Prisma.sql`u.gid`, Prisma.sql`u.group_name`);

const usage = Prisma.sql`
  case when u.quota_bytes > 0 then u.used_bytes::float8 / u.quota_bytes end`;
const filesUsage = Prisma.sql`
  case when u.quota_inodes > 0 then u.used_inodes::float8 / u.quota_inodes end`;

// PERF: outer joins, since what a statement does not name of them is then not read at all.
const names = Prisma.sql`
  left join base_directories b on b.id = u.base_directory_id ${group.join}`;

/** What each group uses below each base directory, by the newest scan or that of a date. */
export const groupUsageList = defineList({
  name: "group-usage",
  caption: "Quota warnings",
  noun: "base directories",
  from: ({ given }) => Prisma.sql`
    ${scansOf(given.date)} join group_usage u on u.scan_id = s.id ${names}`,
  keyed: {
    keys: {
      scan_id: Prisma.sql`u.scan_id`,
      gid: Prisma.sql`u.gid`,
      base_directory_id: Prisma.sql`u.base_directory_id`,
    },
    tables: Prisma.sql`
      join group_usage u on u.scan_id = k.scan_id and u.gid = k.gid
        and u.base_directory_id = k.base_directory_id
      join storage_scans s on s.id = u.scan_id
      join volumes v on v.name = u.volume_name ${names}`,
  },
  scope: (viewer: Viewer, { given }) => storageScope(viewer, given.volume),
  key: Prisma.sql`u.scan_id || '-' || u.gid || '-' || u.base_directory_id`,
  columns: {
    group: column(text, group.name, { header: "Group", isFixed: true, sort: true, file: "group" }),
    // What a phone shows without scrolling.
    usage: column(maybe(share), usage, { header: "Usage", align: "end", sort: true }),
    level: column(integer, Prisma.sql`u.level`, {
      header: "Status",
      help: "Where the bytes will be in 3 and 7 days by the line through the last scans",
      align: "start",
      sort: true,
      file: "level",
    }),
    full: drawn({
      header: "Full",
      help: "When the quota is reached at the usual growth of the last weeks, bytes or files",
      align: "end",
      sort: Prisma.sql`least(u.days_until_full, u.days_until_files_full)`,
    }),
    pi: column(maybe(text), group.pi, {
      header: "PI",
      className: "max-w-36 truncate max-sm:hidden",
      sort: true,
      file: "pi",
    }),
    volume: column(text, Prisma.sql`v.name`, { header: "Volume", sort: true, file: "volume" }),
    path: column(text, relativePath, {
      header: "Path",
      help: "The base directory, below where the volume is mounted",
      className: "max-w-52 truncate max-sm:hidden",
      sort: Prisma.sql`b.path`,
    }),
    used: column(bytes, Prisma.sql`u.used_bytes`, {
      header: "Used",
      sort: true,
      file: "used_bytes",
    }),
    // 0: no limit; null: not known.
    quota: column(maybe(bytes), Prisma.sql`u.quota_bytes`, {
      header: "Quota",
      help: "The hard limit on bytes",
      sort: Prisma.sql`nullif(u.quota_bytes, 0)`,
      file: "quota_bytes",
    }),
    trend: drawn({
      header: "Forecast",
      help: "The newest scans, two weeks ahead dotted, the quota dashed where it is near",
    }),
    files: column(count, Prisma.sql`u.used_inodes`, {
      header: "Files",
      help: "Files and directories",
      sort: true,
      file: "used_inodes",
    }),
    filesQuota: column(maybe(count), Prisma.sql`u.quota_inodes`, {
      header: "Max files",
      isHidden: true,
      sort: Prisma.sql`nullif(u.quota_inodes, 0)`,
      file: "quota_inodes",
    }),
    filesUsage: column(maybe(share), filesUsage, {
      header: "File usage",
      align: "end",
      isHidden: true,
      sort: true,
    }),
    filesLevel: column(integer, Prisma.sql`u.inode_level`, {
      header: "File status",
      align: "start",
      sort: true,
      file: "inode_level",
    }),
    // UNIT: days between the newest change and the scan.
    modified: column(real, Prisma.sql`u.last_modified_days`, {
      header: "Last modified",
      help: "Days between the newest change in it and the scan",
      sort: true,
      file: "last_modified_days",
    }),
    scan: column(instant, Prisma.sql`s.scanned_at`, {
      header: "Scan",
      help: "How old the scan is that says all this",
      sort: true,
    }),
    gid: fact(digits, Prisma.sql`u.gid`, "gid"),
    recordOn: fact(day, Prisma.sql`u.record_on`, "date"),
    fullPath: fact(text, Prisma.sql`b.path`, "path"),
    /** Whether the directory has the group. */
    isKnown: fact(flag, group.isKnown),
    baseId: fact(integer, Prisma.sql`b.id`),
    modifiedAt: inFile(maybe(instant), Prisma.sql`u.last_modified_at`, "last_modified_at"),
    /** UNIT: days from the record date, by the robust forecast; null: not within five years. */
    daysUntilFull: fact(maybe(real), Prisma.sql`u.days_until_full`, "days_until_full"),
    daysUntilFilesFull: fact(
      maybe(real),
      Prisma.sql`u.days_until_files_full`,
      "days_until_files_full",
    ),
    bytesIn3Days: fact(real, Prisma.sql`u.bytes_in_3_days`, "bytes_in_3_days"),
    bytesIn7Days: fact(real, Prisma.sql`u.bytes_in_7_days`, "bytes_in_7_days"),
    inodesIn3Days: fact(real, Prisma.sql`u.inodes_in_3_days`),
    inodesIn7Days: fact(real, Prisma.sql`u.inodes_in_7_days`),
    /** UNIT: bytes a day, by the robust forecast. */
    growthBytes: fact(maybe(real), Prisma.sql`u.growth_bytes`, "growth_bytes_per_day"),
    growthLowBytes: fact(maybe(real), Prisma.sql`u.growth_low_bytes`),
    growthHighBytes: fact(maybe(real), Prisma.sql`u.growth_high_bytes`),
    /** UNIT: files a day. */
    growthInodes: fact(maybe(real), Prisma.sql`u.growth_inodes`),
    archivedPath: fact(maybe(text), Prisma.sql`u.archived_path`),
  },
  fileFirst: [
    "volume",
    "group",
    "gid",
    "pi",
    "recordOn",
    "fullPath",
    "used",
    "quota",
    "files",
    "filesQuota",
    "modifiedAt",
    "modified",
  ],
  sources: storageSources("group_usage", { hasQuotas: true }),
  filters: {
    volume: volumeFilter,
    pi: nameFilter({
      noun: "PI",
      look: { control: "choice", label: "PI", any: "All PIs" },
      // Part of the name of the person who leads the group.
      where: (pi) => Prisma.sql`${group.pi} ilike ${likeOf(pi)}`,
    }),
    group: groupFilter,
    ...sizeRange({
      noun: "volume size",
      label: "Volume size",
      sql: Prisma.sql`u.used_bytes`,
      keys: { min: "minSize", max: "maxSize" },
    }),
    ...daysRange({
      noun: "last modified",
      label: "Last modified",
      sql: Prisma.sql`u.last_modified_days`,
      keys: { min: "minDays", max: "maxDays" },
    }),
    warn: flagFilter({
      noun: "only warnings",
      label: "Only what is not OK",
      sql: Prisma.sql`greatest(u.level, u.inode_level) > 1`,
    }),
    date: dateFilter,
  },
  search: {
    label: "Search groups, PIs, paths",
    places: [group.name, Prisma.sql`coalesce(${group.pi}, '')`, Prisma.sql`b.path`],
  },
  sort: "-usage",
  unique: Prisma.sql`u.used_bytes desc, u.gid, u.base_directory_id`,
  fileOrder: Prisma.sql`v.name, b.path, u.gid`,
  empty: {
    title: "No such group",
    text: "The scans name no group that you may see. An admin can correct who leads a group.",
  },
});

export type GroupUsageRow = RowOf<typeof groupUsageList>;
export type GroupUsageTrendRow = GroupUsageRow & { trend: UsageTrend };
export type GroupUsageParams = ParamsOf<typeof groupUsageList>;
