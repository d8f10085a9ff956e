import "server-only";
import { type Actor, isStaff } from "@/lib/auth/model";
import { db, type Prisma } from "@/lib/platform/db";

export interface PersonCard {
  id: number;
  uid: string;
  name: string;
  email: string | null;
  language: string | null;
  isGone: boolean;
}

export interface GroupCard {
  id: number;
  name: string;
  /** Decimal digits: a Unix number may need 64 bits. */
  gid: string | null;
  pi: PersonCard | null;
  memberCount: number;
  isGone: boolean;
}

const personFields = {
  id: true,
  uid: true,
  name: true,
  email: true,
  language: true,
  goneAt: true,
} satisfies Prisma.PersonSelect;

const groupFields = {
  id: true,
  name: true,
  gid: true,
  goneAt: true,
  pi: { select: personFields },
  _count: { select: { members: true } },
} satisfies Prisma.GroupSelect;

function toPersonCard(
  stored: Prisma.PersonGetPayload<{ select: typeof personFields }>,
): PersonCard {
  const { goneAt, ...person } = stored;
  return { ...person, isGone: goneAt !== null };
}

function toGroupCard(stored: Prisma.GroupGetPayload<{ select: typeof groupFields }>): GroupCard {
  const { id, name, gid, goneAt, pi, _count } = stored;
  return {
    id,
    name,
    gid: gid === null ? null : String(gid),
    pi: pi && toPersonCard(pi),
    memberCount: _count.members,
    isGone: goneAt !== null,
  };
}

/** Staff and machines reach every group, everybody else those they lead. */
function scopeOf(actor: Actor): Prisma.GroupWhereInput {
  return actor.kind !== "person" || isStaff(actor) ? {} : { name: { in: actor.groups } };
}

/** The group of this name within the actor's scope, gone ones too, or null. */
export async function findGroup(actor: Actor, name: string): Promise<GroupCard | null> {
  const stored = await db().group.findFirst({
    where: { AND: [scopeOf(actor), { name }] },
    select: groupFields,
  });
  return stored && toGroupCard(stored);
}

/**
 * Groups that a person leads or belongs to, by name, at most 500; within the actor's scope, so a
 * group that neither leads stays out of sight.
 */
export async function listGroupsOf(actor: Actor, personId: number): Promise<GroupCard[]> {
  const stored = await db().group.findMany({
    where: {
      AND: [
        scopeOf(actor),
        { OR: [{ piId: personId }, { members: { some: { personId } } }] },
        { goneAt: null },
      ],
    },
    select: groupFields,
    orderBy: { name: "asc" },
    take: 500,
  });
  return stored.map(toGroupCard);
}

/**
 * People whom a case can be assigned to: enabled analysts and admins, by name, at most 500. Only
 * staff see staff; for anybody else the list is empty.
 */
export async function listAssignablePeople(actor: Actor): Promise<PersonCard[]> {
  if (actor.kind === "component" || (actor.kind === "person" && !isStaff(actor))) return [];
  const stored = await db().person.findMany({
    where: { disabledAt: null, roles: { some: { role: { in: ["analyst", "admin"] } } } },
    select: personFields,
    orderBy: [{ name: "asc" }, { id: "asc" }],
    take: 500,
  });
  return stored.map(toPersonCard);
}
