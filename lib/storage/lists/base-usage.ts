import "server-only";
import type { Viewer } from "@/lib/auth/model";
import { Prisma } from "@/lib/platform/db";
import { column, fact, integer, maybe, share, text } from "@/lib/platform/list/column";
import { defineList, type RowOf } from "@/lib/platform/list/declare";
import type { UsageTrend } from "../queries/list-usage-trends";
import { scansOf } from "../queries/scans-of";
import { relativePath, storageScope } from "../queries/scope";
import { group, judgedFacts, measuredColumns, ownerColumns, usageFilters } from "./usage-columns";

// PERF: outer joins, since what a statement does not name of them is then not read at all.
const names = Prisma.sql`
  left join base_directories b on b.id = u.base_directory_id
  left join group_volume_usage t on t.scan_id = u.scan_id and t.gid = u.gid ${group.join}`;

/**
 * The parts of what a group uses on a volume: below each base directory, with its share of the
 * whole. Its level is what reports have always said: that of the part against the whole quota.
 */
export const baseUsageList = defineList({
  name: "base-usage",
  caption: "Base directories",
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
    ...ownerColumns,
    path: column(text, relativePath, {
      header: "Path",
      help: "The base directory, below where the volume is mounted",
      className: "max-w-52 truncate max-sm:hidden",
      sort: Prisma.sql`b.path`,
    }),
    share: column(
      maybe(share),
      Prisma.sql`case when t.used_bytes > 0 then u.used_bytes::float8 / t.used_bytes end`,
      {
        header: "Share",
        help: "Of all bytes that the group has on the volume",
        align: "end",
        sort: true,
        file: "share",
      },
    ),
    ...measuredColumns,
    ...judgedFacts,
    fullPath: fact(text, Prisma.sql`b.path`, "path"),
    baseId: fact(integer, Prisma.sql`b.id`),
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
  filters: usageFilters,
  search: {
    label: "Search groups, PIs, paths",
    places: [group.name, Prisma.sql`coalesce(${group.pi}, '')`, Prisma.sql`b.path`],
  },
  sort: "-usage",
  unique: Prisma.sql`u.used_bytes desc, u.gid, u.base_directory_id`,
  fileOrder: Prisma.sql`v.name, b.path, u.gid`,
  empty: {
    title: "No base directory",
    text: "The newest scans name no base directory that you may see.",
  },
});

export type BaseUsageRow = RowOf<typeof baseUsageList>;
export type BaseUsageTrendRow = BaseUsageRow & { trend: UsageTrend };
