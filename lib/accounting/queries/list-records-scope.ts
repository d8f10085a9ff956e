import "server-only";
import { reachOf, type Viewer } from "@/lib/auth/model";
import { Prisma } from "@/lib/platform/db";
import { usageWithin } from "./usage-sql";

/**
 * The records of `accounting_records` that somebody may see: all, or those that count for a group
 * which the person leads. Whose a record is only its mapping says, so a PI sees it from the first
 * roll-up after it came. Throws `forbidden`.
 */
export function recordsWithin(viewer: Viewer): Prisma.Sql {
  const within = usageWithin(viewer);
  if (reachOf(viewer, "accounting:read") === "all") return Prisma.sql`true`;
  return Prisma.sql`exists (
    select from accounting_usages u where u.id = accounting_records.id and ${within})`;
}

/** Joins what the records `r` count as: `site`, `group` and `user` of `ownerColumns`. */
export const ownerTables = Prisma.sql`
  left join accounting_usages u on u.id = r.id
  left join accounting_names s on s.id = u.site_id
  left join accounting_names g on g.id = u.group_id
  left join accounting_names p on p.id = u.user_id`;

/** Null: not counted yet; empty: none. */
export const ownerColumns = Prisma.sql`s.name as site, g.name as "group", p.name as "user"`;
