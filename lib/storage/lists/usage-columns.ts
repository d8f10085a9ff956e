import "server-only";
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
import { daysRange, flagFilter, likeOf, nameFilter, sizeRange } from "@/lib/platform/list/filter";
import { dateFilter, groupFilter, volumeFilter } from "./filters";

/** What both lists say of a use `u`: of a group on a volume, and of its part below a directory. */

export const group = groupNames(Prisma.sql`u.gid`, Prisma.sql`u.group_name`);

const usage = Prisma.sql`
  case when u.quota_bytes > 0 then u.used_bytes::float8 / u.quota_bytes end`;
const filesUsage = Prisma.sql`
  case when u.quota_inodes > 0 then u.used_inodes::float8 / u.quota_inodes end`;

/** In the order of the screen: who, what a phone shows without scrolling, where. */
export const ownerColumns = {
  group: column(text, group.name, { header: "Group", isFixed: true, sort: true, file: "group" }),
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
};

/** Bytes and files against their quotas. */
export const measuredColumns = {
  used: column(bytes, Prisma.sql`u.used_bytes`, { header: "Used", sort: true, file: "used_bytes" }),
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
};

export const judgedFacts = {
  gid: fact(digits, Prisma.sql`u.gid`, "gid"),
  recordOn: fact(day, Prisma.sql`u.record_on`, "date"),
  /** Whether the directory has the group. */
  isKnown: fact(flag, group.isKnown),
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
};

export const usageFilters = {
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
};
