import { verify } from "@node-rs/argon2";
import { describe, expect, test } from "vitest";
import { grantsOf, systemActor, type Viewer } from "@/lib/auth/model";
import { listSubjectEvents } from "@/lib/history/queries";
import { db, pool } from "@/lib/platform/db";
import { makePerson } from "../factory";
import {
  createPerson,
  disablePerson,
  editPerson,
  enablePerson,
  endSessions,
  setPassword,
} from "./people";

const load = (id: number) =>
  db().person.findUniqueOrThrow({ where: { id }, include: { roles: true, password: true } });
const rolesOf = async (id: number) => (await load(id)).roles.map(({ role }) => role).sort();
const lastEvent = async (uid: string) => (await listSubjectEvents("person", uid)).at(-1);

const viewer = (id: number, uid: string): Viewer => ({
  kind: "person",
  id,
  uid,
  cci: null,
  name: uid,
  givenName: null,
  roles: ["admin"],
  grants: grantsOf(["admin"]),
  groups: [],
});

describe("creating a person", () => {
  test("stores roles and a hashed password; history has neither password nor hash", async () => {
    const password = "correct horse battery";
    const { id, uid } = await makePerson(["analyst", "pi"], { password });
    const stored = await load(id);
    expect(stored.roles).toHaveLength(2);
    expect(await verify(stored.password?.hash ?? "", password)).toBe(true);
    expect(await lastEvent(uid)).toMatchObject({
      verb: "create",
      change: { now: { roles: ["analyst", "pi"], hasPassword: true } },
    });
    const { rows } = await pool().query("select string_agg(h::text, '') t from history_events h");
    expect(rows[0].t).not.toContain(password);
    expect(rows[0].t).not.toContain("argon2");
  });

  test("an account exists once, also for two at once", async () => {
    const { uid } = await makePerson(["analyst"]);
    await expect(makePerson(["pi"], { uid })).rejects.toMatchObject({
      code: "conflict",
      message: `Person ${uid} exists already.`,
    });
    const results = await Promise.allSettled(
      [1, 2, 3].map(() => makePerson(["analyst"], { uid: "racer" })),
    );
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  test("somebody whom only the directory knows becomes an account", async () => {
    const known = await db().person.create({
      data: { uid: "pi77", name: "Old Name", email: "pi77@example.org", goneAt: new Date() },
    });
    const input = { uid: "pi77", name: "Pia I", email: null, roles: ["pi" as const] };
    const person = await createPerson(systemActor, { ...input, password: null });
    expect(person).toMatchObject({ id: known.id, email: "pi77@example.org" });
    expect(await load(known.id)).toMatchObject({ name: "Pia I", goneAt: null });
  });
});

describe("editing a person", () => {
  test("changes roles and facts, a history row for each", async () => {
    const { id, uid, name } = await makePerson(["analyst"]);
    const edit = { id, version: 1, name, email: "n@example.org", isConfirmed: false };
    await editPerson(systemActor, { ...edit, roles: ["pi", "admin"] });
    expect(await rolesOf(id)).toEqual(["admin", "pi"]);
    const events = await listSubjectEvents("person", uid);
    expect(events.slice(1).map(({ change }) => change)).toEqual([
      { datum: "email", was: null, now: "n@example.org" },
      { datum: "roles", was: ["analyst"], now: ["admin", "pi"] },
    ]);
  });

  test("an old version is a conflict and changes nothing", async () => {
    const { id, name, email } = await makePerson(["analyst"]);
    const edit = { id, version: 1, name, email, isConfirmed: false };
    await editPerson(systemActor, { ...edit, roles: [] });
    await expect(editPerson(systemActor, { ...edit, roles: ["admin"] })).rejects.toMatchObject({
      code: "conflict",
    });
    expect(await rolesOf(id)).toEqual([]);
  });

  test("an admin gives up the own role only on purpose", async () => {
    const { id, uid, name, email } = await makePerson(["admin"]);
    await makePerson(["admin"]);
    const edit = { id, version: 1, name, email, roles: [], isConfirmed: false };
    await expect(editPerson(viewer(id, uid), edit)).rejects.toMatchObject({
      code: "conflict",
      fields: { isConfirmed: [expect.anything()] },
    });
    await editPerson(viewer(id, uid), { ...edit, isConfirmed: true });
    expect(await rolesOf(id)).toEqual([]);
  });
});

describe("the last admin", () => {
  async function onlyAdmins(count: number) {
    await db().personRole.deleteMany({ where: { role: "admin" } });
    return Promise.all(Array.from({ length: count }, () => makePerson(["admin"])));
  }

  test("keeps the role and stays enabled", async () => {
    const [last] = await onlyAdmins(1);
    if (!last) throw new Error("no admin");
    const { id, name, email } = last;
    const edit = { id, version: 1, name, email, roles: [], isConfirmed: true };
    await expect(editPerson(systemActor, edit)).rejects.toMatchObject({
      code: "conflict",
      status: 409,
      message: expect.stringContaining("last enabled admin"),
    });
    await expect(disablePerson(systemActor, { id })).rejects.toMatchObject({ code: "conflict" });
    expect(await rolesOf(id)).toEqual(["admin"]);
    expect((await load(id)).disabledAt).toBeNull();
  });

  test("a disabled admin does not count", async () => {
    const [one, two] = await onlyAdmins(2);
    if (!one || !two) throw new Error("no admins");
    await disablePerson(systemActor, { id: one.id });
    await expect(disablePerson(systemActor, { id: two.id })).rejects.toMatchObject({
      code: "conflict",
    });
    await enablePerson(systemActor, { id: one.id });
    await disablePerson(systemActor, { id: two.id });
  });

  test("two admins cannot remove each other at once", async () => {
    const admins = await onlyAdmins(2);
    const results = await Promise.allSettled(
      admins.map(({ id }) => disablePerson(systemActor, { id })),
    );
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });
});

describe("sessions and passwords", () => {
  test("disabling ends sessions; twice is refused, and so is enabling twice", async () => {
    const { id, uid } = await makePerson(["analyst"]);
    await disablePerson(systemActor, { id });
    expect(await load(id)).toMatchObject({
      disabledAt: expect.any(Date),
      sessionsRevokedAt: expect.any(Date),
    });
    expect(await lastEvent(uid)).toMatchObject({ verb: "disable" });
    await expect(disablePerson(systemActor, { id })).rejects.toMatchObject({
      code: "invalid_state",
    });
    await enablePerson(systemActor, { id });
    await expect(enablePerson(systemActor, { id })).rejects.toMatchObject({
      code: "invalid_state",
    });
    expect(await lastEvent(uid)).toMatchObject({ verb: "enable" });
  });

  test("a new password replaces the old one and ends sessions", async () => {
    const { id, uid } = await makePerson(["analyst"], { password: "the first password" });
    await setPassword(systemActor, { id, password: "the second password" });
    const stored = await load(id);
    expect(await verify(stored.password?.hash ?? "", "the second password")).toBe(true);
    expect(stored.sessionsRevokedAt).toBeInstanceOf(Date);
    expect(await lastEvent(uid)).toMatchObject({ verb: "set-password", change: null });
  });

  test("sessions can be ended by themselves", async () => {
    const { id, uid } = await makePerson(["analyst"]);
    await endSessions(systemActor, { id });
    expect((await load(id)).sessionsRevokedAt).toBeInstanceOf(Date);
    expect(await lastEvent(uid)).toMatchObject({ verb: "end-sessions" });
    await expect(endSessions(systemActor, { id: 999_999 })).rejects.toMatchObject({
      code: "not_found",
    });
  });
});
