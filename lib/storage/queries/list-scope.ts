import "server-only";
import { reachOf, type Viewer } from "@/lib/auth/model";
import { Prisma } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";

/** Part of a list, and how many rows there are in all. */
export interface Page<Row> {
  rows: Row[];
  rowCount: number;
}

const forbidden = () => new AppError("forbidden", "Your roles do not allow this.");

/**
 * The part of a `where` that keeps people to their own groups. The query joins the directory's
 * groups as `g`: a number that no group has, or a pseudo group's, is for staff. Throws `forbidden`.
 */
export function groupScope(viewer: Viewer): Prisma.Sql {
  const reach = reachOf(viewer, "storage:read");
  if (!reach) throw forbidden();
  return reach === "all" ? Prisma.sql`true` : Prisma.sql`g.name = any(${viewer.groups})`;
}

/**
 * Rows `u` of groups of these names, `gid:<n>` among them. PERF: by number, which indexes begin
 * with, and not by the name that a join finds.
 */
export function ofGroups(names: readonly string[]): Prisma.Sql {
  return Prisma.sql`u.gid = any(array(
    select gid from groups where name = any(${[...names]}) and gid is not null
    union all
    select (e ->> 'id')::bigint from storage_settings, jsonb_array_elements(pseudo_groups) e
    where e ->> 'name' = any(${[...names]})
    union all
    select substr(n, 5)::bigint from unnest(${[...names]}::text[]) n where n ~ '^gid:-?[0-9]{1,18}$'
  ))`;
}

/** The viewer's own groups by number, for big tables; nothing for who sees all. */
export function ownGroups(viewer: Viewer): Prisma.Sql[] {
  return reachOf(viewer, "storage:read") === "own" ? [ofGroups(viewer.groups)] : [];
}

/** Throws `forbidden` for whoever does not see all groups. */
export function requireAllGroups(viewer: Viewer): void {
  if (reachOf(viewer, "storage:read") !== "all") throw forbidden();
}

/** Text for a `like` that finds it anywhere. */
export const likeOf = (text: string): string => `%${text.replace(/[\\%_]/g, "\\$&")}%`;

/** Every word of the search text in one of the places; nothing for an empty text. */
export function searchParts(q: string, places: readonly Prisma.Sql[]): Prisma.Sql[] {
  const words = q.split(/\s+/).filter(Boolean).slice(0, 8);
  return words.map((word) => {
    const like = likeOf(word);
    return Prisma.sql`(${Prisma.join(
      places.map((place) => Prisma.sql`${place} ilike ${like}`),
      " or ",
    )})`;
  });
}

/**
 * Rows of the volume of this name; of all whose names have the text in them, where no volume is
 * called so.
 */
export function volumePart(column: Prisma.Sql, name: string): Prisma.Sql {
  return Prisma.sql`(${column} = ${name} or (${column} ilike ${likeOf(name)}
    and not exists (select 1 from volumes where name = ${name})))`;
}

/** `order by` an expression, rows without a value last either way, then by what makes rows unique. */
export function orderBy(sql: Prisma.Sql, isDesc: boolean, unique: Prisma.Sql): Prisma.Sql {
  const direction = isDesc ? Prisma.sql`desc` : Prisma.sql`asc`;
  return Prisma.sql`order by ${sql} ${direction} nulls last, ${unique}`;
}

/** A path below where its volume is mounted, else the whole path; aliases: `b` base, `v` volume. */
export const relativePath = Prisma.sql`
  case when b.path = v.mount_path then '/'
    when starts_with(b.path, v.mount_path || '/') then substr(b.path, length(v.mount_path) + 2)
    else b.path end`;

/** Name and PI of the pseudo groups of the settings, as `x`, by number. */
export const pseudoGroups = Prisma.sql`
  left join (
    select distinct on (gid) gid, name, pi from (
      select (e ->> 'id')::bigint as gid, e ->> 'name' as name, e ->> 'pi' as pi
      from storage_settings, jsonb_array_elements(pseudo_groups) e
      where jsonb_typeof(pseudo_groups) = 'array'
    ) declared where gid < 0 order by gid
  ) x on x.gid = u.gid`;

/** People by their Unix number, one each; two of one number are a mistake of the directory. */
export const peopleByNumber = Prisma.sql`(
  select distinct on (uid_number) uid_number as number, uid, name from people
  where uid_number is not null order by uid_number, gone_at desc nulls first, id
)`;
