import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { makePerson } from "@/lib/admin/factory";
import { systemActor, viewerWithoutPerson } from "@/lib/auth/model";
import { db } from "@/lib/platform/db";
import { resetEnv } from "@/lib/platform/env";
import {
  type FixtureEntry,
  type LdapFixture,
  startLdapServer,
} from "@/lib/platform/testing/ldap-server";
import { syncDirectoryOnSchedule } from "../jobs";
import { findGroup } from "../queries/groups";
import { syncDirectory } from "./sync-ldap";

const people = "ou=people,dc=example,dc=org";
const groups = "ou=group,dc=example,dc=org";
const reader = "cn=reader,dc=example,dc=org";

const person = (uid: string, more: Record<string, string | string[]> = {}): FixtureEntry => ({
  rdn: `uid=${uid}`,
  attributes: { uid, cn: `Name of ${uid}`, objectClass: ["posixAccount"], ...more },
});

const group = (cn: string, more: Record<string, string | string[]> = {}): FixtureEntry => ({
  rdn: `cn=${cn}`,
  attributes: { cn, objectClass: ["posixGroup"], ...more },
});

function site(change: Partial<LdapFixture> = {}): LdapFixture {
  return {
    bases: {
      [people]: [
        person("pi1", { uidNumber: "21001", sn: "Ito", givenName: "Petra", mail: "p@example.org" }),
        person("u1", { uidNumber: "21002", mail: ["not an address"] }),
        person("u2", { cn: ["First Name", "Second Name"] }),
      ],
      [groups]: [
        group("hgi", {
          gidNumber: "3001",
          sangerProjectPI: `uid=pi1,${people}`,
          memberUid: ["pi1", "u1", "nobody"],
        }),
        group("casm", { gidNumber: "3002", sangerProjectPI: ["uid=left1,ou=x", "uid=pi1,ou=x"] }),
      ],
      [reader]: [],
    },
    passwords: { "": "", [reader]: "read me" },
    ...change,
  };
}

type Running = Awaited<ReturnType<typeof startLdapServer>>;
let server: Running | undefined;
const kept = { ...process.env };

async function start(fixture: LdapFixture, settings: Record<string, string> = {}) {
  server = await startLdapServer(fixture);
  Object.assign(process.env, {
    HEADROOM_LDAP_URL: server.url,
    HEADROOM_LDAP_GROUP_BASE: groups,
    HEADROOM_LDAP_PEOPLE_BASE: people,
    HEADROOM_LDAP_TIMEOUT_SECONDS: "2",
    ...settings,
  });
  resetEnv();
  return server;
}

beforeEach(async () => {
  await db().group.deleteMany();
  await db().person.deleteMany();
});

afterEach(async () => {
  await server?.stop();
  server = undefined;
  for (const name of Object.keys(process.env)) {
    if (!(name in kept)) delete process.env[name];
  }
  resetEnv();
});

const sync = (wish = {}) => syncDirectory(systemActor, wish);
const stored = (uid: string) => db().person.findUniqueOrThrow({ where: { uid } });

const everybody = viewerWithoutPerson("ana", "Ana", ["analyst"]);

describe("reading the directory server", () => {
  test("people, groups, leaders and members come as the server has them", async () => {
    const { url } = await start(site());
    const receipt = await sync();
    expect(receipt).toMatchObject({
      feed: "directory",
      generation: 1,
      people: { received: 4, created: 4, rejected: 0 },
      groups: { received: 2, created: 2, rejected: 0 },
    });
    expect(receipt.warnings).toMatchObject([{ list: "groups", line: 1 }]);
    expect(await stored("pi1")).toMatchObject({
      uidNumber: 21001n,
      name: "Name of pi1",
      surname: "Ito",
      givenName: "Petra",
      email: "p@example.org",
    });
    expect(await stored("u1")).toMatchObject({ uidNumber: 21002n, email: null });
    expect(await stored("u2")).toMatchObject({ name: "First Name" });
    expect(await findGroup(everybody, "hgi")).toMatchObject({
      gid: "3001",
      pi: { uid: "pi1" },
      memberCount: 2,
    });
    // A leader without an entry is shown by the uid; of several values the first counts.
    expect(await findGroup(everybody, "casm")).toMatchObject({
      pi: { uid: "left1", name: "left1" },
    });
    const generation = await db().generation.findFirstOrThrow({ orderBy: { id: "desc" } });
    expect(generation.summary).toContain(`of LDAP ${new URL(url).host}`);
  });

  test("a second reading changes nothing but tells that the source lives", async () => {
    await start(site());
    const first = await sync();
    const again = await sync();
    expect(again.generation).toBe(first.generation + 1);
    expect(again).toMatchObject({ stored: 0, unchanged: 6, people: { gone: 0 } });
  });

  test("thousands come page by page, also from a server that gives few at once", async () => {
    const crowd = Array.from({ length: 2_345 }, (_, at) => person(`u${at}`));
    const { pageCount } = await start(
      site({ bases: { ...site().bases, [people]: crowd }, sizeLimit: 500 }),
    );
    expect(await sync()).toMatchObject({ people: { received: 2_347, created: 2_347 } });
    expect(pageCount()).toBe(6);
  });

  test("attributes and filters are the site's own", async () => {
    const bases = {
      ...site().bases,
      [groups]: [
        group("a", { owner: `uid=u1,${people}`, uniqueMember: [`uid=u2,${people}`] }),
        group("b", { objectClass: ["something"] }),
      ],
    };
    await start(site({ bases }), {
      HEADROOM_LDAP_GROUP_FILTER: "(objectClass=posixGroup)",
      HEADROOM_LDAP_GROUP_ATTRIBUTES: "pi=owner,members=uniqueMember,gid=",
    });
    expect(await sync()).toMatchObject({ groups: { received: 1 } });
    expect(await findGroup(everybody, "a")).toMatchObject({ pi: { uid: "u1" }, memberCount: 1 });
  });

  test("it reads as the entry that the settings name", async () => {
    const settings = { HEADROOM_LDAP_BIND_DN: reader, HEADROOM_LDAP_PASSWORD: "read me" };
    await start(site({ passwords: { [reader]: "read me" } }), settings);
    expect(await sync()).toMatchObject({ groups: { created: 2 } });
  });

  test("a dry run tells and stores nothing", async () => {
    await start(site());
    expect(await sync({ isDryRun: true })).toMatchObject({ people: { created: 4 } });
    expect(await db().person.count()).toBe(0);
  });
});

describe("what goes wrong changes nothing", () => {
  async function expectRefused(what: RegExp, code = "unavailable"): Promise<void> {
    await db().person.create({ data: { uid: "here", name: "Here" } });
    await expect(sync()).rejects.toMatchObject({ code, message: expect.stringMatching(what) });
    const all = await db().person.findMany();
    expect(all.map(({ uid, goneAt }) => [uid, goneAt])).toEqual([["here", null]]);
  }

  test("a wrong password", async () => {
    const settings = { HEADROOM_LDAP_BIND_DN: reader, HEADROOM_LDAP_PASSWORD: "wrong" };
    await start(site(), settings);
    await expectRefused(/^The LDAP server .* does not accept HEADROOM_LDAP_BIND_DN/);
  });

  test("a server that is not there", async () => {
    const { stop } = await start(site());
    await stop();
    await expectRefused(/^The LDAP server .* cannot be reached: .*ECONNREFUSED/);
    server = undefined;
  });

  test("a server that dies between two pages", async () => {
    const crowd = Array.from({ length: 1_200 }, (_, at) => person(`u${at}`));
    const bases = { ...site().bases, [people]: crowd };
    const { pageCount } = await start(site({ bases, diesAtPage: 2 }));
    await expectRefused(
      /^The LDAP server .* ended the connection before its answer was complete\.$/,
    );
    expect(pageCount()).toBe(2);
  });

  test("a server that dies before the groups, and is back at once", async () => {
    const { pageCount } = await start(site({ diesAtPage: 2 }));
    await expectRefused(
      /^The LDAP server .* ended the connection before its answer was complete\.$/,
    );
    expect(pageCount()).toBe(2);
  });

  test("a server that does not answer", async () => {
    await start(site({ isSilent: true }));
    await expectRefused(/^The LDAP server .* did not answer within 2 s\.$/);
  });

  test("a server that gives no pages and only a part", async () => {
    const crowd = Array.from({ length: 600 }, (_, at) => person(`u${at}`));
    await start(site({ bases: { ...site().bases, [people]: crowd }, sizeLimit: 100 }));
    await expectRefused(/answered with an error: .*\(code 4\)\.$/);
  });

  test("an empty answer, and one that names far fewer than are known", async () => {
    await start(site({ bases: { [people]: [], [groups]: [], [reader]: [] } }));
    await expectRefused(/names 0 people where 1 are known; nothing was changed/, "conflict");
    await server?.stop();
    await start(site());
    for (const uid of ["a", "b", "c", "d", "e", "f", "g", "h", "i"]) {
      await db().person.create({ data: { uid, name: uid } });
    }
    await expect(sync()).rejects.toMatchObject({ code: "conflict" });
    expect(await sync({ isForced: true })).toMatchObject({ people: { created: 4, gone: 10 } });
  });

  test("staff who are not in the directory do not count as missing, nor go", async () => {
    const staff = await Promise.all([1, 2, 3, 4, 5, 6, 7, 8, 9].map(() => makePerson(["analyst"])));
    await start(site());
    expect(await sync()).toMatchObject({ people: { created: 4, gone: 0 } });
    expect(await db().person.count({ where: { goneAt: null } })).toBe(staff.length + 4);
  });

  test("settings that do not suffice say what is missing", async () => {
    await start(site(), { HEADROOM_LDAP_GROUP_BASE: "" });
    await expectRefused(/^Set HEADROOM_LDAP_GROUP_BASE/, "invalid_state");
    await server?.stop();
    await start(site(), { HEADROOM_LDAP_GROUP_ATTRIBUTES: "boss=owner" });
    await expect(sync()).rejects.toMatchObject({ code: "invalid_state" });
  });

  test("a failure of the schedule stands on the page of the feed", async () => {
    await start(site({ diesAtPage: 1 }));
    const { signal } = new AbortController();
    await expect(syncDirectoryOnSchedule({}, signal)).rejects.toMatchObject({
      code: "unavailable",
    });
    expect(await db().refusal.findFirst({ orderBy: { id: "desc" } })).toMatchObject({
      feedName: "directory",
      code: "unavailable",
    });
  });
});
