import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { db } from "@/lib/platform/db";
import { resetEnv } from "@/lib/platform/env";
import { startLdapServer } from "@/lib/platform/testing/ldap-server";
import { checkPassword, hashPassword } from "./passwords";

const base = "ou=people,dc=example,dc=org";
const address = "192.0.2.1";
let server: Awaited<ReturnType<typeof startLdapServer>>;

const entry = (uid: string) => ({ rdn: `uid=${uid}`, attributes: { uid, cn: uid } });

beforeAll(async () => {
  server = await startLdapServer({
    bases: { [base]: [entry("ab12"), entry("local"), entry("ghost"), entry("gone")] },
    passwords: {
      "": "",
      [`uid=ab12,${base}`]: "of the directory",
      [`uid=local,${base}`]: "of the directory",
      [`uid=ghost,${base}`]: "of the directory",
      [`uid=gone,${base}`]: "of the directory",
    },
  });
  process.env.HEADROOM_AUTH_LDAP = "true";
  process.env.HEADROOM_LDAP_URL = server.url;
  process.env.HEADROOM_LDAP_PEOPLE_BASE = base;
  process.env.HEADROOM_LDAP_TIMEOUT_SECONDS = "2";
  resetEnv();
});

afterAll(() => server.stop());

beforeEach(async () => {
  await db().signInFailure.deleteMany();
  await db().person.deleteMany();
  const password = { create: { hash: await hashPassword("of this site") } };
  await db().person.create({ data: { uid: "ab12", name: "A B" } });
  await db().person.create({ data: { uid: "absent", name: "No entry" } });
  await db().person.create({ data: { uid: "local", name: "L", password } });
  await db().person.create({ data: { uid: "gone", name: "G", disabledAt: new Date() } });
});

const outcome = async (uid: string, password: string) =>
  (await checkPassword(uid, password, address)).outcome;

describe("signing in by the directory server", () => {
  test("takes its password, and no other", async () => {
    const { id } = await db().person.findUniqueOrThrow({ where: { uid: "ab12" } });
    expect(await checkPassword("ab12", "of the directory", address)).toEqual({
      outcome: "ok",
      personId: id,
    });
    expect(await outcome("ab12", "wrong")).toBe("wrong");
    expect(await outcome("ab12", "")).toBe("wrong");
  });

  test("needs a person whom the site knows, and an entry", async () => {
    expect(await outcome("ghost", "of the directory")).toBe("wrong");
    expect(await outcome("absent", "of the directory")).toBe("wrong");
    expect(await outcome("gone", "of the directory")).toBe("wrong");
  });

  test("an account with a password here keeps it", async () => {
    expect(await outcome("local", "of this site")).toBe("ok");
    expect(await outcome("local", "of the directory")).toBe("wrong");
  });

  test("a name cannot reach into the search", async () => {
    for (const uid of ["*", "a*", "ab12)(uid=*", "ab12\\", "uid=ab12", ""]) {
      expect(await outcome(uid, "of the directory")).toBe("wrong");
    }
  });

  test("failures are counted as for any password", async () => {
    for (let attempt = 0; attempt < 5; attempt += 1) await outcome("ab12", "wrong");
    expect(await outcome("ab12", "of the directory")).toBe("throttled");
  });

  test("a server that does not answer is no wrong password", async () => {
    process.env.HEADROOM_LDAP_URL = "ldap://127.0.0.1:9";
    resetEnv();
    await expect(outcome("ab12", "of the directory")).rejects.toMatchObject({
      code: "unavailable",
    });
    expect(await db().signInFailure.count()).toBe(0);
    expect(await outcome("local", "of this site")).toBe("ok");
    process.env.HEADROOM_LDAP_URL = server.url;
    resetEnv();
  });
});
