import "server-only";
import { Prisma } from "@/lib/platform/db";

/**
 * What a group and a person are called, for every statement that has only their Unix numbers. The
 * directory's name comes first, then the one that the site gave to a path, then the number itself.
 */

/** Names of a group: what to join, and what the joined tables say. */
export interface GroupNames {
  join: Prisma.Sql;
  /** Name, or `gid:<n>` where nobody knows one. */
  name: Prisma.Sql;
  /** Null where nobody knows one. */
  knownName: Prisma.Sql;
  pi: Prisma.Sql;
  /** As reports for people name a PI: by surname, where there is one. */
  piSurname: Prisma.Sql;
  isKnown: Prisma.Sql;
  /** Only groups of the directory: what people may lead. */
  isOneOf(names: readonly string[]): Prisma.Sql;
}

/**
 * Names of the group with this number; the joins are called `g` and `x`. `fallback` is a name from
 * elsewhere, such as the one a group had when it was scanned. PERF: outer joins on unique numbers,
 * since what a statement does not name of them is then not read at all.
 */
export function groupNames(number: Prisma.Sql, fallback?: Prisma.Sql): GroupNames {
  const known = fallback
    ? Prisma.sql`coalesce(g.name, x.name, ${fallback})`
    : Prisma.sql`coalesce(g.name, x.name)`;
  return {
    join: Prisma.sql`
      left join groups_by_number g on g.number = ${number}
      left join path_groups x on x.number = ${number}`,
    name: Prisma.sql`coalesce(${known}, 'gid:' || ${number})`,
    knownName: known,
    pi: Prisma.sql`coalesce(g.pi, x.pi)`,
    piSurname: Prisma.sql`coalesce(g.pi_surname, g.pi, x.pi)`,
    isKnown: Prisma.sql`(g.group_id is not null)`,
    isOneOf: (names) => Prisma.sql`g.name = any(${[...names]})`,
  };
}

/** Numbers of the groups of these names, `gid:<n>` and names of paths among them, as an array. */
export function groupNumbers(names: readonly string[]): Prisma.Sql {
  const list = [...names];
  return Prisma.sql`array(
    select number from groups_by_number where name = any(${list})
    union all
    select number from path_groups where name = any(${list})
    union all
    select substr(n, 5)::bigint from unnest(${list}::text[]) n where n ~ '^gid:-?[0-9]{1,18}$')`;
}

/** Names of the person with this number; the join is called `o`. */
export function personNames(number: Prisma.Sql) {
  return {
    join: Prisma.sql`left join people_by_number o on o.number = ${number}`,
    /** The uid, or `uid:<n>`. */
    uid: Prisma.sql`coalesce(o.uid, 'uid:' || ${number})`,
    /** Full name; null for somebody whom the directory does not know. */
    name: Prisma.sql`o.name`,
  };
}
