import { gzipSync } from "node:zlib";
import { beforeEach, describe, expect, test } from "vitest";
import { bearerRequest, type Machine, makeMachine } from "@/lib/auth/factory";
import { db } from "@/lib/platform/db";
import { POST } from "./[feed]/route";

let scanner: Machine;

beforeEach(async () => {
  await db().group.deleteMany();
  await db().person.deleteMany();
  scanner = await makeMachine("scanner", null);
});

async function send(
  body: unknown,
  headers: Record<string, string> = {},
  { query = "", machine = scanner } = {},
) {
  const request = bearerRequest(machine, `/api/ingest/directory${query}`, body, headers);
  const answer = await POST(request, { params: Promise.resolve({ feed: "directory" }) });
  const text = await answer.text();
  return { status: answer.status, json: JSON.parse(text), text, headers: answer.headers };
}

const site = {
  people: [{ uid: "pi1", uidNumber: 21001, name: "Petra I" }, { uid: "user1" }],
  groups: [{ name: "hgi", gid: 1313, pi: "pi1", members: ["pi1", "user1"] }],
};

const counts = (change: Record<string, number>) => ({
  received: 0,
  created: 0,
  updated: 0,
  unchanged: 0,
  gone: 0,
  rejected: 0,
  ...change,
});

describe("the feed of people and groups", () => {
  test("stores both lists and answers with a receipt", async () => {
    const { status, json } = await send(site);
    expect(status).toBe(201);
    expect(json).toEqual({
      feed: "directory",
      generation: expect.any(Number),
      received: 3,
      stored: 3,
      unchanged: 0,
      people: counts({ received: 2, created: 2 }),
      groups: counts({ received: 1, created: 1 }),
      rejected: [],
      warnings: [],
    });
    const again = await send(gzipSync(JSON.stringify(site)), { "Content-Encoding": "gzip" });
    expect(again.json).toMatchObject({ stored: 0, unchanged: 3 });
    expect(again.json.generation).toBe(json.generation + 1);
    const { component } = await db().generation.findFirstOrThrow({
      orderBy: { id: "desc" },
      include: { component: true },
    });
    expect(component?.id).toBe(scanner.actor.id);
  });

  test("a bad row loses no good one, is named and kept", async () => {
    const people = [...site.people, { uid: "no blank" }];
    const groups = [...site.groups, { name: "lost", pi: "nobody" }];
    const { status, json } = await send({ people, groups });
    expect(status).toBe(201);
    expect(json).toMatchObject({ received: 5, stored: 4 });
    expect(json.rejected).toEqual([
      { list: "people", line: 3, reason: "uid: must be an account name" },
    ]);
    expect(json.warnings).toMatchObject([{ list: "groups", line: 2 }]);
    const refusal = await db().refusal.findFirstOrThrow({
      where: { componentId: scanner.actor.id },
      include: { rows: { orderBy: { line: "asc" } } },
    });
    expect(refusal).toMatchObject({ feedName: "directory", receivedCount: 5, rejectedCount: 1 });
    expect(refusal.rows.map(({ content }) => content)).toEqual(['{"uid":"no blank"}']);
  });

  test("a number of 64 bits is exact, as digits or as a number", async () => {
    const body = '{"people": [{"uid": "a", "uidNumber": 9007199254740993}], "groups": []}';
    expect((await send(body)).status).toBe(201);
    expect(await db().person.findUnique({ where: { uid: "a" } })).toMatchObject({
      uidNumber: 9007199254740993n,
    });
  });

  test("the same key gets the first receipt again and changes nothing", async () => {
    const key = { "Idempotency-Key": "load-1" };
    const first = await send(site, key);
    const again = await send(site, key);
    expect([again.status, again.text]).toEqual([201, first.text]);
    expect(again.headers.get("idempotent-replayed")).toBe("true");
    expect((await send({ people: [] }, key)).status).toBe(422);
    expect(await db().person.count({ where: { goneAt: null } })).toBe(2);
  });

  test("equal requests at once do the work once", async () => {
    const key = { "Idempotency-Key": "at-once" };
    const answers = await Promise.all(Array.from({ length: 5 }, () => send(site, key)));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers.filter(({ headers }) => headers.has("idempotent-replayed"))).toHaveLength(4);
  });
});

describe("what is refused changes nothing and is kept", () => {
  test.each([
    ["no list at all", {}, 422],
    ["an array", [{ uid: "a" }], 422],
    ["no JSON", "{", 400],
    ["lists that are none", { people: {} }, 422],
  ])("%s", async (_name, body, status) => {
    await send(site);
    const before = await db().generation.count();
    expect((await send(body)).status).toBe(status);
    expect(await db().generation.count()).toBe(before);
    expect(await db().person.count({ where: { goneAt: null } })).toBe(2);
    const kept = await db().refusal.count({ where: { componentId: scanner.actor.id } });
    expect(kept).toBe(1);
  });

  test("lines, since a snapshot is one value", async () => {
    const type = { "Content-Type": "application/x-ndjson" };
    expect((await send('{"uid": "a"}\n{"uid": "b"}\n', type)).status).toBe(415);
  });

  test("what is older than the newest load", async () => {
    await send(site);
    const query = `?madeAt=${Math.floor(Date.now() / 1000) - 3_600}`;
    expect((await send({ people: [] }, {}, { query })).status).toBe(409);
  });

  test("a snapshot that would mark most of them gone", async () => {
    const names = Array.from({ length: 41 }, (_, place) => ({ name: `g${place}` }));
    await send({ groups: names });
    const { status, json } = await send({ groups: [{ name: "gz" }] });
    expect(status).toBe(409);
    expect(json.detail).toContain("names 1 groups where 41 are known; nothing was changed");
    expect(await db().group.count({ where: { goneAt: null } })).toBe(41);
    const most = await send({ groups: names.slice(0, 21) });
    expect(most.json.groups).toMatchObject({ gone: 20, unchanged: 21 });
  });

  test("a scanner of one volume, and every other machine", async () => {
    const bound = await makeMachine("scanner", null, { volume: "scratch123" });
    const { status, json } = await send(site, {}, { machine: bound });
    expect(status).toBe(403);
    expect(json.detail).toContain("speaks for scratch123 only");
    for (const service of ["detector", "collector", "reader", "monitor"] as const) {
      const machine = await makeMachine(service, null);
      expect((await send(site, {}, { machine })).status).toBe(403);
    }
    expect(await db().person.count()).toBe(0);
  });
});
