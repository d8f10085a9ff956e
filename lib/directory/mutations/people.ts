import "server-only";
import { z } from "zod";
import { now } from "@/lib/platform/clock";
import { ask, type Tx } from "@/lib/platform/db";
import type { DirectoryPerson } from "../schema";

export interface Changes {
  created: number;
  updated: number;
  gone: number;
}

/**
 * Brings the people of a load into the table: set-based, three statements whatever the size. A
 * field that is left out keeps what is stored.
 */
export async function storePeople(
  tx: Tx,
  people: readonly DirectoryPerson[],
  named: readonly string[],
): Promise<Changes> {
  const rows = JSON.stringify(people);
  await releaseIdentifiers(tx, rows);
  const updated = await tx.$executeRaw`
    update people p
    set uid_number = n.uid_number, cci = n.cci, name = n.name, given_name = n.given_name,
        surname = n.surname, email = n.email, language = n.language, gone_at = null,
        version = p.version + 1
    from (
      select s.id,
        case when r ? 'uidNumber' then (r->>'uidNumber')::bigint else s.uid_number end uid_number,
        case when r ? 'cci' then r->>'cci' else s.cci end cci,
        coalesce(r->>'name', s.name) as name,
        case when r ? 'givenName' then r->>'givenName' else s.given_name end given_name,
        case when r ? 'surname' then r->>'surname' else s.surname end surname,
        case when r ? 'email' then r->>'email' else s.email end email,
        case when r ? 'language' then r->>'language' else s.language end as language
      from jsonb_array_elements(${rows}::jsonb) r
      join people s on s.uid = r->>'uid'
    ) n
    where p.id = n.id and (
      p.gone_at is not null
      or (p.uid_number, p.cci, p.name, p.given_name, p.surname, p.email, p.language)
        is distinct from
        (n.uid_number, n.cci, n.name, n.given_name, n.surname, n.email, n.language))`;
  const created = await tx.$executeRaw`
    insert into people
      (uid, uid_number, cci, name, given_name, surname, email, language, created_at)
    select r->>'uid', (r->>'uidNumber')::bigint, r->>'cci', coalesce(r->>'name', r->>'uid'),
      r->>'givenName', r->>'surname', r->>'email', r->>'language', ${now()}
    from jsonb_array_elements(${rows}::jsonb) r
    where not exists (select 1 from people s where s.uid = r->>'uid')`;
  return { created, updated, gone: await markGone(tx, named) };
}

/** The load says whose identifier it is: anybody else who holds it loses it first. */
async function releaseIdentifiers(tx: Tx, rows: string): Promise<void> {
  await tx.$executeRaw`
    update people p set cci = null, version = p.version + 1
    from jsonb_array_elements(${rows}::jsonb) r
    where p.cci = r->>'cci' and p.uid <> r->>'uid'`;
}

function markGone(tx: Tx, named: readonly string[]): Promise<number> {
  return tx.$executeRaw`
    update people p set gone_at = ${now()}, version = p.version + 1
    where p.gone_at is null
      and not exists (select 1 from unnest(${named}::text[]) n(uid) where n.uid = p.uid)
      and not exists (select 1 from person_roles r where r.person_id = p.id)
      and not exists (select 1 from password_credentials c where c.person_id = p.id)`;
}

/** Those of `uids` that there is a row for. */
export async function findKnownUids(tx: Tx, uids: readonly string[]): Promise<Set<string>> {
  const rows = await ask(z.object({ uid: z.string() }), tx)`
    select p.uid from people p
    where p.uid in (select n.uid from unnest(${uids}::text[]) n(uid))`;
  return new Set(rows.map((row) => row.uid));
}
