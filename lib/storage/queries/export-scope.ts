import "server-only";
import type { Viewer } from "@/lib/auth/model";
import { Prisma } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { readDay, volumePattern } from "../model/scan";
import { groupScope } from "./list-scope";

export const storageTables = ["group-usage", "user-usage", "directory-usage", "vaults"] as const;
export type StorageTable = (typeof storageTables)[number];

/** What an export is narrowed to; without a date the newest scan of each volume counts. */
export interface ExportFilters {
  volume: string | null;
  /** Record date, midnight UTC. */
  date: Date | null;
  /** Name, or `gid:<n>`. */
  group: string | null;
  /** Of vaults: entries that are gone as well. */
  hasGone?: boolean;
}

/** The filters of an address or a command line; throws `invalid_input` for what cannot be. */
export function readExportFilters(given: {
  volume?: string | null | undefined;
  date?: string | null | undefined;
  group?: string | null | undefined;
}): ExportFilters {
  const volume = given.volume || null;
  if (volume !== null && !volumePattern.test(volume)) {
    throw new AppError("invalid_input", "The name of the volume is not valid.");
  }
  const date = given.date ? readDay(given.date) : null;
  if (date === undefined) throw new AppError("invalid_input", "The date must be like 2026-11-20.");
  return { volume, date, group: given.group || null };
}

/** The scans that count: the newest of each volume, or those of the date; aliases `v`, `s`. */
export function scansOf({ date }: ExportFilters): Prisma.Sql {
  const which =
    date === null ? Prisma.sql`s.id = v.current_scan_id` : Prisma.sql`s.record_on = ${date}::date`;
  return Prisma.sql`
    volumes v join storage_scans s on s.volume_name = v.name and s.state = 'stored' and ${which}`;
}

/** The viewer's groups, and the filters of all tables; `u` rows, `g` group, `x` path group. */
export function exportWhere(viewer: Viewer, filters: ExportFilters): Prisma.Sql {
  const { volume, group } = filters;
  const parts = [groupScope(viewer)];
  if (volume !== null) parts.push(Prisma.sql`v.name = ${volume}`);
  const gid = /^gid:(-?\d{1,18})$/.exec(group ?? "")?.[1];
  if (gid !== undefined) parts.push(Prisma.sql`u.gid = ${BigInt(gid)}`);
  else if (group !== null) parts.push(Prisma.sql`coalesce(g.name, x.name) = ${group}`);
  return Prisma.join(parts, " and ");
}

/** The group of the rows `u` and who leads it, as `g` and `p`. */
export const ownerJoins = Prisma.sql`
  left join groups g on g.gid = u.gid left join people p on p.id = g.pi_id`;
