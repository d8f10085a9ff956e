import { encode } from "next-auth/jwt";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { POST as INGEST } from "@/app/api/ingest/[feed]/route";
import { bearerRequest, type Machine, makeMachine } from "@/lib/auth/factory";
import { type Role, systemActor } from "@/lib/auth/model";
import { sessionCookieName, sessionSecret } from "@/lib/auth/options";
import { tickReaper } from "@/lib/dataspace/mutations/run-reaper";
import {
  diffAnswer,
  generationDetailAnswer,
  generationsAnswer,
  productSchemasAnswer,
  productsAnswer,
  productValueAnswer,
  reaperAnswer,
  reapPlanAnswer,
  taskManagerDetailAnswer,
  taskManagersAnswer,
} from "@/lib/dataspace/schema";
import { DataBlock } from "@/lib/dataspace/space/data-block";
import { DataSpace } from "@/lib/dataspace/space/data-space";
import { Header } from "@/lib/dataspace/space/header";
import { setClock } from "@/lib/platform/clock";
import { db } from "@/lib/platform/db";
import { GET as GET_REAPER } from "./reaper/route";
import { POST as RUN } from "./reaper/run/route";
import { POST as START } from "./reaper/start/route";
import { POST as STOP } from "./reaper/stop/route";
import { POST as DEMENT } from "./taskmanagers/[name]/dement/route";
import { GET as GET_DIFF } from "./taskmanagers/[name]/diff/route";
import { POST as EXPIRE } from "./taskmanagers/[name]/expire/route";
import { GET as GET_PRODUCT_OF } from "./taskmanagers/[name]/generations/[generation]/products/[key]/route";
import { GET as GET_GENERATION } from "./taskmanagers/[name]/generations/[generation]/route";
import { GET as GET_GENERATIONS } from "./taskmanagers/[name]/generations/route";
import { GET as GET_PRODUCTS } from "./taskmanagers/[name]/products/[key]/generations/route";
import { DELETE as DROP, GET as GET_PRODUCT } from "./taskmanagers/[name]/products/[key]/route";
import { DELETE, GET as GET_MANAGER } from "./taskmanagers/[name]/route";
import { GET as GET_SCHEMAS } from "./taskmanagers/[name]/schemas/route";
import { GET as GET_MANAGERS } from "./taskmanagers/route";

/** What the browser sends; Next keeps it beside the request. */
const cookie = vi.hoisted(() => ({ name: "", value: "" }));
vi.mock("next/headers", () => ({
  headers: async () => new Headers(),
  cookies: async () => ({ getAll: () => (cookie.value === "" ? [] : [cookie]) }),
}));

const AT = 1_700_000_000;
const ORIGIN = "http://headroom.test/api/v1/dataspace";
const feed = "burst:rest";

let reader: Machine;
let detector: Machine;

function at(seconds: number): void {
  setClock(new Date((AT + seconds) * 1000));
}

async function signIn(role: Role): Promise<void> {
  const uid = `rest_${role}`;
  const person = await db().person.upsert({
    where: { uid },
    create: { uid, name: uid, roles: { create: [{ role }] } },
    update: {},
  });
  const token = { sub: String(person.id), startedAt: AT * 10 };
  cookie.name = sessionCookieName();
  cookie.value = await encode({ token, secret: sessionSecret() });
}

type Route = (request: Request, context: { params: Promise<never> }) => Promise<Response>;

interface Options {
  params?: Record<string, string>;
  body?: unknown;
  token?: string | null;
  headers?: Record<string, string>;
}

async function call(handler: unknown, path: string, options: Options = {}) {
  // Next hands out no params at all where the path has no parts.
  const { params, body, token = null } = options;
  const headers = new Headers({ ...options.headers });
  if (token !== null) headers.set("Authorization", `Bearer ${token}`);
  const isPost = body !== undefined;
  if (isPost) headers.set("Content-Type", "application/json");
  const request = new Request(`${ORIGIN}${path}`, {
    method: isPost ? "POST" : "GET",
    headers,
    ...(isPost ? { body: typeof body === "string" ? body : JSON.stringify(body) } : {}),
  });
  const answer = await (handler as Route)(request, { params: Promise.resolve(params as never) });
  const text = await answer.text();
  return { status: answer.status, json: text === "" ? null : JSON.parse(text), answer };
}

const read = (handler: unknown, path: string, params: Record<string, string> = {}) =>
  call(handler, path, { params, token: reader.token });

const row = (account: string) => ({
  account,
  resource: "cpu",
  pain: 1.5,
  firstjob: 1,
  lastjob: 9,
  submitters: ["u"],
  summary: null,
});

async function report(accounts: string[], query = "") {
  const request = bearerRequest(detector, `/api/ingest/bursts${query}`, accounts.map(row));
  const answer = await INGEST(request, { params: Promise.resolve({ feed: "bursts" }) });
  return { status: answer.status, json: await answer.json() };
}

beforeAll(async () => {
  at(0);
  await db().cluster.create({ data: { id: "rest", name: "Rest" } });
  await db().cluster.create({ data: { id: "other", name: "Other" } });
  detector = await makeMachine("detector", "rest", { intervalSeconds: 600 });
  reader = await makeMachine("reader", null);
  for (let n = 0; n < 5; n += 1) {
    at(n * 600);
    await report(["def-a", `def-${n}`]);
  }
});

beforeEach(() => at(2_500));
afterEach(() => {
  cookie.value = "";
});

describe("who may", () => {
  const path = `/taskmanagers/${feed}`;
  const params = { name: feed };

  it("readers and monitors read, no other machine does", async () => {
    const monitor = await makeMachine("monitor", null);
    for (const { token } of [reader, monitor]) {
      expect((await call(GET_MANAGER, path, { params, token })).status).toBe(200);
    }
    const { token } = detector;
    expect((await call(GET_MANAGER, path, { params, token })).status).toBe(403);
    expect((await call(GET_MANAGER, path, { params, token: "no" })).status).toBe(401);
    expect((await call(GET_MANAGER, path, { params })).status).toBe(401);
    expect((await call(DELETE, path, { params, token: reader.token })).status).toBe(403);
    expect((await call(STOP, "/reaper/stop", { body: {}, token: reader.token })).status).toBe(403);
  });

  it("analysts read, admins write, PIs do neither", async () => {
    const body = { keys: ["burst_report"], reason: "x" };
    await signIn("analyst");
    expect((await call(GET_MANAGER, path, { params })).status).toBe(200);
    expect((await call(DEMENT, `${path}/dement`, { params, body })).status).toBe(403);
    await signIn("pi");
    expect((await call(GET_MANAGER, path, { params })).status).toBe(403);
    await signIn("admin");
    const missing = { ...params, name: "burst:none" };
    expect((await call(DEMENT, `${path}/dement`, { params: missing, body })).status).toBe(404);
  });

  it("a session is not taken from another site's page", async () => {
    await signIn("admin");
    const headers = { "Sec-Fetch-Site": "cross-site" };
    expect((await call(STOP, "/reaper/stop", { body: {}, headers })).status).toBe(403);
  });

  it("a machine that is tied to a cluster sees that cluster's feeds only", async () => {
    const { token } = await makeMachine("reader", "other");
    expect((await call(GET_MANAGER, path, { params, token })).status).toBe(404);
    const { json } = await call(GET_MANAGERS, "/taskmanagers", { token });
    expect(json.taskmanagers).toEqual([]);
  });
});

describe("reading", () => {
  it("task managers, by name and time", async () => {
    const { json } = await read(GET_MANAGERS, `/taskmanagers?name=${feed}`);
    expect(taskManagersAnswer.parse(json).taskmanagers).toMatchObject([
      { name: feed, datestamp: AT, component: detector.actor.id },
    ]);
    const none = await read(GET_MANAGERS, `/taskmanagers?start_time=${AT + 1}`);
    expect(none.json).toEqual({ taskmanagers: [] });
    const found = await read(GET_MANAGERS, `/taskmanagers?start_time=${AT}&end_time=${AT}&limit=1`);
    expect(found.json.taskmanagers).toHaveLength(1);
    // There is one incarnation, and this page has it.
    expect(found.json.next).toBeUndefined();
    for (const query of ["?start_time=soon", "?marker=x", "?limit=0", "?colour=red"]) {
      expect((await read(GET_MANAGERS, `/taskmanagers${query}`)).status).toBe(400);
    }
    expect((await read(GET_MANAGERS, "/taskmanagers?marker=999999")).status).toBe(404);
  });

  it("the newest incarnation with its last generation and freshness", async () => {
    const { json } = await read(GET_MANAGER, `/taskmanagers/${feed}`, {
      name: encodeURIComponent(feed),
    });
    expect(taskManagerDetailAnswer.parse(json)).toMatchObject({
      last_generation_id: 5,
      freshness: { state: "fresh", made_at: AT + 2_400, valid_until: AT + 4_200 },
    });
    const none = await read(GET_MANAGER, "/taskmanagers/none", { name: "none" });
    expect(none.status).toBe(404);
    expect(none.answer.headers.get("content-type")).toBe("application/problem+json");
    expect(none.json).toMatchObject({ code: "not_found", error: "KeyNotFoundError" });
  });

  it("generations page by page, newest first", async () => {
    const params = { name: feed };
    const first = await read(GET_GENERATIONS, `/taskmanagers/${feed}/generations?limit=2`, params);
    const numbers = ({ json }: { json: unknown }) =>
      generationsAnswer.parse(json).generations.map((item) => item.generation_id);
    expect(numbers(first)).toEqual([5, 4]);
    expect(first.json.next).toBe(
      `/api/v1/dataspace/taskmanagers/${feed}/generations?limit=2&marker=4`,
    );
    const rest = await read(GET_GENERATIONS, first.json.next.slice(17), params);
    expect(numbers(rest)).toEqual([3, 2]);
    // The page is full, and nothing comes after it.
    const whole = await read(GET_GENERATIONS, "/taskmanagers/x/generations?limit=5", params);
    expect([numbers(whole), whole.json.next]).toEqual([[5, 4, 3, 2, 1], undefined]);
    const upwards = await read(
      GET_GENERATIONS,
      "/taskmanagers/x/generations?sort_dir=asc&marker=3&limit=5000",
      params,
    );
    expect([numbers(upwards), upwards.json.next]).toEqual([[4, 5], undefined]);
    for (const [query, status] of [
      ["marker=x", 400],
      ["marker=77", 404],
      ["limit=0", 400],
      ["limit=1.5", 400],
      ["sort_dir=up", 400],
      ["sort_key=number", 400],
    ] as const) {
      const bad = await read(GET_GENERATIONS, `/taskmanagers/x/generations?${query}`, params);
      expect([query, bad.status]).toEqual([query, status]);
    }
  });

  it("a generation with keys, headers and metadata", async () => {
    const params = { name: feed, generation: "last" };
    const { json } = await read(GET_GENERATION, "/x", params);
    const keys = ["burst_report", "burst_report_summary", "bursters"];
    expect(generationDetailAnswer.parse(json)).toMatchObject({ generation_id: 5, keys });
    expect(json.dataproducts[0]).toMatchObject({
      header: { create_time: AT + 2_400, scheduled_create_time: AT + 2_400, schema_id: 1 },
      metadata: { state: "END_CYCLE", generation_id: 5, missed_update_count: 0 },
      origin_generation: 5,
    });
    for (const generation of ["9", "0", "first", "-1"]) {
      expect((await read(GET_GENERATION, "/x", { ...params, generation })).status).toBe(404);
    }
  });

  it("a product with its value, tagged where JSON has no form of its own", async () => {
    const space = new DataSpace();
    const block = await DataBlock.open(space, { name: "lib:values" });
    const value = { at: new Date(0), big: 2n ** 64n, bytes: new Uint8Array([1]), n: 1 };
    await block.put("v", value, new Header("x"));
    await block.close();
    const params = { name: "lib:values", generation: "1", key: "v" };
    const { json } = await read(GET_PRODUCT_OF, "/x", params);
    expect(productValueAnswer.parse(json).value).toEqual({
      at: { $date: "1970-01-01T00:00:00.000Z" },
      big: { $bigint: "18446744073709551616" },
      bytes: { $bytes: "AQ==" },
      n: 1,
    });
    expect((await read(GET_PRODUCT, "/x", params)).json.key).toBe("v");
    expect((await read(GET_PRODUCT, "/x", { ...params, key: "w" })).status).toBe(404);
  });

  it("an expired product is gone, unless it is allowed", async () => {
    const params = { name: feed, key: "burst_report" };
    at(4_200);
    const gone = await read(GET_PRODUCT, "/x", params);
    expect([gone.status, gone.json.error]).toEqual([410, "DataExpiredError"]);
    const allowed = await read(GET_PRODUCT, "/x?allow_expired=true", params);
    expect([allowed.status, allowed.json.expired]).toEqual([200, true]);
    expect((await read(GET_PRODUCT, "/x?allow_expired=maybe", params)).status).toBe(400);
  });

  it("what differs between two generations", async () => {
    const params = { name: feed };
    const { json } = await read(GET_DIFF, "/x?from=1&to=last", params);
    expect(json).toMatchObject({
      from: 1,
      to: 5,
      changed: ["burst_report", "burst_report_summary"],
    });
    expect(diffAnswer.parse(json).changes).toContainEqual(
      expect.objectContaining({ key: "burst_report", kind: "new", path: expect.any(String) }),
    );
    expect((await read(GET_DIFF, "/x", params)).json).toMatchObject({ from: 4, to: 5 });
    expect((await read(GET_DIFF, "/x?from=1&to=9", params)).status).toBe(404);
    expect((await read(GET_DIFF, "/x?from=one", params)).status).toBe(404);
  });
});

describe("what a feed has", () => {
  it("an incarnation by its uuid, a product in all generations, and the forms of products", async () => {
    const params = { name: feed };
    const { json: manager } = await read(GET_MANAGER, "/x", params);
    const uuid = manager.taskmanager_id as string;
    const named = await read(GET_MANAGER, `/x?taskmanager_id=${uuid}`, params);
    expect(named.json.sequence_id).toBe(manager.sequence_id);
    expect((await read(GET_MANAGER, "/x?taskmanager_id=none", params)).status).toBe(404);
    const of = { ...params, key: "burst_report" };
    const first = await read(GET_PRODUCTS, "/x?limit=3", of);
    const numbers = (found: unknown) =>
      productsAnswer.parse(found).dataproducts.map(({ metadata }) => metadata.generation_id);
    expect(numbers(first.json)).toEqual([5, 4, 3]);
    const rest = await read(GET_PRODUCTS, first.json.next, of);
    expect([numbers(rest.json), rest.json.next]).toEqual([[2, 1], undefined]);
    const { json } = await read(GET_SCHEMAS, "/x", params);
    expect(productSchemasAnswer.parse(json).schemas).toContainEqual({
      ...{ schema_id: expect.any(Number), key: "burst_report", version: 1 },
      ...{ schema: expect.any(Object), created_at: AT, retired_at: null },
    });
    expect((await read(GET_SCHEMAS, "/x", { name: "none" })).status).toBe(404);
  });
});

describe("an ingest", () => {
  it("says how long it counts, 1 s to 30 days", async () => {
    at(3_000);
    expect((await report(["def-a"], "?expires_in=60")).json.generation).toBe(6);
    const { json } = await read(GET_MANAGER, "/x", { name: feed });
    expect(json.freshness).toMatchObject({ made_at: AT + 3_000, valid_until: AT + 3_060 });
    for (const text of ["0", "2592001", "1.5", "soon", "-1"]) {
      expect((await report([], `?expires_in=${text}`)).status).toBe(400);
    }
    expect((await report(["def-a"], "?expires_in=2592000")).json.generation).toBe(7);
  });
});

describe("writing", () => {
  const params = { name: feed };

  it("sets until when products count", async () => {
    await signIn("admin");
    const body = { expiration_time: AT + 2_500, keys: ["bursters"] };
    const done = await call(EXPIRE, "/x", { params, body });
    expect(done.json).toEqual({ generation_id: 7, keys: ["bursters"] });
    expect((await call(GET_PRODUCT, "/x", { params: { ...params, key: "bursters" } })).status).toBe(
      410,
    );
    for (const bad of [{}, { expiration_time: "soon" }, { expiration_time: 1.5 }, "[", []]) {
      expect((await call(EXPIRE, "/x", { params, body: bad })).status).toBe(400);
    }
    const unknown = { expiration_time: 1, keys: ["zz"] };
    expect((await call(EXPIRE, "/x", { params, body: unknown })).status).toBe(404);
    const long = { expiration_time: 1, keys: ["k".repeat(300_000)] };
    expect((await call(EXPIRE, "/x", { params, body: long })).status).toBe(413);
  });

  it("flags products as not to be trusted", async () => {
    await signIn("admin");
    const body = { keys: ["bursters"], reason: "clock was wrong", generation: 6 };
    expect((await call(DEMENT, "/x", { params, body })).json).toEqual({
      generation_id: 6,
      keys: ["bursters"],
    });
    const { json } = await call(GET_GENERATION, "/x", { params: { ...params, generation: "6" } });
    expect(json.dataproducts[2]).toMatchObject({
      demented: true,
      demented_reason: "clock was wrong",
      demented_by: "rest_admin",
      metadata: { state: "METADATA_UPDATE" },
    });
    expect((await call(DEMENT, "/x", { params, body: { keys: [], reason: "x" } })).status).toBe(
      400,
    );
  });

  it("drops a product that nobody sends any more", async () => {
    const of = { ...params, key: "burst_report_summary" };
    const request = () =>
      DROP(new Request(`${ORIGIN}/x?reason=gone`, { method: "DELETE" }), {
        params: Promise.resolve(of as never),
      });
    await signIn("analyst");
    expect((await request()).status).toBe(403);
    await signIn("admin");
    expect((await request()).status).toBe(204);
    expect((await request()).status).toBe(404);
    const { json } = await call(GET_GENERATION, "/x", {
      params: { ...params, generation: "last" },
    });
    expect(json.keys).not.toContain("burst_report_summary");
  });

  it("removes the last generation, or all", async () => {
    await signIn("admin");
    expect((await call(DELETE, "/x", { params })).status).toBe(204);
    expect((await call(GET_MANAGER, "/x", { params })).json.last_generation_id).toBe(6);
    const block = await DataBlock.open(new DataSpace(), { name: feed });
    await block.duplicate();
    expect((await call(DELETE, "/x", { params })).status).toBe(409);
    await block.close();
    expect((await call(DELETE, "/x?all_generations=true", { params })).status).toBe(204);
    expect((await call(GET_MANAGER, "/x", { params })).status).toBe(404);
    // What was given is never given again.
    expect((await report(["def-a"])).json.generation).toBe(9);
  });
});

describe("the Reaper", () => {
  it("tells its state, starts, stops, runs and plans", async () => {
    const { json } = await read(GET_REAPER, "/reaper");
    expect(reaperAnswer.parse(json)).toMatchObject({
      state: "BOOT",
      retention_interval: 365,
      last_run: null,
    });
    await signIn("admin");
    const started = await call(START, "/x", { body: { delay: 60 } });
    // No worker has looked yet, so it is not known to live.
    expect(started.json).toMatchObject({ state: "OFFLINE", next_run_at: AT + 2_560 });
    expect((await call(START, "/x", { body: {} })).status).toBe(409);
    expect((await call(START, "/x", { body: { delay: -1 } })).status).toBe(400);
    const plan = await call(RUN, "/x", { body: { dry_run: true } });
    expect(reapPlanAnswer.parse(plan.json)).toMatchObject({ generations: 0, feeds: [] });
    expect((await call(RUN, "/x", { body: {} })).status).toBe(202);
    await tickReaper({ requestedBy: systemActor.id });
    expect((await call(GET_REAPER, "/x")).json).toMatchObject({ state: "STEADY", state_number: 3 });
    await db().$executeRaw`update reaper_state set state = 'ACTIVE'`;
    expect((await call(RUN, "/x", { body: {} })).status).toBe(409);
    expect((await call(STOP, "/x", { body: {} })).json.state).toBe("SHUTTINGDOWN");
    await tickReaper();
    expect((await call(GET_REAPER, "/x")).json.state).toBe("SHUTDOWN");
    const verbs = await db().historyEvent.findMany({ where: { subjectId: "reaper" } });
    expect(verbs.map(({ verb, actorId }) => [verb, actorId])).toEqual([
      ["start", "rest_admin"],
      ["run", "rest_admin"],
      ["stop", "rest_admin"],
    ]);
  });
});
