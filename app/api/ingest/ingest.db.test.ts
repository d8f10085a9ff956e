import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { beforeEach, describe, expect, it } from "vitest";
import { bearerRequest, type Machine, makeMachine } from "@/lib/auth/factory";
import { systemActor } from "@/lib/auth/model";
import { refusalList } from "@/lib/dataspace/lists/refusals";
import { ofRefusal, refusedRowList } from "@/lib/dataspace/lists/refused-rows";
import { getProduct } from "@/lib/dataspace/queries/get-product";
import { setClock } from "@/lib/platform/clock";
import { db } from "@/lib/platform/db";
import { listPage } from "@/lib/platform/list/page";
import { openPage } from "@/lib/platform/testing/lists";
import { GET, POST } from "./[feed]/route";

const START = 1_700_000_000;

let serial = 0;
let cluster = "";
let detector: Machine;
let seconds = START;

function tick(by = 1): void {
  seconds += by;
  setClock(new Date(seconds * 1000));
}

beforeEach(async () => {
  serial += 1;
  cluster = `site${String.fromCharCode(96 + serial)}`;
  tick();
  await db().cluster.create({ data: { id: cluster, name: `Site ${serial}` } });
  detector = await makeMachine("detector", cluster, { intervalSeconds: 600 });
});

async function send(
  body: unknown,
  headers: Record<string, string> = {},
  path = "/api/ingest/bursts",
  machine = detector,
) {
  const feed = path.split("?")[0]?.split("/").at(-1) ?? "";
  const answer = await POST(bearerRequest(machine, path, body, headers), {
    params: Promise.resolve({ feed }),
  });
  const text = await answer.text();
  return { status: answer.status, text, json: JSON.parse(text), headers: answer.headers };
}

const row = (change: Record<string, unknown> = {}) => ({
  account: "def-pi1",
  resource: "cpu",
  pain: 1.5,
  firstjob: "20000_1",
  lastjob: 20500,
  submitters: ["userX", "userQ"],
  summary: { cpus_total: 100 },
  ...change,
});

const counts = async () => ({
  cases: await db().case.count(),
  samples: await db().caseSample.count(),
  generations: await db().generation.count(),
});

describe("receipts", () => {
  it("an array, an object of rows and lines give the same", async () => {
    const first = await send([row()]);
    expect(first.status).toBe(201);
    expect(first.text).toBe(
      `{"feed":"burst:${cluster}","generation":1,"received":1,"stored":1,"unchanged":0,` +
        '"rejected":[]}',
    );
    expect(first.headers.get("x-request-ref")).toMatch(/^[0-9a-f]{12}$/);
    expect((await send({ rows: [row()] })).json.generation).toBe(2);
    expect((await send({ bursts: [row()] })).json.generation).toBe(3);
    const lines = `${JSON.stringify(row())}\n\n${JSON.stringify(row({ account: "b" }))}\r\n`;
    const { json } = await send(lines, { "Content-Type": "application/x-ndjson" });
    expect(json).toMatchObject({ generation: 4, received: 2, stored: 2 });
    const stored = await db().case.findFirstOrThrow({
      where: { clusterId: cluster, account: "def-pi1" },
    });
    expect(stored).toMatchObject({
      ticks: 4,
      detail: { firstJob: "20000", lastJob: "20500", submitters: ["userX", "userQ"] },
      searchText: "def-pi1 userx userq cpus_total 100",
    });
  });

  it("the recorded samples are taken as they are", async () => {
    const bursts = readFileSync("lib/cases/samples/bursts.json", "utf8");
    expect((await send(bursts)).json).toMatchObject({ received: 2, stored: 2 });
    const oldjobs = readFileSync("lib/cases/samples/oldjobs.ndjson", "utf8");
    const type = { "Content-Type": "application/x-ndjson" };
    const { json } = await send(oldjobs, type, "/api/ingest/oldjobs");
    expect(json).toMatchObject({ feed: `oldjob:${cluster}`, generation: 1, stored: 2 });
    const cases = await db().case.findMany({
      where: { clusterId: cluster },
      orderBy: { id: "asc" },
    });
    expect(cases.map(({ type: name, metric }) => [name, metric])).toEqual([
      ["bursts", 70.4],
      ["bursts", 1.5],
      ["oldjobs", 612],
      ["oldjobs", 13],
    ]);
    expect(cases[1]?.detail).toMatchObject({ firstJob: "1007", lastJob: "3000000000" });
  });

  it("gzip is inflated", async () => {
    const body = gzipSync(JSON.stringify([row()]));
    expect((await send(body, { "Content-Encoding": "gzip" })).status).toBe(201);
  });

  it("the same key gets the first receipt again, another body a refusal", async () => {
    const key = { "Idempotency-Key": "report-1" };
    const first = await send([row()], key);
    const before = await counts();
    tick();
    const again = await send([row()], key);
    expect([again.status, again.text]).toEqual([first.status, first.text]);
    expect(again.headers.get("idempotent-replayed")).toBe("true");
    expect(first.headers.get("idempotent-replayed")).toBeNull();
    expect((await send([row({ pain: 2 })], key)).status).toBe(422);
    expect((await send([row()], key, `/api/ingest/bursts?madeAt=${seconds}`)).status).toBe(422);
    expect(await counts()).toEqual(before);
    expect((await send([row()])).json.generation).toBe(2);
  });

  it("equal requests at once do the work once", async () => {
    const key = { "Idempotency-Key": "at-once" };
    const answers = await Promise.all(Array.from({ length: 6 }, () => send([row()], key)));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    const replays = answers.filter(({ headers }) => headers.has("idempotent-replayed"));
    expect(replays).toHaveLength(5);
  });
});

describe("generations", () => {
  it("hold what was received, its summary and the accepted accounts", async () => {
    await send([row(), row({ account: "b", note: "kept" })]);
    const product = (number: number, key: string) =>
      getProduct(systemActor, { feed: `burst:${cluster}`, number, key });
    expect((await product(1, "burst_report")).value).toEqual([
      row(),
      row({ account: "b", note: "kept" }),
    ]);
    expect((await product(1, "burst_report_summary")).value).toEqual({
      new: 2,
      existing: 0,
      pending: 2,
      accepted: 0,
      rejected: 0,
      claimed: 0,
    });
    await db().case.updateMany({
      where: { clusterId: cluster, account: "b" },
      data: { state: "accepted", ticketNo: "T" },
    });
    await send([row({ account: "b" }), row()]);
    expect((await product(2, "bursters")).value).toEqual([
      { account: "b", resource: "cpu", pain: 1.5 },
    ]);
    expect((await product(1, "bursters")).value).toEqual([]);
  });

  it("carry a header: made, due, valid until, by whom", async () => {
    const header = async () => {
      const [product] = await db().dataProduct.findMany({
        where: {
          key: "burst_report",
          generation: { taskManager: { feedName: `burst:${cluster}` } },
        },
        orderBy: { generationId: "desc" },
        take: 1,
      });
      const at = (date?: Date) => (date?.getTime() ?? 0) / 1000 - seconds;
      return {
        made: at(product?.createTime),
        due: at(product?.scheduledCreateTime),
        until: at(product?.expirationTime),
        by: product?.creator,
        state: product?.state,
        origin: product?.originNumber,
      };
    };
    await send([]);
    const base = { made: 0, until: 1800, by: detector.actor.name, state: "END_CYCLE" };
    expect(await header()).toEqual({ ...base, due: 0, origin: 1 });
    tick(620);
    await send([]);
    expect(await header()).toEqual({ ...base, due: -20, origin: 2 });
    tick(100_000);
    await send([]);
    expect(await header()).toEqual({ ...base, due: 0, origin: 3 });
  });

  it("equal content makes a generation and no new blob", async () => {
    await send([row()]);
    await send([row()]);
    const blobs = await db().productBlob.count();
    expect((await send([row()])).json.generation).toBe(3);
    expect(await db().productBlob.count()).toBe(blobs);
  });

  it("another sender begins an incarnation and the numbers count on", async () => {
    const second = await makeMachine("detector", cluster);
    await send([row()]);
    await send([row()]);
    const { json } = await send([row()], {}, "/api/ingest/bursts", second);
    expect(json.generation).toBe(3);
    const incarnations = await db().taskManager.findMany({
      where: { feedName: `burst:${cluster}` },
      orderBy: { sequenceId: "asc" },
      include: { generations: true },
    });
    expect(
      incarnations.map(({ componentId, closedAt }) => [componentId, closedAt !== null]),
    ).toEqual([
      [detector.actor.id, true],
      [second.actor.id, false],
    ]);
  });

  it("a backlog is taken in its order", async () => {
    const path = (madeAt: number | string) => `/api/ingest/bursts?madeAt=${madeAt}`;
    expect((await send([row()], {}, path(seconds - 5000))).status).toBe(201);
    expect((await send([row()], {}, path(seconds - 4000))).status).toBe(201);
    expect((await send([row()], {}, path(seconds - 4000))).status).toBe(201);
    const late = await send([row()], {}, path(seconds - 4001));
    expect(late.status).toBe(409);
    expect(late.json.detail).toMatch(/send in order/);
    expect((await send([row()], {}, path(seconds + 301))).status).toBe(400);
    expect((await send([row()], {}, path("soon"))).status).toBe(400);
    expect((await send([row()], {}, path(seconds + 300))).status).toBe(201);
    const samples = await db().caseSample.findMany({
      where: { case: { clusterId: cluster } },
      orderBy: { tick: "asc" },
    });
    expect(samples.map(({ at }) => at.getTime() / 1000 - seconds)).toEqual([
      -5000, -4000, -4000, 300,
    ]);
  });
});

describe("refusals", () => {
  it("422 names every bad row, stores nothing and keeps them", async () => {
    await send([row()]);
    const before = await counts();
    const { status, json, headers } = await send([
      row({ pain: "x" }),
      row(),
      7,
      row({ account: "a\0b" }),
    ]);
    expect(status).toBe(422);
    expect(headers.get("content-type")).toBe("application/problem+json");
    expect(json).toMatchObject({
      code: "invalid_input",
      detail: "3 of 4 rows are not valid; nothing is stored.",
      feed: `burst:${cluster}`,
      received: 4,
      stored: 0,
      rejected: [
        { line: 1, reason: "Field 'pain' must be a number" },
        { line: 3, reason: "An entry must be a JSON object" },
        { line: 4, reason: "Field 'account' holds a character that cannot be stored" },
      ],
    });
    expect(await counts()).toEqual(before);
    const { rows, rowCount } = await openPage(refusalList, systemActor, `feed=burst:${cluster}`);
    expect(rowCount).toBe(1);
    expect(rows[0]).toMatchObject({ requestRef: json.ref, received: 4, rejected: 3 });
    const bad = await listPage(refusedRowList, systemActor, {
      ...{ page: 1, size: 50 },
      within: ofRefusal(rows[0]?.id ?? ""),
    });
    expect(bad.rows.map(({ line }) => line)).toEqual([1, 3, 4]);
    expect(bad.rows[1]?.content).toBe("7");
  });

  it("a bad line of NDJSON is a bad row with its line number", async () => {
    const body = `${JSON.stringify(row())}\n\n{"account":\n`;
    const { status, json } = await send(body, { "Content-Type": "application/x-ndjson" });
    expect(status).toBe(422);
    expect(json.rejected).toEqual([{ line: 3, reason: "This line is not valid JSON" }]);
  });

  it.each([
    ["no JSON", "{", {}, 400],
    ["a number", "5", {}, 400],
    ["an unknown key", { rows: [], oldjobs: [] }, {}, 400],
    ["two lists", { rows: [], bursts: [] }, {}, 400],
    ["no list", { rows: {} }, {}, 400],
    ["another type", "a,b", { "Content-Type": "text/csv" }, 415],
    ["an unknown encoding", [], { "Content-Encoding": "deflate" }, 415],
    ["bytes that are no gzip", "x", { "Content-Encoding": "gzip" }, 400],
    ["a cut gzip", gzipSync("[]").subarray(0, 12), { "Content-Encoding": "gzip" }, 400],
    ["bytes that are no UTF-8", Buffer.from([0x5b, 0xff, 0x5d]), {}, 400],
    ["deep nesting", "[".repeat(100_000) + "]".repeat(100_000), {}, 400],
    ["a long body", " ".repeat(10 * 1024 * 1024), {}, 413],
    ["a bomb", gzipSync(Buffer.alloc(64 * 1024 * 1024, 32)), { "Content-Encoding": "gzip" }, 413],
    ["too many rows", `[${"0,".repeat(20_000)}0]`, {}, 413],
    ["a bad key", [], { "Idempotency-Key": "has blank" }, 400],
  ])("%s is refused and kept", async (_name, body, headers, status) => {
    const before = await counts();
    const answer = await send(body, headers as unknown as Record<string, string>);
    expect(answer.status).toBe(status);
    expect(answer.json).toMatchObject({ detail: expect.any(String), ref: expect.any(String) });
    expect(await counts()).toEqual(before);
    const { rows } = await openPage(refusalList, systemActor, `feed=burst:${cluster}`);
    expect(rows[0]).toMatchObject({ requestRef: answer.json.ref, detail: answer.json.detail });
  });

  it("a report larger than it says is stopped while it is read", async () => {
    let pulled = 0;
    const body = new ReadableStream({
      pull(controller) {
        pulled += 1;
        controller.enqueue(new Uint8Array(1024 * 1024).fill(32));
      },
    });
    const request = new Request("http://headroom.test/api/ingest/bursts", {
      method: "POST",
      headers: { Authorization: `Bearer ${detector.token}`, "Content-Type": "application/json" },
      body,
      duplex: "half",
    } as RequestInit);
    const answer = await POST(request, { params: Promise.resolve({ feed: "bursts" }) });
    expect(answer.status).toBe(413);
    expect(pulled).toBeLessThan(20);
  });

  it("who may not send is told so", async () => {
    const noToken = await send([], {}, "/api/ingest/bursts", { ...detector, token: "x" });
    expect(noToken.status).toBe(401);
    expect(noToken.headers.get("www-authenticate")).toBe("Bearer");
    const scheduler = await makeMachine("scheduler", cluster);
    expect((await send([], {}, "/api/ingest/bursts", scheduler)).status).toBe(403);
    const nowhere = await makeMachine("detector", null);
    expect((await send([], {}, "/api/ingest/bursts", nowhere)).status).toBe(403);
    expect((await send([], {}, "/api/ingest/flarb")).status).toBe(404);
    expect((await send([], {}, "/api/ingest/__proto__")).status).toBe(404);
    expect((await send([], {}, "/api/ingest/bursts?cluster=other")).status).toBe(403);
    expect((await send([], {}, "/api/ingest/bursts?made=1")).status).toBe(400);
  });

  it("of one component the newest 200 are kept", async () => {
    await db().refusal.createMany({
      data: Array.from({ length: 205 }, () => ({
        componentId: detector.actor.id,
        requestRef: "old",
        code: "invalid_input",
        detail: "old",
      })),
    });
    await send("{");
    const kept = await db().refusal.count({ where: { componentId: detector.actor.id } });
    expect(kept).toBe(200);
  });

  it("405 names POST", async () => {
    const answer = await GET(new Request("http://headroom.test/api/ingest/bursts"), {
      params: Promise.resolve({ feed: "bursts" }),
    });
    expect(answer.status).toBe(405);
    expect(answer.headers.get("allow")).toBe("POST");
  });
});
