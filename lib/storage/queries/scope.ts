import "server-only";
import { reachOf, type Viewer } from "@/lib/auth/model";
import { groupNumbers } from "@/lib/directory/queries/names";
import { Prisma } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { likeOf } from "@/lib/platform/list/filter";

/** Who may see which rows of storage. */

const forbidden = () => new AppError("forbidden", "Your roles do not allow this.");

/** Rows of the groups of these names. PERF: by number, which indexes begin with, not by a join. */
export const ofGroups = (names: readonly string[]): Prisma.Sql =>
  Prisma.sql`u.gid = any(${groupNumbers(names)})`;

/**
 * Rows `u` of a volume `v` that the viewer may see: a PI's own groups, a key's own volume. A number
 * that no group has, or a path's, is for staff. Throws `forbidden`, also where a key asks for
 * another volume than its own.
 */
export function storageScope(viewer: Viewer, asked: string | null = null): Prisma.Sql {
  const reach = reachOf(viewer, "storage:read");
  if (!reach) throw forbidden();
  const volume = viewer.within?.volume ?? null;
  if (volume !== null && asked !== null && asked !== volume) {
    throw new AppError("forbidden", `This component reads volume ${volume} only.`);
  }
  const parts = [
    ...(reach === "all" ? [] : [ofGroups(viewer.groups), Prisma.sql`u.gid >= 0`]),
    ...(volume === null ? [] : [Prisma.sql`v.name = ${volume}`]),
  ];
  return parts.length === 0 ? Prisma.sql`true` : Prisma.join(parts, " and ");
}

/** A path below where its volume is mounted, else the whole path; aliases: `b` base, `v` volume. */
export const relativePath = Prisma.sql`
  case when b.path = v.mount_path then '/'
    when starts_with(b.path, v.mount_path || '/') then substr(b.path, length(v.mount_path) + 2)
    else b.path end`;

/** Throws `forbidden` for whoever does not see all groups. */
export function requireAllGroups(viewer: Viewer): void {
  if (reachOf(viewer, "storage:read") !== "all") throw forbidden();
}

/**
 * Rows of the volume of this name; of all whose names have the text in them, where no volume is
 * called so.
 */
export const ofVolume = (name: string): Prisma.Sql =>
  Prisma.sql`(v.name = ${name} or (v.name ilike ${likeOf(name)}
    and not exists (select 1 from volumes where name = ${name} and accepted_at is not null)))`;
