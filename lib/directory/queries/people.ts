import "server-only";
import { z } from "zod";
import { ask, db, Prisma } from "@/lib/platform/db";

/** Most people that a choice offers. */
const MAX_CHOICES = 200;

/** Enabled analysts and admins: whom work can be given to; alias `p`. */
const isAssignable = Prisma.sql`
  p.disabled_at is null and exists (
    select from person_roles r where r.person_id = p.id and r.role in ('analyst', 'admin'))`;

const named = z.object({ uid: z.string(), name: z.string() });

/** Who can be given work here, by name, at most 200. For readers who see names of staff. */
export function listAssignable(): Promise<z.infer<typeof named>[]> {
  return ask(named)`
    select p.uid, p.name from people p where ${isAssignable}
    order by p.name, p.uid limit ${MAX_CHOICES}`;
}

/** Somebody who can be given work, or null. */
export function findAssignable(uid: string) {
  return db().person.findFirst({
    where: { uid, disabledAt: null, roles: { some: { role: { in: ["analyst", "admin"] } } } },
    select: { id: true, uid: true, cci: true, name: true },
  });
}

const contact = z.object({
  uid: z.string(),
  /** Null where the directory knows none. */
  name: z.string().nullable(),
  email: z.string().nullable(),
});

/** Somebody one may write to. */
export type Contact = z.infer<typeof contact>;

/** Whom to write to about a group: its PI, and these people in their order. One statement. */
export async function listContacts(
  group: string,
  uids: readonly string[],
): Promise<{ pi: Contact | null; people: Contact[] }> {
  const rows = await ask(contact.extend({ isPi: z.boolean() }))`
    select p.uid, p.name, p.email, false as "isPi" from people p where p.uid = any(${[...uids]})
    union all
    select p.uid, p.name, p.email, true from groups g join people p on p.id = g.pi_id
    where g.name = ${group}`;
  const toContact = ({ uid, name, email }: Contact): Contact => ({ uid, name, email });
  const known = new Map(rows.filter(({ isPi }) => !isPi).map((one) => [one.uid, toContact(one)]));
  const pi = rows.find(({ isPi }) => isPi);
  return {
    pi: pi ? toContact(pi) : null,
    people: uids.map((uid) => known.get(uid) ?? { uid, name: null, email: null }),
  };
}
