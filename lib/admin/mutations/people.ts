import "server-only";
import type { Actor, Role } from "@/lib/auth/model";
import { hashPassword } from "@/lib/auth/passwords";
import type { NewEvent } from "@/lib/history/model";
import { record } from "@/lib/history/mutations";
import { now } from "@/lib/platform/clock";
import { lockFor, type Tx, transaction } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { announce } from "@/lib/platform/events";
import type { CreatePersonInput, EditPersonInput, SetPasswordInput } from "../schema";
import { changedMeanwhile, onDuplicate } from "./unique";

export interface PersonDto {
  id: number;
  uid: string;
  name: string;
  email: string | null;
  roles: Role[];
}

function event(uid: string, verb: string, change?: NewEvent["change"]): NewEvent {
  const subject = { room: "admin", subjectType: "person", subjectId: uid, verb } as const;
  return change ? { ...subject, change } : subject;
}

async function load(tx: Tx, id: number) {
  const person = await tx.person.findUnique({
    where: { id },
    include: { roles: { orderBy: { role: "asc" } }, password: { select: { personId: true } } },
  });
  if (!person) throw new AppError("not_found", "There is no such person.");
  return person;
}

const heldBy = (person: Awaited<ReturnType<typeof load>>) =>
  person.roles.map(({ role }) => role as Role);

/**
 * Makes an account, or makes one of a person whom so far only the directory knows. Throws
 * `conflict` for an account that has a role or a password already.
 */
export async function createPerson(actor: Actor, input: CreatePersonInput): Promise<PersonDto> {
  const { uid, name, email, roles } = input;
  const hash = input.password === null ? null : await hashPassword(input.password);
  const message = `Person ${uid} exists already.`;
  const create = () =>
    transaction(async (tx) => {
      const known = await tx.person.findUnique({
        where: { uid },
        include: { roles: true, password: { select: { personId: true } } },
      });
      if (known && (known.roles.length > 0 || known.password)) {
        throw new AppError("conflict", message, { fields: { uid: [message] } });
      }
      const data = { name, email: email ?? known?.email ?? null, goneAt: null };
      const { id } = known
        ? await tx.person.update({
            where: { id: known.id },
            data: { ...data, version: { increment: 1 } },
          })
        : await tx.person.create({ data: { uid, ...data, createdAt: now() } });
      await tx.personRole.createMany({
        data: roles.map((role) => ({ personId: id, role, grantedAt: now() })),
      });
      if (hash)
        await tx.passwordCredential.create({ data: { personId: id, hash, changedAt: now() } });
      const facts = { name, email: data.email, roles, hasPassword: hash !== null };
      await record(tx, actor, [event(uid, "create", { datum: "person", was: null, now: facts })]);
      await announce(tx, { room: "admin", kind: "change", ids: [id] });
      return { id, uid, name, email: data.email, roles };
    });
  return onDuplicate(create, async () => ({ message, field: "uid" }));
}

/** ORDER: taken before the count, so that two admins cannot remove each other at once. */
const lockAdmins = (tx: Tx) => lockFor(tx, "admins");

async function requireAnotherAdmin(tx: Tx, exceptId: number, what: string): Promise<void> {
  const others = await tx.personRole.count({
    where: { role: "admin", personId: { not: exceptId }, person: { disabledAt: null } },
  });
  if (others > 0) return;
  const message = `${what}: nobody could manage Headroom any more. Make somebody else admin first.`;
  throw new AppError("conflict", message, { fields: { roles: [message] } });
}

function requireConfirmed(actor: Actor, personId: number, isConfirmed: boolean): void {
  if (isConfirmed || actor.kind !== "person" || actor.id !== personId) return;
  const message = "This takes away your own admin role. Confirm that you mean it.";
  throw new AppError("conflict", message, { fields: { isConfirmed: [message] } });
}

/**
 * Changes name, address and roles. Throws `not_found`, and `conflict` for an old version, for the
 * last enabled admin losing the role, and for the own admin role without `isConfirmed`.
 */
export function editPerson(actor: Actor, input: EditPersonInput): Promise<void> {
  const { id, version, name, email, roles } = input;
  return transaction(async (tx) => {
    await lockAdmins(tx);
    const before = await load(tx, id);
    if (before.version !== version) throw changedMeanwhile(before.name);
    const held = heldBy(before);
    if (held.includes("admin") && !roles.includes("admin") && !before.disabledAt) {
      await requireAnotherAdmin(tx, id, `${before.name} is the last enabled admin`);
      requireConfirmed(actor, id, input.isConfirmed);
    }
    const changes = [
      { datum: "name", was: before.name, now: name },
      { datum: "email", was: before.email, now: email },
      { datum: "roles", was: [...held].sort(), now: [...roles].sort() },
    ].filter((change) => JSON.stringify(change.was) !== JSON.stringify(change.now));
    if (changes.length === 0) return;
    const { count } = await tx.person.updateMany({
      where: { id, version },
      data: { name, email, version: { increment: 1 } },
    });
    if (count === 0) throw changedMeanwhile(before.name);
    await tx.personRole.deleteMany({ where: { personId: id, role: { notIn: roles } } });
    await tx.personRole.createMany({
      data: roles.map((role) => ({ personId: id, role, grantedAt: now() })),
      skipDuplicates: true,
    });
    await record(
      tx,
      actor,
      changes.map((change) => event(before.uid, "edit", change)),
    );
    await announce(tx, { room: "admin", kind: "change", ids: [id] });
  });
}

/** Sets a password and ends the person's open sessions, which the old one may have begun. */
export async function setPassword(actor: Actor, input: SetPasswordInput): Promise<void> {
  const hash = await hashPassword(input.password);
  await transaction(async (tx) => {
    const person = await load(tx, input.id);
    const credential = { hash, changedAt: now() };
    await tx.passwordCredential.upsert({
      where: { personId: person.id },
      create: { personId: person.id, ...credential },
      update: credential,
    });
    await tx.person.update({ where: { id: person.id }, data: { sessionsRevokedAt: now() } });
    await record(tx, actor, [event(person.uid, "set-password")]);
    await announce(tx, { room: "admin", kind: "change", ids: [person.id] });
  });
}

/**
 * Bars a person from signing in; open sessions end with the next request. Throws `conflict` for the
 * last enabled admin, `invalid_state` for somebody who is disabled already.
 */
export function disablePerson(actor: Actor, input: { id: number }): Promise<void> {
  return transaction(async (tx) => {
    await lockAdmins(tx);
    const person = await load(tx, input.id);
    if (person.disabledAt) {
      throw new AppError("invalid_state", `${person.name} is disabled already.`);
    }
    if (heldBy(person).includes("admin")) {
      await requireAnotherAdmin(tx, person.id, `${person.name} is the last enabled admin`);
    }
    await tx.person.update({
      where: { id: person.id },
      data: { disabledAt: now(), sessionsRevokedAt: now(), version: { increment: 1 } },
    });
    const change = { datum: "state", was: "enabled", now: "disabled" };
    await record(tx, actor, [event(person.uid, "disable", change)]);
    await announce(tx, { room: "admin", kind: "change", ids: [person.id] });
  });
}

/** Lets a disabled person sign in again; throws `invalid_state` for anybody else. */
export function enablePerson(actor: Actor, input: { id: number }): Promise<void> {
  return transaction(async (tx) => {
    const person = await load(tx, input.id);
    if (!person.disabledAt) {
      throw new AppError("invalid_state", `${person.name} is not disabled.`);
    }
    await tx.person.update({
      where: { id: person.id },
      data: { disabledAt: null, version: { increment: 1 } },
    });
    const change = { datum: "state", was: "disabled", now: "enabled" };
    await record(tx, actor, [event(person.uid, "enable", change)]);
    await announce(tx, { room: "admin", kind: "change", ids: [person.id] });
  });
}

/** Ends every open session of a person; they may sign in again at once. */
export function endSessions(actor: Actor, input: { id: number }): Promise<void> {
  return transaction(async (tx) => {
    const person = await load(tx, input.id);
    await tx.person.update({ where: { id: person.id }, data: { sessionsRevokedAt: now() } });
    await record(tx, actor, [event(person.uid, "end-sessions")]);
    await announce(tx, { room: "admin", kind: "change", ids: [person.id] });
  });
}
