import "server-only";
import { z } from "zod";
import { now } from "@/lib/platform/clock";
import { ask, type Tx } from "@/lib/platform/db";
import type { DirectoryGroup } from "../schema";
import { type Changes, findKnownUids } from "./people";
import type { JudgedRows, Verdicts } from "./rows";

/**
 * Settles whom groups name: a PI whom nobody knows becomes a person that is called by the uid, and a
 * member whom nobody knows is left out, both with a warning: one stale account must not hold back a
 * whole group.
 */
export async function resolvePeople(
  tx: Tx,
  good: JudgedRows<DirectoryGroup>["good"],
  warnings: Verdicts,
): Promise<DirectoryGroup[]> {
  const uids = good.flatMap(({ row }) => [...(row.pi ? [row.pi] : []), ...(row.members ?? [])]);
  const known = await findKnownUids(tx, [...new Set(uids)]);
  const leaders = good.flatMap(({ row: { pi } }) => (pi && !known.has(pi) ? [pi] : []));
  await addLeaders(tx, leaders);
  for (const { line, row } of good) {
    if (row.pi && !known.has(row.pi)) {
      const reason = `pi: nobody is called ${row.pi}; the group is stored with this uid as its PI`;
      warnings.add({ list: "groups", line, reason });
    }
    const unknown = (row.members ?? []).filter((uid) => !known.has(uid));
    if (unknown.length > 0) {
      const names = unknown.slice(0, 10).join(", ") + (unknown.length > 10 ? ", …" : "");
      warnings.add({
        list: "groups",
        line,
        reason: `members: left out ${unknown.length} whom nobody knows: ${names}`,
      });
    }
  }
  return good.map(({ row }) => row);
}

async function addLeaders(tx: Tx, uids: readonly string[]): Promise<void> {
  if (uids.length === 0) return;
  await tx.$executeRaw`
    insert into people (uid, name, created_at)
    select distinct uid, uid, ${now()}::timestamptz from unnest(${[...uids]}::text[]) uid
    on conflict (uid) do nothing`;
}

const changedGroup = z.object({ id: z.int() });

/** Brings the groups of a load into the tables; set-based, as for people. */
export async function storeGroups(
  tx: Tx,
  groups: readonly DirectoryGroup[],
  named: readonly string[],
): Promise<Changes> {
  const rows = JSON.stringify(groups);
  await tx.$executeRaw`
    update groups g set gid = null
    from jsonb_array_elements(${rows}::jsonb) r
    where g.gid = (r->>'gid')::bigint and g.name <> r->>'name'`;
  const updated = await updateGroups(tx, rows);
  const created = await ask(changedGroup, tx)`
    insert into groups (name, gid, pi_id, created_at)
    select r->>'name', (r->>'gid')::bigint, p.id, ${now()}
    from jsonb_array_elements(${rows}::jsonb) r
    left join people p on p.uid = r->>'pi'
    where not exists (select 1 from groups s where s.name = r->>'name')
    returning id`;
  const changed = new Set([...updated, ...(await storeMembers(tx, rows))].map(({ id }) => id));
  for (const { id } of created) changed.delete(id);
  const gone = await tx.$executeRaw`
    update groups g set gone_at = ${now()}
    where g.gone_at is null
      and not exists (select 1 from unnest(${named}::text[]) n(name) where n.name = g.name)`;
  return { created: created.length, updated: changed.size, gone };
}

function updateGroups(tx: Tx, rows: string): Promise<{ id: number }[]> {
  return ask(changedGroup, tx)`
    update groups g set gid = n.gid, pi_id = n.pi_id, gone_at = null
    from (
      select s.id,
        case when r ? 'gid' then (r->>'gid')::bigint else s.gid end as gid,
        case when r ? 'pi' then p.id else s.pi_id end as pi_id
      from jsonb_array_elements(${rows}::jsonb) r
      join groups s on s.name = r->>'name'
      left join people p on p.uid = r->>'pi'
    ) n
    where g.id = n.id
      and (g.gone_at is not null or (g.gid, g.pi_id) is distinct from (n.gid, n.pi_id))
    returning g.id`;
}

/** Replaces the members of the groups that name them; returns the groups whose members changed. */
function storeMembers(tx: Tx, rows: string): Promise<{ id: number }[]> {
  return ask(changedGroup, tx)`
    with given as (
      select g.id, coalesce(nullif(r->'members', 'null'::jsonb), '[]'::jsonb) as uids
      from jsonb_array_elements(${rows}::jsonb) r
      join groups g on g.name = r->>'name'
      where r ? 'members'
    ), wanted as (
      select distinct given.id as group_id, p.id as person_id
      from given
      cross join lateral jsonb_array_elements_text(given.uids) m(uid)
      join people p on p.uid = m.uid
    ), removed as (
      delete from group_members s using given
      where s.group_id = given.id and not exists (
        select 1 from wanted w where w.group_id = s.group_id and w.person_id = s.person_id)
      returning s.group_id
    ), added as (
      insert into group_members (group_id, person_id)
      select group_id, person_id from wanted
      on conflict do nothing
      returning group_id
    )
    select group_id as id from removed union select group_id from added`;
}
