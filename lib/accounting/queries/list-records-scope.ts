import "server-only";
import { z } from "zod";
import { reachOf, type Viewer } from "@/lib/auth/model";
import { ask, Prisma } from "@/lib/platform/db";
import { withinSites } from "./record-sql";
import { usageWithin } from "./usage-sql";

/** Up to so many records a PI's are looked up one by one; more are met soon on any way. */
const MAX_LISTED = 50_000;

/**
 * The records of `accounting_records` that somebody may see: all, or those that count for a group
 * which the person leads; a key's are those of its sites. Whose a record is only its mapping says, so a PI sees it from the first
 * roll-up after it came. Throws `forbidden`.
 */
export async function recordsWithin(viewer: Viewer): Promise<Prisma.Sql> {
  const within = usageWithin(viewer);
  if (reachOf(viewer, "accounting:read") === "all") {
    return withinSites(viewer.within?.sites ?? null);
  }
  const [row] = await ask(z.object({ count: z.int() }))`
    select count(*)::int as count from (
      select from accounting_usages u where ${within} limit ${MAX_LISTED + 1}::int
    ) own`;
  // PERF: few among millions would be searched for along the index of the order, to its end.
  return (row?.count ?? 0) > MAX_LISTED
    ? Prisma.sql`exists (
        select from accounting_usages u where u.id = accounting_records.id and ${within})`
    : Prisma.sql`accounting_records.id = any(array(
        select u.id from accounting_usages u where ${within}))`;
}
