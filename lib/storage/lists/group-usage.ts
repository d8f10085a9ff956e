import "server-only";
import type { Viewer } from "@/lib/auth/model";
import { Prisma } from "@/lib/platform/db";
import { defineList, type ParamsOf, type RowOf } from "@/lib/platform/list/declare";
import type { UsageTrend } from "../queries/list-usage-trends";
import { scansOf } from "../queries/scans-of";
import { storageScope } from "../queries/scope";
import { group, judgedFacts, measuredColumns, ownerColumns, usageFilters } from "./usage-columns";

/** Where its parts lie; read only where somebody searches. */
const paths = Prisma.sql`coalesce((
  select string_agg(b.path, ' ') from group_usage p
  join base_directories b on b.id = p.base_directory_id
  where p.scan_id = u.scan_id and p.gid = u.gid), '')`;

/** What each group uses on each volume against its quota, by the newest scan or that of a date. */
export const groupUsageList = defineList({
  name: "group-usage",
  caption: "Quota warnings",
  noun: "groups on volumes",
  // PERF: outer joins, since what a statement does not name of them is then not read at all.
  from: ({ given }) => Prisma.sql`
    ${scansOf(given.date)} join group_volume_usage u on u.scan_id = s.id ${group.join}`,
  keyed: {
    keys: { scan_id: Prisma.sql`u.scan_id`, gid: Prisma.sql`u.gid` },
    tables: Prisma.sql`
      join group_volume_usage u on u.scan_id = k.scan_id and u.gid = k.gid
      join storage_scans s on s.id = u.scan_id
      join volumes v on v.name = u.volume_name ${group.join}`,
  },
  scope: (viewer: Viewer, { given }) => storageScope(viewer, given.volume),
  key: Prisma.sql`u.scan_id || '-' || u.gid`,
  columns: { ...ownerColumns, ...measuredColumns, ...judgedFacts },
  fileFirst: [
    "volume",
    "group",
    "gid",
    "pi",
    "recordOn",
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
    places: [group.name, Prisma.sql`coalesce(${group.pi}, '')`, paths],
  },
  sort: "-usage",
  unique: Prisma.sql`u.used_bytes desc, u.gid, v.name`,
  fileOrder: Prisma.sql`v.name, u.gid`,
  empty: {
    title: "No such group",
    text: "The scans name no group that you may see. An admin can correct who leads a group.",
  },
});

export type GroupUsageRow = RowOf<typeof groupUsageList>;
export type GroupUsageTrendRow = GroupUsageRow & { trend: UsageTrend };
export type GroupUsageParams = ParamsOf<typeof groupUsageList>;
