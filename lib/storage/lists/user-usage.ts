import "server-only";
import type { Viewer } from "@/lib/auth/model";
import { groupNames, personNames } from "@/lib/directory/queries/names";
import { Prisma } from "@/lib/platform/db";
import {
  bigBytes,
  bytes,
  column,
  count,
  day,
  digits,
  inFile,
  integer,
  maybe,
  text,
} from "@/lib/platform/list/column";
import { defineList, type RowOf } from "@/lib/platform/list/declare";
import { nameFilter } from "@/lib/platform/list/filter";
import { storageSources } from "../queries/list-sources";
import { scansOf } from "../queries/scans-of";
import { storageScope } from "../queries/scope";
import { dateFilter, groupFilter, volumeFilter } from "./filters";

const group = groupNames(Prisma.sql`u.gid`);
const owner = personNames(Prisma.sql`u.uid`);

/** What each user owns as each group on each volume, by the newest scan or that of a date. */
export const userUsageList = defineList({
  name: "user-usage",
  caption: "Usage by user",
  noun: "rows",
  from: ({ given }) => Prisma.sql`
    ${scansOf(given.date)} join user_usage u on u.scan_id = s.id ${group.join} ${owner.join}`,
  scope: (viewer: Viewer, { given }) => storageScope(viewer, given.volume),
  key: Prisma.sql`u.scan_id || '-' || u.uid || '-' || u.gid`,
  columns: {
    user: column(text, owner.uid, { header: "User", isFixed: true, sort: true, file: "user" }),
    name: column(maybe(text), owner.name, { header: "Name", className: "max-w-48 truncate" }),
    group: column(text, group.name, { header: "Group", sort: true, file: "group" }),
    volume: column(text, Prisma.sql`v.name`, { header: "Volume", sort: true, file: "volume" }),
    used: column(bytes, Prisma.sql`u.used_bytes`, {
      header: "Size",
      sort: true,
      file: "used_bytes",
    }),
    files: column(count, Prisma.sql`u.used_inodes`, {
      header: "Files",
      help: "Files and directories that the user owns as this group",
      sort: true,
      file: "used_inodes",
    }),
    modified: column(day, Prisma.sql`u.last_modified_on`, {
      header: "Last modified",
      sort: true,
      file: "last_modified_on",
    }),
    gid: inFile(digits, Prisma.sql`u.gid`, "gid"),
    pi: inFile(maybe(text), group.pi, "pi"),
    date: inFile(day, Prisma.sql`u.record_on`, "date"),
    uid: inFile(digits, Prisma.sql`u.uid`, "uid"),
  },
  fileFirst: ["volume", "group", "gid", "pi", "date", "user", "uid"],
  sources: storageSources("user_usage"),
  filters: {
    volume: volumeFilter,
    group: groupFilter,
    user: nameFilter({
      noun: "user",
      look: { control: "chip", label: "User" },
      // A uid, or `uid:<n>` of somebody whom the directory does not know.
      where: (user) => Prisma.sql`${owner.uid} = ${user}`,
    }),
    date: dateFilter,
  },
  search: {
    label: "Search users and groups",
    places: [owner.uid, Prisma.sql`coalesce(${owner.name}, '')`, group.name],
  },
  sort: "-used",
  unique: Prisma.sql`u.used_bytes desc, u.uid, u.gid, v.name`,
  fileOrder: Prisma.sql`v.name, u.uid, u.gid`,
  totals: {
    usedBytes: [bigBytes, Prisma.sql`coalesce(sum(u.used_bytes), 0)`],
    userCount: [integer, Prisma.sql`count(distinct u.uid)`],
  },
  empty: { title: "No such user", text: "Drop the search or one of the filters." },
});

export type UserUsageRow = RowOf<typeof userUsageList>;
