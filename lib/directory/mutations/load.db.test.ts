import { beforeEach, describe, expect, test } from "vitest";
import { makePerson } from "@/lib/admin/factory";
import { grantsOf, systemActor, viewerWithoutPerson } from "@/lib/auth/model";
import { getProduct } from "@/lib/dataspace/queries/get-product";
import { db } from "@/lib/platform/db";
import { makeGroup } from "../factory";
import { findGroup } from "../queries/groups";
import { listAssignable } from "../queries/people";
import { loadDirectory } from "./load";

const load = (body: unknown) => loadDirectory(systemActor, body);
const person = (uid: string) => db().person.findUniqueOrThrow({ where: { uid } });

const site = {
  people: [
    { uid: "pi1", uidNumber: 21001, cci: "abc-123", name: "Petra I", email: "pi1@example.org" },
    { uid: "user1", uidNumber: "9007199254740993", name: "Uma User", language: "FR" },
    { uid: "user2" },
  ],
  groups: [
    { name: "def-pi1", gid: 1313, pi: "pi1", members: ["pi1", "user1"] },
    { name: "def-empty" },
  ],
};

beforeEach(async () => {
  await db().group.deleteMany();
  await db().person.deleteMany();
});

const everybody = viewerWithoutPerson("ana", "Ana", ["analyst"]);

describe("a load", () => {
  test("creates people and groups, with PI and members", async () => {
    const receipt = await load(site);
    expect(receipt).toEqual({
      feed: "directory",
      generation: expect.any(Number),
      received: 5,
      stored: 5,
      unchanged: 0,
      people: { received: 3, created: 3, updated: 0, unchanged: 0, gone: 0, rejected: 0 },
      groups: { received: 2, created: 2, updated: 0, unchanged: 0, gone: 0, rejected: 0 },
      rejected: [],
      warnings: [],
    });
    expect(await person("user1")).toMatchObject({ uidNumber: 9007199254740993n, language: "fr" });
    expect(await person("user2")).toMatchObject({ name: "user2", email: null });
    expect(await findGroup(everybody, "def-pi1")).toMatchObject({
      gid: "1313",
      pi: { uid: "pi1" },
      memberCount: 2,
      isGone: false,
    });
  });

  test("twice changes nothing and leaves no second trace", async () => {
    await load(site);
    const traces = () => db().historyEvent.count({ where: { room: "directory" } });
    const before = await traces();
    const receipt = await load(site);
    expect(receipt.people).toMatchObject({ created: 0, updated: 0, unchanged: 3, gone: 0 });
    expect(receipt.groups).toMatchObject({ created: 0, updated: 0, unchanged: 2, gone: 0 });
    expect(await traces()).toBe(before);
  });

  test("is a generation of its feed, also where nothing changed", async () => {
    const first = await load(site);
    const again = await load(site);
    expect(again.generation).toBe(first.generation + 1);
    const generations = await db().generation.findMany({
      where: { taskManager: { feedName: "directory" } },
      orderBy: { number: "desc" },
      take: 2,
    });
    expect(generations).toMatchObject([
      { number: again.generation, state: "CLOSED", storedCount: 0, unchangedCount: 5 },
      { number: first.generation, state: "CLOSED", storedCount: 5, productCount: 1 },
    ]);
    expect(generations[0]?.summary).toBe("3 people and 2 groups, 0 changed");
    const digests = await Promise.all(
      [first, again].map(async ({ generation: number }) => {
        const address = { feed: "directory", number, key: "directory_summary" };
        const { value } = await getProduct(systemActor, address);
        return (value as { digest: string }).digest;
      }),
    );
    expect(digests[0]).toBe(digests[1]);
  });

  test("older than what is known is refused", async () => {
    const madeAt = new Date(Math.floor(Date.now() / 1000) * 1000 - 3_600_000);
    await load(site);
    const late = loadDirectory(systemActor, { people: [] }, { madeAt });
    await expect(late).rejects.toMatchObject({ code: "conflict" });
    expect(await db().person.count({ where: { goneAt: null } })).toBe(3);
  });

  test("bad rows are kept where people see them", async () => {
    await load({ people: [{ uid: "ok" }, { uid: "not ok" }], groups: [{ name: "a b" }] });
    const refusal = await db().refusal.findFirstOrThrow({
      orderBy: { id: "desc" },
      include: { rows: { orderBy: { line: "asc" } } },
    });
    expect(refusal).toMatchObject({ feedName: "directory", receivedCount: 3, rejectedCount: 2 });
    expect(refusal.rows.map(({ line, reason }) => `${line} ${reason}`)).toEqual([
      "2 people 2: uid: must be an account name",
      "3 groups 1: name: must be a group name: no blanks, at most 64 characters",
    ]);
  });

  test("two at once make everything once", async () => {
    const receipts = await Promise.all([load(site), load(site)]);
    expect(receipts.map(({ people }) => people.created).sort()).toEqual([0, 3]);
    expect(await db().person.count()).toBe(3);
  });

  test("who is absent is gone, not deleted, and may come back", async () => {
    await load(site);
    const less = await load({ people: site.people.slice(0, 2), groups: site.groups.slice(0, 1) });
    expect(less.people.gone).toBe(1);
    expect(less.groups.gone).toBe(1);
    expect((await person("user2")).goneAt).toBeInstanceOf(Date);
    const back = await load(site);
    expect(back.people).toMatchObject({ updated: 1, unchanged: 2 });
    expect(back.groups).toMatchObject({ updated: 1, unchanged: 1 });
    expect((await person("user2")).goneAt).toBeNull();
  });

  test("who holds a role or a password is never marked gone", async () => {
    const staff = await makePerson(["analyst"]);
    const local = await makePerson([], { password: "a long password" });
    await load(site);
    expect((await person(staff.uid)).goneAt).toBeNull();
    expect((await person(local.uid)).goneAt).toBeNull();
  });

  test("a field that is left out keeps what is stored, null clears it", async () => {
    await load(site);
    await load({ people: [{ uid: "pi1" }, { uid: "user1", language: null }, { uid: "user2" }] });
    expect(await person("pi1")).toMatchObject({ name: "Petra I", email: "pi1@example.org" });
    expect(await person("user1")).toMatchObject({ name: "Uma User", language: null });
  });

  test("a list that is left out is left alone", async () => {
    await load(site);
    const receipt = await load({ people: site.people });
    expect(receipt.groups).toMatchObject({ received: 0, gone: 0 });
    expect(await findGroup(everybody, "def-empty")).toMatchObject({ isGone: false });
  });

  test("changed members are an update of the group", async () => {
    await load(site);
    const groups = [{ name: "def-pi1", members: ["user2"] }, { name: "def-empty" }];
    const receipt = await load({ ...site, groups });
    expect(receipt.groups).toMatchObject({ updated: 1, unchanged: 1 });
    const stored = await db().group.findUniqueOrThrow({
      where: { name: "def-pi1" },
      include: { members: { include: { person: true } }, pi: true },
    });
    expect(stored.members.map((member) => member.person.uid)).toEqual(["user2"]);
    expect(stored.pi?.uid).toBe("pi1");
  });

  test("identifiers may move from one to another", async () => {
    await load({
      people: [
        { uid: "a", cci: "c-1" },
        { uid: "b", cci: "c-2" },
      ],
      groups: [{ name: "old", gid: 7 }],
    });
    const receipt = await load({
      people: [
        { uid: "a", cci: "c-2" },
        { uid: "b", cci: "c-1" },
      ],
      groups: [{ name: "new", gid: 7 }],
    });
    expect(receipt.people).toMatchObject({ updated: 2, rejected: 0 });
    expect(await person("a")).toMatchObject({ cci: "c-2" });
    expect(receipt.groups).toMatchObject({ created: 1, gone: 1 });
    expect(await findGroup(everybody, "new")).toMatchObject({ gid: "7" });
  });
});

describe("bad rows", () => {
  test("are refused with a reason, and the good ones are stored", async () => {
    const receipt = await load({
      people: [
        { uid: "ok" },
        { uid: "has blank" },
        "text",
        null,
        { uid: "ok" },
        { uid: "mail", email: "no" },
      ],
      groups: [
        { name: "good", pi: "ok" },
        { name: "lost", pi: "nobody" },
        { gid: 5 },
        { name: "big", gid: "99999999999999999999" },
      ],
    });
    expect(receipt.people).toMatchObject({ received: 6, created: 1, unchanged: 0, rejected: 5 });
    expect(receipt.groups).toMatchObject({ received: 4, created: 2, unchanged: 0, rejected: 2 });
    expect(receipt.rejected.map(({ list, line }) => `${list} ${line}`).sort()).toEqual([
      "groups 3",
      "groups 4",
      "people 2",
      "people 3",
      "people 4",
      "people 5",
      "people 6",
    ]);
  });

  test("a group whose PI nobody knows is stored with the uid as PI, and told", async () => {
    const receipt = await load({
      people: [{ uid: "a" }],
      groups: [{ name: "g1", gid: 5001, pi: "nosuch" }],
    });
    expect(receipt.groups).toMatchObject({ created: 1, rejected: 0 });
    expect(receipt.warnings).toEqual([
      {
        ...{ list: "groups", line: 1 },
        reason: "pi: nobody is called nosuch; the group is stored with this uid as its PI",
      },
    ]);
    expect(await findGroup(everybody, "g1")).toMatchObject({
      pi: { uid: "nosuch", name: "nosuch" },
    });
  });

  test("empty text is as if it were left out, in every optional field", async () => {
    const empty = { uidNumber: "", cci: "", name: "", givenName: "", email: " ", language: "" };
    const receipt = await load({
      people: [
        { uid: "bb1", surname: "B", ...empty },
        { uid: "bb2", surname: "" },
      ],
      groups: [{ name: "ge", gid: "", pi: "", members: ["bb1"] }],
    });
    expect(receipt.rejected).toEqual([]);
    expect(await db().person.findUniqueOrThrow({ where: { uid: "bb1" } })).toMatchObject({
      ...{ name: "bb1", surname: "B", givenName: null, cci: null, uidNumber: null },
      ...{ email: null, language: null },
    });
    const again = [{ uid: "bb1", surname: "", givenName: "Bo" }, { uid: "bb2" }];
    await load({ people: again, groups: [{ name: "ge" }] });
    expect(await db().person.findUniqueOrThrow({ where: { uid: "bb1" } })).toMatchObject({
      ...{ surname: "B", givenName: "Bo" },
    });
  });

  test("who is named in a bad row is not gone", async () => {
    await load(site);
    const people = [...site.people.slice(0, 2), { uid: "user2", email: "bad" }];
    const groups = [{ name: "def-pi1", pi: "nobody" }, { name: "def-empty" }];
    const receipt = await load({ people, groups });
    expect(receipt.people.gone).toBe(0);
    expect(await findGroup(everybody, "def-pi1")).toMatchObject({
      isGone: false,
      pi: { uid: "nobody" },
    });
  });

  test("a member nobody knows is left out with a warning", async () => {
    const receipt = await load({
      people: [{ uid: "a" }],
      groups: [{ name: "g", members: ["a", "ghost"] }],
    });
    expect(receipt.groups).toMatchObject({ created: 1, rejected: 0 });
    expect(receipt.warnings).toEqual([
      { list: "groups", line: 1, reason: "members: left out 1 whom nobody knows: ghost" },
    ]);
  });

  test("a body without either list stores nothing", async () => {
    for (const body of [null, [], {}, { people: {} }, "x"]) {
      await expect(load(body)).rejects.toMatchObject({ code: "invalid_input", status: 422 });
    }
    expect(await db().person.count()).toBe(0);
  });
});

describe("queries", () => {
  test("a PI finds own groups only, and staff can be given work", async () => {
    await load(site);
    await makeGroup("def-other", { members: ["pi1"] });
    const { id } = await person("pi1");
    const lead = {
      kind: "person" as const,
      id,
      uid: "pi1",
      cci: null,
      name: "Petra I",
      givenName: null,
      roles: ["pi" as const],
      grants: grantsOf(["pi"]),
      groups: ["def-pi1"],
    };
    expect(await findGroup(lead, "def-pi1")).not.toBeNull();
    expect(await findGroup(lead, "def-other")).toBeNull();
    const analyst = await makePerson(["analyst"]);
    await makePerson(["pi"]);
    expect((await listAssignable()).map(({ uid }) => uid)).toEqual([analyst.uid]);
  });
});
