import "server-only";
import type { Viewer } from "@/lib/auth/model";
import { db, Prisma } from "@/lib/platform/db";
import type { UsageDimension } from "../model/usage";
import { dimensionColumns, usageWithin } from "./usage-sql";

/** Names that one filter offers. */
const MAX_CHOICES = 500;

/** Names of sites, groups and users that the roll-ups have, in order; the empty one left out. */
export type UsageChoices = Record<"sites" | "groups" | "users", string[]>;

/** What filters offer; at most 500 names each. Throws `forbidden`. */
export async function listChoices(viewer: Viewer): Promise<UsageChoices> {
  const [sites, groups, users] = await Promise.all([
    namesOf(viewer, "site"),
    namesOf(viewer, "group"),
    namesOf(viewer, "user"),
  ]);
  return { sites, groups, users };
}

async function namesOf(viewer: Viewer, dimension: UsageDimension): Promise<string[]> {
  const rows = await db().$queryRaw<{ name: string }[]>`
    select n.name from accounting_names n
    where n.name <> '' and n.id in (
      select ${dimensionColumns[dimension]} from accounting_days u
      where u.ran_count > 0 and ${usageWithin(viewer)}
    )
    order by n.name collate "C" limit ${Prisma.sql`${MAX_CHOICES}::int`}`;
  return rows.map(({ name }) => name);
}
