import "server-only";
import { Prisma, recordset } from "@/lib/platform/db";
import { env } from "@/lib/platform/env";

/** Meta keys that name a user and a group, as the collectors in the field write them. */
const USER_KEYS = ["user_id", "user"];
const GROUP_KEYS = ["group_id", "group"];

/** Characters of a name that count: longer ones would not fit an index. */
const MAX_NAME_LENGTH = 600;

/** Meta keys by which `/metrics` counts records. */
function nameKeys(): { kind: "site" | "group" | "user"; keys: readonly string[] }[] {
  return [
    { kind: "site", keys: env().HEADROOM_ACCOUNTING_SITE_KEYS },
    { kind: "group", keys: GROUP_KEYS },
    { kind: "user", keys: USER_KEYS },
  ];
}

/** The keys as text: counts that were made by other keys are of no use. */
export function nameKeysText(): string {
  return JSON.stringify(nameKeys());
}

/**
 * Counts of records as `/metrics` shows them: kind, value, count. `rows` has meta (jsonb) and
 * `sign`, which is -1 for a record that went. A record counts once for each value, whichever of the
 * keys has it. PERF: equal lists of values are counted first; only what differs is taken apart.
 */
export function countNames(rows: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    select kind, value, sum(records)::bigint as count from (
      select 'total' as kind, '' as value, sum(sign) as records from (${rows}) r
      union all
      select k.kind, left(v.value, ${MAX_NAME_LENGTH}::int), lists.records
      from ${recordset(nameKeys(), { kind: "text", keys: "text[]" })} k
      cross join lateral (
        select array(
          select r.meta -> key from unnest(k.keys) as key where r.meta ? key
        ) as lists, sum(r.sign) as records
        from (${rows}) r group by 1
      ) lists
      cross join lateral (
        select distinct value from unnest(lists.lists) as list, jsonb_array_elements_text(list)
          as value
      ) v
    ) c
    group by kind, value having sum(records) <> 0`;
}
