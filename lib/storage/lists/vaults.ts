import "server-only";
import type { Viewer } from "@/lib/auth/model";
import { groupNames, personNames } from "@/lib/directory/queries/names";
import { Prisma } from "@/lib/platform/db";
import {
  bigBytes,
  bytes,
  column,
  day,
  digits,
  fact,
  inFile,
  maybe,
  text,
} from "@/lib/platform/list/column";
import { defineList, type RowOf } from "@/lib/platform/list/declare";
import { choiceFilter, likeOf, nameFilter, namesFilter } from "@/lib/platform/list/filter";
import { storageSources } from "../queries/list-sources";
import { storageScope } from "../queries/scope";
import { dateFilter, groupFilter, volumeFilter } from "./filters";

const group = groupNames(Prisma.sql`u.gid`);
const owner = personNames(Prisma.sql`u.uid`);

export const vaultActions = ["Keep", "Archive", "Stash", "Staged", "Limbo"] as const;

/** What people look for first; the others are steps on the way. */
const usualActions = ["Keep", "Archive"] as const;

/** Files that users marked, each with the scans that saw it so; by the newest or those of a date. */
export const vaultList = defineList({
  name: "vaults",
  caption: "Tracked files",
  noun: "entries",
  from: Prisma.sql`
    volumes v join vault_entries u on u.volume_name = v.name ${group.join} ${owner.join}`,
  scope: (viewer: Viewer, { given: { date, volume } }) =>
    date === null
      ? storageScope(viewer, volume)
      : Prisma.sql`${storageScope(viewer, volume)} and u.first_on <= ${date}::date
          and (u.gone_on is null or u.gone_on > ${date}::date)`,
  key: Prisma.sql`u.id`,
  columns: {
    file: column(text, Prisma.sql`u.path`, {
      header: "File",
      isFixed: true,
      className: "min-w-72 max-w-xl break-all",
      sort: true,
      file: "path",
    }),
    action: column(text, Prisma.sql`u.action`, {
      header: "Vault action",
      sort: true,
      file: "action",
    }),
    owner: column(text, owner.uid, { header: "Owner", sort: true, file: "user" }),
    uid: inFile(digits, Prisma.sql`u.uid`, "uid"),
    group: column(text, group.name, { header: "Group", sort: true, file: "group" }),
    volume: column(text, Prisma.sql`v.name`, { header: "Volume", sort: true, file: "volume" }),
    bytes: column(bytes, Prisma.sql`u.bytes`, {
      header: "Size",
      help: "All of it, links not divided",
      sort: true,
      file: "bytes",
    }),
    modified: column(day, Prisma.sql`u.last_modified_on`, {
      header: "Last modified",
      sort: true,
      file: "last_modified_on",
    }),
    since: column(day, Prisma.sql`u.first_on`, {
      header: "Since",
      help: "Record date of the first scan that saw it so",
      sort: true,
      file: "first_seen_on",
    }),
    // Null: in the newest scan.
    until: column(maybe(day), Prisma.sql`u.gone_on`, {
      header: "Until",
      help: "Record date of the first scan without it",
      sort: true,
      file: "gone_on",
    }),
    source: column(maybe(text), Prisma.sql`u.source_state`, {
      header: "Source",
      help: "Whether the file was still seen outside the vault",
      file: "source",
    }),
    sourcePath: fact(maybe(text), Prisma.sql`u.source_path`, "source_path"),
    // 64 bits.
    inode: column(text, Prisma.sql`u.inode::text`, {
      header: "Inode",
      align: "end",
      isHidden: true,
      file: "inode",
    }),
    gid: inFile(digits, Prisma.sql`u.gid`, "gid"),
    pi: inFile(maybe(text), group.pi, "pi"),
  },
  fileFirst: ["volume", "group", "gid", "pi"],
  sources: storageSources("vaults"),
  filters: {
    file: nameFilter({
      noun: "file",
      look: { control: "text", label: "File contains", className: "sm:w-56" },
      where: (part) => Prisma.sql`u.path ilike ${likeOf(part)}`,
    }),
    owner: nameFilter({
      noun: "owner",
      look: { control: "text", label: "Owner", className: "sm:w-32" },
      where: (uid) => Prisma.sql`${owner.uid} = ${uid}`,
    }),
    action: namesFilter({
      noun: "vault actions",
      initial: usualActions,
      isScreenDefault: true,
      look: { control: "names", noun: "vault actions", options: vaultActions },
      where: (actions) => Prisma.sql`u.action = any(${actions})`,
    }),
    when: choiceFilter(["now", "gone", "all"], {
      noun: "seen",
      initial: "now",
      look: {
        label: "Seen",
        options: [
          ["now", "In the newest scan"],
          ["gone", "Gone"],
          ["all", "Now and gone"],
        ],
      },
      where: (when, { date }) => {
        // What was there on a day says nothing of today.
        if (when === "all" || typeof date === "string") return null;
        return when === "now" ? Prisma.sql`u.gone_on is null` : Prisma.sql`u.gone_on is not null`;
      },
    }),
    volume: volumeFilter,
    group: groupFilter,
    date: dateFilter,
  },
  sort: "-since",
  unique: Prisma.sql`u.path, u.id`,
  fileOrder: Prisma.sql`v.name, u.path, u.id`,
  totals: { bytes: [bigBytes, Prisma.sql`coalesce(sum(u.bytes), 0)`] },
  empty: {
    title: "No such file",
    text: "Drop a filter, or look at the other vault actions and at what is gone.",
  },
});

export type VaultRow = RowOf<typeof vaultList>;
