import "server-only";
import { db } from "@/lib/platform/db";
import { env } from "@/lib/platform/env";
import { grantsOf, type Role, roles, type Viewer } from "./model";

/**
 * The person with roles, permissions and groups as the database has them now; null for an unknown
 * or disabled one, and for a session begun before the person's sessions were ended.
 */
export async function loadViewer(
  where: { id: number } | { uid: string },
  sessionStartedAt?: Date,
): Promise<Viewer | null> {
  const person = await db().person.findUnique({
    where,
    include: {
      roles: { select: { role: true } },
      leads: { select: { name: true }, where: { goneAt: null }, orderBy: { name: "asc" } },
    },
  });
  if (!person || person.disabledAt) return null;
  const revokedAt = person.sessionsRevokedAt;
  if (sessionStartedAt && revokedAt && sessionStartedAt < revokedAt) return null;
  const held = person.roles
    .map(({ role }) => role)
    .filter((role): role is Role => (roles as readonly string[]).includes(role));
  return {
    kind: "person",
    id: person.id,
    uid: person.uid,
    cci: person.cci,
    name: person.name,
    givenName: person.givenName,
    roles: held,
    grants: grantsOf(held, env().HEADROOM_ANALYSTS_DECIDE),
    groups: person.leads.map(({ name }) => name),
  };
}
