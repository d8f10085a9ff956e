import { beforeEach, describe, expect, test } from "vitest";
import { setClock } from "@/lib/platform/clock";
import { db } from "@/lib/platform/db";
import { sweepSignInTraces } from "./jobs";
import { checkPassword, hashPassword } from "./passwords";

const password = "a long enough password";

beforeEach(async () => {
  await db().signInFailure.deleteMany();
  await db().person.deleteMany();
  await db().person.create({
    data: {
      uid: "ab12",
      name: "A B",
      password: { create: { hash: await hashPassword(password) } },
    },
  });
});

async function fail(times: number, uid: string, address: string): Promise<string[]> {
  const outcomes: string[] = [];
  for (let attempt = 0; attempt < times; attempt += 1) {
    outcomes.push((await checkPassword(uid, "wrong", address)).outcome);
  }
  return outcomes;
}

describe("signing in by password", () => {
  test("the right password signs in, a wrong one and an unknown account do not", async () => {
    expect((await checkPassword("ab12", password, "192.0.2.1")).outcome).toBe("ok");
    expect((await checkPassword("ab12", "wrong", "192.0.2.1")).outcome).toBe("wrong");
    expect((await checkPassword("nobody", password, "192.0.2.1")).outcome).toBe("wrong");
  });

  test("a disabled person cannot sign in", async () => {
    await db().person.updateMany({ data: { disabledAt: new Date() } });
    expect((await checkPassword("ab12", password, "192.0.2.1")).outcome).toBe("wrong");
  });

  test("the sixth attempt within a minute is refused, also with the right password", async () => {
    await fail(5, "ab12", "192.0.2.1");
    expect((await checkPassword("ab12", password, "192.0.2.1")).outcome).toBe("throttled");
  });

  test("a stranger elsewhere does not lock the person out", async () => {
    await fail(6, "ab12", "198.51.100.7");
    expect((await checkPassword("ab12", password, "192.0.2.1")).outcome).toBe("ok");
  });

  test("after a minute attempts count again", async () => {
    const start = new Date("2026-03-01T12:00:00Z");
    setClock(start);
    await fail(5, "ab12", "192.0.2.1");
    setClock(new Date(start.getTime() + 61_000));
    expect((await checkPassword("ab12", password, "192.0.2.1")).outcome).toBe("ok");
  });

  test("one address cannot try many accounts", async () => {
    for (let account = 0; account < 30; account += 1) {
      await db().signInFailure.create({
        data: { account: `guess${account}`, address: "192.0.2.9", at: new Date() },
      });
    }
    expect((await checkPassword("ab12", password, "192.0.2.9")).outcome).toBe("throttled");
  });

  test("old failures are swept", async () => {
    const old = new Date(Date.now() - 2 * 3_600_000);
    await db().signInFailure.create({ data: { account: "x", address: "y", at: old } });
    await sweepSignInTraces();
    expect(await db().signInFailure.count()).toBe(0);
  });

  test("the stored hash is argon2id", async () => {
    const stored = await db().passwordCredential.findFirstOrThrow();
    expect(stored.hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });
});
