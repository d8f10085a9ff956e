import "server-only";
import type { Viewer } from "@/lib/auth/model";
import { db } from "@/lib/platform/db";
import type { UsageDimension } from "../model/usage";
import { usageWithin } from "./usage-sql";

/** Names that one filter offers. */
const MAX_CHOICES = 500;

/** Names of sites, groups and users that the roll-ups have, in order; the empty one left out. */
export type UsageChoices = Record<"sites" | "groups" | "users", string[]>;

/** What filters offer; at most 500 names each. Throws `forbidden`. */
export async function listChoices(viewer: Viewer): Promise<UsageChoices> {
  const rows = await db().$queryRaw<{ kind: UsageDimension; name: string }[]>`
    with seen as materialized (
      select distinct u.site_id, u.group_id, u.user_id from accounting_days u
      where u.ran_count > 0 and ${usageWithin(viewer)}
    )
    select kind, name from (
      select k.kind, n.name, row_number() over (partition by k.kind order by n.name collate "C")
        as place
      from (
        select 'site' as kind, site_id as id from seen
        union select 'group', group_id from seen union select 'user', user_id from seen
      ) k join accounting_names n on n.id = k.id
      where n.name <> ''
    ) named
    where place <= ${MAX_CHOICES}::int order by kind, place`;
  const of = (kind: UsageDimension) =>
    rows.filter((row) => row.kind === kind).map(({ name }) => name);
  return { sites: of("site"), groups: of("group"), users: of("user") };
}
