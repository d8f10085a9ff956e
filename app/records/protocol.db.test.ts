import { randomInt } from "node:crypto";
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { beforeEach, describe, expect, it } from "vitest";
import { makeMachine } from "@/lib/auth/factory";
import { systemActor } from "@/lib/auth/model";
import { refusalList } from "@/lib/dataspace/lists/refusals";
import { db } from "@/lib/platform/db";
import { resetEnv } from "@/lib/platform/env";
import { openPage } from "@/lib/platform/testing/lists";
import { GET as getHealth, POST as postHealth } from "../health_check/route";
import { GET as getMetrics, HEAD as headMetrics } from "../metrics/route";
import { GET as getOne, PUT as putOne } from "../record/[...path]/route";
import { POST as addOne, PUT as endOne, GET as getRecord } from "../record/route";
import { DELETE, GET, POST } from "./route";

/** Every row of the protocol's tables, at the routes; what only a socket shows is in e2e. */

const ORIGIN = "http://headroom.test";
const context = { params: Promise.resolve({}) };

type Handler = (request: Request, at: typeof context) => Promise<Response>;

interface Sent {
  method?: string;
  path?: string;
  body?: string | Uint8Array;
  headers?: Record<string, string>;
}

interface Answer {
  status: number;
  /** Null where the connection broke on the way. */
  text: string | null;
  headers: Headers;
}

async function call(handler: Handler, sent: Sent = {}): Promise<Answer> {
  const { method = "GET", path = "/records", body, headers = {} } = sent;
  const type: Record<string, string> =
    body === undefined ? {} : { "Content-Type": "application/json" };
  const request = new Request(ORIGIN + path, {
    method,
    headers: { ...type, ...headers },
    ...(body === undefined ? {} : { body: body as BodyInit }),
  });
  const response = await handler(request, context);
  const text = await response.text().catch(() => null);
  return { status: response.status, text, headers: response.headers };
}

const add = (body: string | Uint8Array, headers: Record<string, string> = {}) =>
  call(addOne, { method: "POST", path: "/record", body, headers });
const addMany = (body: string | Uint8Array, headers: Record<string, string> = {}) =>
  call(POST, { method: "POST", body, headers });
const end = (body: string, headers: Record<string, string> = {}) =>
  call(endOne, { method: "PUT", path: "/record", body, headers });
const list = (query = "", headers: Record<string, string> = {}) =>
  call(GET, { path: query === "" ? "/records" : `/records?${query}`, headers });
const one = (id: string, headers: Record<string, string> = {}) =>
  call(getOne, { path: `/record/${id}`, headers });
const basic = (credentials: string) => ({
  Authorization: `Basic ${Buffer.from(credentials).toString("base64")}`,
});

function setAnonymous(open: string, more: Record<string, string> = {}): void {
  const settings = {
    HEADROOM_ACCOUNTING_ANONYMOUS: open,
    HEADROOM_ACCOUNTING_IGNORE_DUPLICATES: "",
    ...more,
  };
  Object.assign(process.env, settings);
  resetEnv();
}

const start = '"start_time":"2021-12-06T16:29:43.079043Z"';
const recordOf = (id: string, more = "") =>
  `{"record_id":${JSON.stringify(id)},"components":[],${start}${more}}`;
const siteRecord = (id: string, site: string) => recordOf(id, `,"meta":{"site_id":["${site}"]}`);

const count = () => db().accountingRecord.count();

beforeEach(async () => {
  setAnonymous("read,write");
  await db().accountingRecord.deleteMany({});
  await db().refusal.deleteMany({});
});

async function refused() {
  const { rows } = await openPage(refusalList, systemActor);
  return rows.map(({ feed, detail, rejected }) => ({ feed, detail, rejected }));
}

describe("one record", () => {
  it("comes back with every digit", async () => {
    const body =
      '{"record_id":"record-1","meta":{"site_id":["site1"]},"components":[{"name":"CPU","amount":9223372036854775807,"scores":[{"name":"HEPSPEC06","value":9.2}]}],"start_time":"2021-12-06T16:29:43.079043Z","stop_time":"2021-12-06T18:00:00.079043Z"}';
    const answer = await add(body);
    expect([answer.status, answer.text]).toEqual([200, ""]);
    expect(answer.headers.get("x-headroom-empty")).toBe("1");
    const stored = await one("record-1");
    expect(stored.text).toBe(`${body.slice(0, -1)},"runtime":5417}`);
    expect(stored.headers.get("content-type")).toBe("application/json");
  });

  it("is given back with all six keys, whatever was sent", async () => {
    await add(recordOf("bare"));
    expect((await one("bare")).text).toBe(
      `{"record_id":"bare","meta":null,"components":[],${start},"stop_time":null,"runtime":null}`,
    );
    await add(recordOf("empty", ',"meta":{},"stop_time":null,"runtime":7'));
    expect((await one("empty")).text).toContain('"meta":{}');
  });

  it.each([
    ["2021-12-06T16:29:43Z", "2021-12-06T16:29:43Z"],
    ["2021-12-06T16:29:43.500000Z", "2021-12-06T16:29:43.500Z"],
    ["2021-12-06T16:29:43.07904Z", "2021-12-06T16:29:43.079040Z"],
    ["2021-12-06T18:29:43.1+02:00", "2021-12-06T16:29:43.100Z"],
    ["2021-12-06T16:29:43.0790439Z", "2021-12-06T16:29:43.079043Z"],
    ["+12021-12-06T16:29:43.5Z", "+12021-12-06T16:29:43.500Z"],
    ["0000-12-06T16:29:43Z", "0000-12-06T16:29:43Z"],
    ["-0044-12-06T16:29:43.000001Z", "-0044-12-06T16:29:43.000001Z"],
    ["1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z"],
  ])("shows %s as %s", async (sent, shown) => {
    await add(`{"record_id":"t","components":[],"start_time":"${sent}","stop_time":"${sent}"}`);
    const { text } = await one("t");
    expect(text).toContain(`"start_time":"${shown}","stop_time":"${shown}","runtime":0}`);
  });

  it.each([
    ["2021-12-06T18:00:00.079043Z", 5417],
    ["2021-12-06T18:00:00.079042Z", 5416],
    ["2021-12-06T16:29:41.579043Z", -1],
    ["2021-12-06T16:29:43.079042Z", 0],
    ["1970-01-01T00:00:00Z", -1_638_808_183],
  ])("has a runtime cut toward zero: until %s it is %i", async (stop, runtime) => {
    await add(recordOf("r", `,"stop_time":"${stop}"`));
    expect((await one("r")).text).toMatch(new RegExp(`"runtime":${runtime}}$`));
  });

  it("is stored once, and a second one changes nothing", async () => {
    await add(recordOf("a"));
    const again = await add(recordOf("a", ',"stop_time":"2022-01-01T00:00:00Z"'));
    expect([again.status, again.text]).toEqual([500, "RECORD_EXISTS"]);
    expect(again.headers.get("content-type")).toBeNull();
    expect((await one("a")).text).toContain('"stop_time":null');
    expect(await refused()).toEqual([]);
  });

  it("may be a duplicate where the site says so", async () => {
    setAnonymous("read,write", { HEADROOM_ACCOUNTING_IGNORE_DUPLICATES: "true" });
    await add(recordOf("a"));
    const again = await add(recordOf("a"));
    expect([again.status, again.text]).toEqual([
      200,
      '{"warning":"Record already exists, but the error was ignored due to AUDITOR configuration."}',
    ]);
  });

  it.each([
    ["{}", 400, "Json deserialize error: missing field `record_id` at line 1 column 2"],
    [recordOf("a\0b"), 400, "Json deserialize error: Parsing 'a\0b' failed at line 1 column 23"],
  ])("%s is refused and kept", async (body, status, text) => {
    const answer = await add(body);
    expect([answer.status, answer.text]).toEqual([status, text]);
    expect(answer.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(await refused()).toMatchObject([{ feed: "accounting:anonymous", rejected: 1 }]);
    expect(await count()).toBe(0);
  });

  it.each([
    ["text/plain", 400],
    ["", 400],
    ["application/json; charset=utf-8", 200],
    ["text/json", 200],
    ["application/vnd.api+json", 200],
    ["application/jsonp", 400],
  ])("the content type %s", async (type, status) => {
    const answer = await add(recordOf("a"), { "Content-Type": type });
    expect(answer.status).toBe(status);
    if (status === 400) expect(answer.text).toBe("Content type error");
  });

  it("may have 2 MiB", async () => {
    const long = recordOf("a", `,"x":"${"x".repeat(2_097_152)}"`);
    const declared = await add(long, { "Content-Length": String(long.length) });
    expect([declared.status, declared.text]).toEqual([
      413,
      `JSON payload (${long.length} bytes) is larger than allowed (limit: 2097152 bytes).`,
    ]);
    const chunked = await add(long);
    expect(chunked.text).toBe("JSON payload has exceeded limit (2097152 bytes).");
    const fitting = recordOf("a", `,"x":"${"x".repeat(2_000_000)}"`);
    expect((await add(gzipSync(fitting), { "Content-Encoding": "gzip" })).status).toBe(200);
  });

  it("an id too long for an index is refused, not lost", async () => {
    // 256 letters, each with marks that no compression makes small.
    const mark = () => String.fromCodePoint(0xe0100 + randomInt(240));
    const id = Array.from(
      { length: 256 },
      () => `a${mark()}${mark()}${mark()}${mark()}${mark()}${mark()}`,
    ).join("");
    expect((await add(recordOf(id))).status).toBe(400);
  });

  it("no such record, no such path", async () => {
    expect((await one("nothing")).status).toBe(404);
    expect(JSON.parse((await one("nothing")).text ?? "")).toHaveProperty("error");
    expect((await one("%20")).status).toBe(404);
    expect((await one("a%ZZ")).status).toBe(404);
    expect((await one("a%00")).status).toBe(404);
    await add(recordOf("a b/c"));
    expect((await one("a%20b%2Fc")).status).toBe(200);
    expect((await one("a%20b/c")).status).toBe(404);
  });
});

describe("the end of a record", () => {
  const stop = ',"stop_time":"2021-12-06T18:00:00.079043Z"';

  it("is set from the stored start, again and again", async () => {
    await add(recordOf("a"));
    const body = '{"record_id":"a","components":[],"start_time":"1999-01-01T00:00:00Z"';
    const answer = await end(`${body}${stop}}`);
    expect([answer.status, answer.text]).toEqual([200, ""]);
    expect((await one("a")).text).toContain(
      `${start},"stop_time":"2021-12-06T18:00:00.079043Z","runtime":5417}`,
    );
    await end(`${body},"stop_time":"2021-12-06T16:29:41.579043Z"}`);
    expect((await one("a")).text).toContain('"runtime":-1}');
  });

  it("of an unknown record is told", async () => {
    const answer = await end(recordOf("nobody", stop));
    expect([answer.status, answer.text]).toEqual([
      404,
      "Updating unknown record nobody not possible.",
    ]);
    expect(await refused()).toEqual([]);
  });

  it("must be there", async () => {
    expect((await end(recordOf("a"))).status).toBe(400);
    expect((await end(recordOf("a", ',"stop_time":null'))).status).toBe(400);
  });
});

describe("many records", () => {
  it("are stored all or not at all", async () => {
    const ok = await addMany(`[${recordOf("a")},${recordOf("b")}]`);
    expect([ok.status, ok.text]).toEqual([200, ""]);
    expect((await addMany("[]")).text).toBe("");
    for (const body of [
      `[${recordOf("c")},${recordOf("a")}]`,
      `[${recordOf("c")},${recordOf("c")}]`,
    ]) {
      const answer = await addMany(body);
      expect([answer.status, answer.text]).toEqual([500, "RECORD_EXISTS"]);
    }
    expect((await addMany(`[${recordOf("c")},{}]`)).status).toBe(400);
    expect(await count()).toBe(2);
    expect(await refused()).toMatchObject([{ rejected: 1 }]);
  });

  it("may hold duplicates where the site says so; the new ones are stored", async () => {
    setAnonymous("read,write", { HEADROOM_ACCOUNTING_IGNORE_DUPLICATES: "true" });
    await add(recordOf("a"));
    const answer = await addMany(`[${recordOf("a")},${recordOf("b")},${recordOf("b")}]`);
    expect(JSON.parse(answer.text ?? "")).toEqual({
      warning:
        "One or more records already exist, but the error was ignored due to AUDITOR configuration.",
      inserted: 1,
      skipped: 2,
    });
    expect(await count()).toBe(2);
  });

  it("are kept where they are no list", async () => {
    expect((await addMany(recordOf("a"))).status).toBe(400);
    expect((await addMany("[{")).status).toBe(400);
    expect(await refused()).toMatchObject([{ rejected: 1 }, { rejected: 1 }]);
  });

  it("come back one a line, never as a list", async () => {
    expect((await list()).text).toBe("");
    await addMany(`[${recordOf("b")},${recordOf("a", ',"stop_time":"2022-01-01T00:00:00Z"')}]`);
    const { text, headers } = await list();
    expect(headers.get("content-type")).toBe("application/json");
    const ids = text?.split("\n").map((line) => /"record_id":"(.)"/.exec(line)?.[1]);
    // Unfinished ones last, and nothing behind the last line.
    expect(ids).toEqual(["a", "b", undefined]);
    expect((await list("sort_by[desc]=stop_time")).text).toMatch(/^{"record_id":"b"/);
    expect((await list("limit=0")).text).toBe("");
  });

  it("a query that is none is refused in JSON", async () => {
    const answer = await list("foo=bar");
    expect(answer.status).toBe(400);
    expect(answer.headers.get("content-type")).toBe("application/json");
    expect(JSON.parse(answer.text ?? "").error).toMatch(/^unknown field `foo`, expected one of/);
  });

  it("go to the end of a long result", async () => {
    const records = Array.from({ length: 9_500 }, (_, n) => recordOf(`r${n}`));
    await addMany(`[${records.join(",")}]`);
    const { text } = await list("sort_by[asc]=record_id");
    const ids = text
      ?.split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line).record_id);
    expect(ids).toEqual(records.map((_, n) => `r${n}`).sort());
  });
});

describe("the collectors' own records", () => {
  const samples = readFileSync("lib/accounting/samples/collectors.ndjson", "utf8");

  it.each(samples.trim().split("\n"))("%.40s… goes in and comes out equal", async (sample) => {
    expect((await add(sample)).status).toBe(200);
    const { record_id: id } = JSON.parse(sample) as { record_id: string };
    const { text } = await list(`record_id=${encodeURIComponent(id)}`);
    const runtime = /"runtime":(\w+)}/.exec(text ?? "")?.[1];
    expect(text).toBe(`${sample.slice(0, -1)},"runtime":${runtime}}\n`);
  });
});

describe("who may", () => {
  it("nobody without credentials, unless the site says so", async () => {
    setAnonymous("");
    expect((await list()).status).toBe(401);
    expect((await list()).headers.get("www-authenticate")).toContain("Basic");
    expect((await call(getMetrics, { path: "/metrics" })).status).toBe(401);
    expect((await call(getHealth, { path: "/health_check" })).status).toBe(200);
    setAnonymous("read");
    expect((await list()).status).toBe(200);
    expect((await call(getMetrics, { path: "/metrics" })).status).toBe(200);
    expect((await end(recordOf("a", ',"stop_time":"2022-01-01T00:00:00Z"'))).status).toBe(401);
  });

  it("a refusal that a client would take for success breaks the connection", async () => {
    setAnonymous("");
    expect(await add(recordOf("a"))).toMatchObject({ status: 401, text: null });
    expect(await addMany("[]", basic("no:body"))).toMatchObject({ status: 401, text: null });
    const json = { Accept: "application/json" };
    expect((await add(recordOf("a"), json)).text).toContain("credentials");
    setAnonymous("", { HEADROOM_ACCOUNTING_BREAK_CONNECTIONS: "false" });
    expect((await add(recordOf("a"))).text).toContain("credentials");
    setAnonymous("", { HEADROOM_ACCOUNTING_BREAK_CONNECTIONS: "" });
    expect((await end(recordOf("a"))).text).toContain("credentials");
    expect(await count()).toBe(0);
  });

  it("collectors write, readers read, monitors count", async () => {
    setAnonymous("");
    const ways = {
      write: (who: Record<string, string>) => add(recordOf("a"), who),
      read: (who: Record<string, string>) => list("", who),
      count: (who: Record<string, string>) => call(getMetrics, { path: "/metrics", headers: who }),
    };
    const allowed = { collector: "write", reader: "read", monitor: "count", scanner: "" } as const;
    for (const [service, way] of Object.entries(allowed)) {
      const { basic: credentials, token } = await makeMachine(
        service as keyof typeof allowed,
        null,
      );
      for (const who of [basic(credentials), { Authorization: `Bearer ${token}` }]) {
        await db().accountingRecord.deleteMany({});
        for (const [name, send] of Object.entries(ways)) {
          expect([service, name, (await send(who)).status]).toEqual([
            service,
            name,
            name === way ? 200 : 403,
          ]);
        }
      }
      expect((await list("", basic(`${credentials}x`))).status).toBe(401);
    }
  });

  it("credentials with sites touch these sites alone", async () => {
    setAnonymous("");
    const writer = await makeMachine("collector", null, { site: "A, B" });
    const reader = await makeMachine("reader", null, { site: "A,B" });
    const all = await makeMachine("reader", null);
    const mine = basic(writer.basic);
    await add(siteRecord("a", "A"), mine);
    await addMany(`[${siteRecord("b", "B")}]`, mine);
    expect(await add(siteRecord("c", "C"), mine)).toMatchObject({ status: 403, text: null });
    expect(await add(recordOf("d"), mine)).toMatchObject({ status: 403, text: null });
    expect((await addMany(`[${siteRecord("e", "A")},${siteRecord("f", "C")}]`, mine)).status).toBe(
      403,
    );
    expect(await refused()).toMatchObject([
      { feed: `accounting:${writer.actor.id}`, rejected: 1 },
      { rejected: 1 },
      { rejected: 1 },
    ]);
    const anybody = await makeMachine("collector", null);
    await add(siteRecord("c", "C"), basic(anybody.basic));
    const ids = async (who: string, query = "") =>
      [...((await list(query, basic(who))).text ?? "").matchAll(/"record_id":"(.)"/g)]
        .map((match) => match[1])
        .sort();
    expect(await ids(reader.basic)).toEqual(["a", "b"]);
    expect(await ids(all.basic)).toEqual(["a", "b", "c"]);
    expect(await ids(reader.basic, "meta[site_id][c][0]=C")).toEqual([]);
    expect((await one("c", basic(reader.basic))).status).toBe(404);
    expect((await one("b", basic(reader.basic))).status).toBe(200);
    const stop = ',"stop_time":"2022-01-01T00:00:00Z"';
    expect((await end(recordOf("c", stop), mine)).status).toBe(404);
    expect((await end(recordOf("a", stop), mine)).status).toBe(200);
  });
});

describe("other methods and paths", () => {
  const notFound = [404, "The requested resource was not found. 404 Not Found"];
  it.each<[string, Handler, Sent, unknown[]]>([
    ["GET /record", getRecord, { path: "/record" }, [405, ""]],
    ["DELETE /records", DELETE, { method: "DELETE" }, [405, ""]],
    ["PUT /record/{id}", putOne, { method: "PUT", path: "/record/a" }, notFound],
    ["POST /health_check", postHealth, { method: "POST", path: "/health_check" }, notFound],
    ["GET /records/", GET, { path: "/records/" }, notFound],
    ["GET /record/a/", getOne, { path: "/record/a/" }, notFound],
    ["GET /record/", getRecord, { path: "/record/" }, notFound],
    ["GET /metrics/", getMetrics, { path: "/metrics/" }, notFound],
  ])("%s", async (_name, handler, sent, expected) => {
    const answer = await call(handler, sent);
    expect([answer.status, answer.text]).toEqual(expected);
  });

  it("HEAD is not served", async () => {
    const answer = await call(headMetrics, { method: "HEAD", path: "/metrics" });
    expect(answer.status).toBe(404);
  });
});

it("metrics count records, and each of a record's values once", async () => {
  const metrics = async () => (await call(getMetrics, { path: "/metrics" })).text ?? "";
  await addMany(
    `[${siteRecord("a", "s1")},${recordOf("b", ',"meta":{"site_id":["s1","s1"],"site":["s1","s2"],"user":["u"]}')},${recordOf("c")}]`,
  );
  await expect.poll(metrics).toContain("\nnum_records_database 3\n");
  const lines = (await metrics()).split("\n").filter((line) => !line.startsWith("#"));
  expect(lines).toEqual([
    "num_records_database 3",
    'num_records_database_per_site{site="s1"} 2',
    'num_records_database_per_site{site="s2"} 1',
    'num_records_database_per_user{user_id="u"} 1',
    "",
  ]);
});
