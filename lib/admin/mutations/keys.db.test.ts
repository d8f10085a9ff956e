import { describe, expect, test } from "vitest";
import { systemActor } from "@/lib/auth/model";
import { listSubjectEvents } from "@/lib/history/queries";
import { setClock } from "@/lib/platform/clock";
import { db, pool } from "@/lib/platform/db";
import { unseal } from "@/lib/platform/secrets";
import { makeComponent, makeKey } from "../factory";
import { keyStateAt } from "../model";
import { createKey, revokeKey, rotateKey } from "./keys";

const noWishes = { expiresAt: null, access: null, secret: null };

/** Everything the database holds, as text. */
async function wholeDatabase(): Promise<string> {
  const { rows } = await pool().query<{ content: string }>(
    `select query_to_xml('select * from api_keys', false, false, '')::text ||
            query_to_xml('select * from history_events', false, false, '')::text as content`,
  );
  return rows[0]?.content ?? "";
}

describe("creating a key", () => {
  test("the secret of each kind is nowhere in the database", async () => {
    const component = await makeComponent();
    for (const kind of ["bearer", "hmac", "basic"] as const) {
      const key = await makeKey(component, { kind });
      const stored = await wholeDatabase();
      expect(stored).toContain(key.access);
      for (const [name, value] of Object.entries(key.secrets)) {
        if (name !== "access" && name !== "user") expect(stored).not.toContain(value);
      }
    }
  });

  test("an hmac secret can be unsealed for its own name only", async () => {
    const secret = "A".repeat(32) + "b".repeat(32);
    const key = await makeKey(await makeComponent(), { kind: "hmac", access: "det_1", secret });
    expect(key.secrets).toEqual({ access: "det_1", secret });
    const { secretCipher } = await db().apiKey.findUniqueOrThrow({ where: { access: "det_1" } });
    expect(unseal(secretCipher ?? "", "det_1")).toBe(secret);
    expect(() => unseal(secretCipher ?? "", "det_2")).toThrow();
  });

  test("the names of the secret are those of the kind's clients", async () => {
    const component = await makeComponent();
    const bearer = await makeKey(component, { kind: "bearer" });
    const basic = await makeKey(component, { kind: "basic" });
    expect(Object.keys(bearer.secrets)).toEqual(["token"]);
    expect(Object.keys(basic.secrets)).toEqual(["user", "password"]);
  });

  test("the history names the public part and no secret", async () => {
    const component = await makeComponent();
    const { access } = await makeKey(component, { kind: "hmac" });
    expect(await listSubjectEvents("key", access)).toMatchObject([
      {
        verb: "create",
        change: { was: null, now: { kind: "hmac", componentId: component.id, expiresAt: null } },
      },
    ]);
  });

  test("a taken name is a conflict, also for two at once", async () => {
    const component = await makeComponent();
    const results = await Promise.allSettled(
      [1, 2, 3].map(() => makeKey(component, { kind: "hmac", access: "same" })),
    );
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const result of results) {
      if (result.status === "rejected") expect(result.reason).toMatchObject({ code: "conflict" });
    }
  });

  test("what the component cannot use is refused", async () => {
    const monitor = await makeComponent({ service: "monitor" });
    await expect(makeKey(monitor, { kind: "hmac" })).rejects.toMatchObject({
      code: "invalid_input",
      fields: { kind: [expect.anything()] },
    });
    await expect(makeKey(monitor, { kind: "bearer", access: "mine" })).rejects.toMatchObject({
      fields: { access: [expect.anything()] },
    });
    await expect(
      makeKey(monitor, { kind: "bearer", expiresAt: new Date(0) }),
    ).rejects.toMatchObject({ fields: { expiresAt: [expect.anything()] } });
    const unknown = { componentId: "nosuch", kind: "bearer" as const, ...noWishes };
    await expect(createKey(systemActor, unknown)).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("rotating a key", () => {
  const start = new Date("2026-11-21T12:00:00Z");
  const later = (hours: number) => new Date(start.getTime() + hours * 3_600_000);
  const stateOf = async (id: number, at: Date) =>
    keyStateAt(await db().apiKey.findUniqueOrThrow({ where: { id } }), at);

  test("the old key works through the overlap and ends with it", async () => {
    setClock(start);
    const old = await makeKey(await makeComponent(), { kind: "bearer" });
    const fresh = await rotateKey(systemActor, { id: old.id, overlapHours: 24, expiresAt: null });
    expect(fresh.access).not.toBe(old.access);
    expect(fresh.kind).toBe("bearer");
    expect(await stateOf(old.id, later(23.9))).toBe("active");
    expect(await stateOf(old.id, later(24))).toBe("expired");
    expect(await stateOf(fresh.id, later(9_000))).toBe("active");
    expect((await listSubjectEvents("key", old.access)).at(-1)).toMatchObject({
      verb: "rotate",
      change: { datum: "expiresAt", was: null, now: later(24).toISOString() },
    });
    expect(await listSubjectEvents("key", fresh.access)).toMatchObject([
      { verb: "create", note: `follows ${old.access}` },
    ]);
  });

  test("without an overlap it ends now, until revoked it stays as it was", async () => {
    const component = await makeComponent();
    const [first, second] = [await makeKey(component), await makeKey(component)];
    await rotateKey(systemActor, { id: first.id, overlapHours: 0, expiresAt: null });
    expect(await stateOf(first.id, new Date())).toBe("revoked");
    await rotateKey(systemActor, { id: second.id, overlapHours: null, expiresAt: null });
    expect(await stateOf(second.id, later(9_000))).toBe("active");
  });

  test("a key has one successor, and an ended key none", async () => {
    const component = await makeComponent();
    const key = await makeKey(component);
    const rotate = () => rotateKey(systemActor, { id: key.id, overlapHours: 1, expiresAt: null });
    const results = await Promise.allSettled([rotate(), rotate(), rotate()]);
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await db().apiKey.count({ where: { rotatedFrom: key.id } })).toBe(1);
    await revokeKey(systemActor, { id: key.id });
    await expect(rotate()).rejects.toMatchObject({ code: "invalid_state" });
  });
});

describe("revoking a key", () => {
  test("ends it at once, keeps the row and writes history", async () => {
    const key = await makeKey(await makeComponent());
    await revokeKey(systemActor, { id: key.id });
    const stored = await db().apiKey.findUniqueOrThrow({ where: { id: key.id } });
    expect(stored).toMatchObject({ state: "revoked", revokedAt: expect.any(Date) });
    expect((await listSubjectEvents("key", key.access)).at(-1)).toMatchObject({
      verb: "revoke",
      change: { datum: "state", was: "active", now: "revoked" },
    });
    await expect(revokeKey(systemActor, { id: key.id })).rejects.toMatchObject({
      code: "invalid_state",
    });
    await expect(revokeKey(systemActor, { id: 999_999 })).rejects.toMatchObject({
      code: "not_found",
    });
  });
});
