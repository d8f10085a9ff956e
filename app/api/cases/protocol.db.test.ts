import { readFileSync } from "node:fs";
import { beforeEach, describe, expect, it } from "vitest";
import { type Machine, makeMachine, type SignOptions, signedRequest } from "@/lib/auth/factory";
import { setClock } from "@/lib/platform/clock";
import { db } from "@/lib/platform/db";
import { GET as getCase, POST as postCase } from "./[id]/route";
import { DELETE, GET, POST } from "./route";

const START = 1_634_316_000;
const noParams = { params: Promise.resolve({}) };

let serial = 0;
let cluster = "";
let detector: Machine;
let seconds = START;

function tick(): void {
  seconds += 1;
  setClock(new Date(seconds * 1000));
}

beforeEach(async () => {
  serial += 1;
  cluster = `cluster${String.fromCharCode(96 + serial)}`;
  tick();
  await db().cluster.create({ data: { id: cluster, name: `Cluster ${serial}` } });
  detector = await makeMachine("detector", cluster);
});

async function call(response: Promise<Response>) {
  const answer = await response;
  const text = await answer.text();
  return { status: answer.status, text, json: JSON.parse(text), headers: answer.headers };
}

function post(body: unknown, options: SignOptions = {}, machine = detector) {
  return call(POST(signedRequest(machine, "POST", "/api/cases/", { body, ...options }), noParams));
}

function get(query: string, machine = detector, options: SignOptions = {}) {
  const decoded = decodeURIComponent(query);
  const signAs = options.signAs ?? `/api/cases/${decoded}`;
  const request = signedRequest(machine, "GET", `/api/cases/${query}`, { ...options, signAs });
  return call(GET(request, noParams));
}

function item(id: number | string, machine = detector) {
  const request = signedRequest(machine, "GET", `/api/cases/${id}`);
  return call(getCase(request, { params: Promise.resolve({ id: String(id) }) }));
}

const burst = (change: Record<string, unknown> = {}) => ({
  account: "def-pi1",
  resource: "cpu",
  pain: 1,
  firstjob: 1005,
  lastjob: 2000,
  submitters: ["user3"],
  summary: null,
  ...change,
});

const oldjob = (change: Record<string, unknown> = {}) => ({
  account: "def-pi2-ab",
  resource: "gpu",
  age: 612,
  submitter: "userX",
  summary: null,
  ...change,
});

interface Plain {
  id: number;
  ticks: number;
  pain: number;
  jobrange: number[];
  submitters: string[];
  account: string;
  state: string;
}

async function board(): Promise<Plain[]> {
  return ((await get("?report=bursts")).json as { results: Plain[] } | null)?.results ?? [];
}

async function checksum(): Promise<string> {
  const [row] = await db().$queryRaw<{ sum: string }[]>`
    select md5(concat(
      (select string_agg(c::text, ';' order by id) from cases c),
      (select string_agg(s::text, ';' order by case_id, tick) from case_samples s),
      (select string_agg(g::text, ';' order by id) from generations g),
      (select count(*) from data_products), (select count(*) from product_blobs),
      (select string_agg(f::text, ';' order by name) from feeds f where last_generation_id is not null)
    )) as sum`;
  return row?.sum ?? "";
}

describe("the worked sequence", () => {
  it("merges reports as the protocol tells", async () => {
    const first = await post({ version: 2, bursts: [burst()] });
    expect([first.status, first.text]).toEqual([201, '{"status":201}']);
    const [one] = await board();
    const id1 = one?.id ?? 0;
    tick();
    await post({
      version: 2,
      bursts: [burst({ pain: 0, firstjob: 1000, submitters: ["userQ"] })],
    });
    expect(await board()).toMatchObject([
      { id: id1, ticks: 2, pain: 0, jobrange: [1005, 2000], submitters: ["userQ", "user3"] },
    ]);
    tick();
    const pi2 = { account: "def-pi2-ab", firstjob: 1015, lastjob: 2015, submitters: ["userQ"] };
    await post({
      version: 2,
      bursts: [burst({ lastjob: 2005, submitters: ["userQ"] }), burst({ ...pi2, pain: 1.5 })],
    });
    const [, two] = await board();
    expect(await board()).toMatchObject([
      { id: id1, ticks: 3, jobrange: [1005, 2005] },
      { ticks: 1, pain: 1.5, account: "def-pi2-ab", state: "pending" },
    ]);
    tick();
    await post({
      version: 2,
      bursts: [burst({ pain: 1.2, firstjob: 1020, lastjob: 2015, submitters: ["userQ"] })],
    });
    expect(await board()).toMatchObject([{ id: id1, ticks: 4, pain: 1.2, jobrange: [1005, 2015] }]);
    tick();
    await post({
      version: 2,
      bursts: [burst({ lastjob: 3000 }), burst({ ...pi2, submitters: ["userX"] })],
    });
    expect(await board()).toMatchObject([
      { id: id1, ticks: 5, jobrange: [1005, 3000] },
      { id: two?.id, ticks: 2, submitters: ["userX", "userQ"] },
    ]);
    tick();
    await post({ version: 2, bursts: [burst({ firstjob: 3001, lastjob: 3100 })] });
    const [three] = await board();
    expect(three?.id).toBeGreaterThan(two?.id ?? 0);
    expect(three).toMatchObject({ ticks: 1, jobrange: [3001, 3100] });
    tick();
    await post({ version: 2, bursts: [burst({ firstjob: 3100, lastjob: 3200 })] });
    expect(await board()).toMatchObject([{ id: three?.id, ticks: 2, jobrange: [3001, 3200] }]);
    const samples = await db().caseSample.findMany({ where: { caseId: id1 } });
    expect(samples.map(({ tick: number, metric }) => [number, metric])).toEqual([
      [1, 1],
      [2, 0],
      [3, 1],
      [4, 1.2],
      [5, 1],
    ]);
  });

  it("takes the recorded report as it is", async () => {
    const sample = readFileSync("lib/cases/samples/detector-report.json", "utf8");
    expect((await post(sample)).text).toBe('{"status":201}');
    expect((await board()).map(({ account, jobrange }) => [account, jobrange])).toEqual([
      ["def-pi1", [20000, 20500]],
      ["def-pi2-ab", [1007, 3_000_000_000]],
    ]);
    expect((await get("?report=oldjobs")).json.results).toHaveLength(2);
  });

  it("answers a case to the byte", async () => {
    await post({ version: 2, bursts: [burst({ resource: "CPU" })] });
    const { text } = await get("?report=bursts");
    const [{ id } = { id: 0 }] = await board();
    const expected =
      `{"id":${id},"account":"def-pi1","cluster":"${cluster}","epoch":${seconds},"ticks":1,` +
      `"claimant":null,"ticket_id":null,"ticket_no":null,"summary":null,"resource":"cpu",` +
      `"pain":1,"jobrange":[1005,2000],"submitters":["user3"],"state":"pending",` +
      `"other":{"notes":0}}`;
    expect(text).toBe(`{"epoch":${seconds},"results":[${expected}]}`);
    expect((await item(id)).text).toBe(expected);
  });

  it("answers an old job with its own keys and whole days", async () => {
    await post({ version: 2, oldjobs: [oldjob({ age: 12.7, summary: { mem: 3 } })] });
    const { json } = await get("?report=oldjobs");
    expect(Object.keys(json.results[0])).toEqual([
      ...["id", "account", "cluster", "epoch", "ticks", "claimant", "ticket_id", "ticket_no"],
      ...["summary", "resource", "age", "submitter", "other"],
    ]);
    expect(json.results[0]).toMatchObject({ age: 13, submitter: "userX", summary: { mem: 3 } });
  });

  it("gives the pretty keys beside the plain ones", async () => {
    await post({
      version: 2,
      bursts: [burst({ pain: 0.125, summary: { num_jobs: 12.7, old_pain: 3, x: true } })],
    });
    const { json } = await get("?pretty=1&report=bursts", detector, {
      signAs: "/api/cases/?pretty=1&report=bursts",
    });
    expect(json.results[0]).toMatchObject({
      ticket: null,
      pain: 0.125,
      pain_pretty: "0.12",
      resource_pretty: "CPU",
      state_pretty: "Pending",
      summary_pretty: { "Job count": "12", "Old pain": "3.00", x: "true" },
      actions: [{ id: "reject", label: "Reject" }],
      usage_pretty:
        `<a target='beamplot' href='https://localhost/plots/${cluster}/def-pi1_cpu.html'>` +
        "Dash.cc</a>",
    });
  });
});

describe("what a report keeps", () => {
  it("an empty report clears the board, and the case comes back with its past", async () => {
    await post({ version: 2, bursts: [burst()], oldjobs: [oldjob()] });
    const [{ id } = { id: 0 }] = await board();
    tick();
    expect((await post({ version: 2, bursts: [] })).status).toBe(201);
    expect((await get("?report=bursts")).text).toBe("null");
    expect((await get("?report=oldjobs")).json.results).toHaveLength(1);
    expect((await item(id)).json).toMatchObject({ id, ticks: 1, epoch: seconds - 1 });
    tick();
    await post({ version: 2, bursts: [burst()] });
    expect(await board()).toMatchObject([{ id, ticks: 2 }]);
  });

  it("two reports in one second stay two", async () => {
    await post({ version: 2, bursts: [burst(), burst({ account: "def-pi9" })] });
    await post({ version: 2, bursts: [burst()] });
    expect(await board()).toMatchObject([{ account: "def-pi1", ticks: 2 }]);
    const generations = await db().generation.findMany({
      where: { taskManager: { feedName: `burst:${cluster}` } },
      orderBy: { id: "asc" },
    });
    expect(generations.map(({ number, state }) => [number, state])).toEqual([
      [1, "CLOSED"],
      [2, "CLOSED"],
    ]);
  });

  it("a decision, a claim and the version survive a report", async () => {
    await post({ version: 2, bursts: [burst()] });
    const [{ id } = { id: 0 }] = await board();
    const person = await db().person.create({
      data: { uid: `u${serial}`, cci: `abc-00${serial}`.slice(0, 7), name: "A Person" },
    });
    await db().case.update({
      where: { id },
      data: { state: "rejected", claimantId: person.id, version: 4, ticketNo: "T1", ticketId: 1 },
    });
    tick();
    await post({ version: 2, bursts: [burst({ pain: 9 })] });
    const after = await db().case.findUniqueOrThrow({ where: { id } });
    expect(after).toMatchObject({ state: "rejected", claimantId: person.id, version: 4, ticks: 2 });
    expect((await item(id)).json).toMatchObject({ claimant: person.cci, ticket_no: "T1" });
    const { summary } = await db().generation.findFirstOrThrow({ orderBy: { id: "desc" } });
    expect(summary).toBe(
      "0 new record(s) and 1 existing.  In total there are 0 pending, 0 accepted, 1 rejected.  " +
        "1 have been claimed.",
    );
  });

  it("accepted accounts of the newest report are the adjustor view", async () => {
    await post({ version: 2, bursts: [burst({ pain: 70.4 }), burst({ account: "def-pi9" })] });
    const view = "?report=bursts&view=adjustor";
    expect((await get(view)).text).toBe("null");
    const data = { state: "accepted", ticketNo: "T1" };
    await db().case.updateMany({ where: { clusterId: cluster, account: "def-pi1" }, data });
    const scheduler = await makeMachine("scheduler", cluster);
    const { text } = await get(view, scheduler);
    expect(text).toBe('[{"account":"def-pi1","pain":70.4,"resource":"cpu"}]');
    tick();
    await post({ version: 2, bursts: [burst({ account: "def-pi9" })] });
    expect((await get(view, scheduler)).text).toBe("null");
    tick();
    await post({ version: 2, bursts: [burst({ pain: 3 })] });
    expect((await get(view, scheduler)).json).toMatchObject([{ pain: 3 }]);
    tick();
    await post({ version: 2, bursts: [burst({ firstjob: 5000, lastjob: 6000 })] });
    expect((await get(view, scheduler)).text).toBe("null");
  });

  it("old jobs of several users in one report keep the greatest age and all users", async () => {
    await post({
      version: 2,
      oldjobs: [oldjob({ age: 200 }), oldjob({ age: 50, submitter: "userY" })],
    });
    const stored = await db().case.findFirstOrThrow({ where: { clusterId: cluster } });
    expect(stored).toMatchObject({
      metric: 200,
      ticks: 2,
      detail: { submitters: ["userX", "userY"] },
    });
    tick();
    await post({ version: 2, oldjobs: [oldjob({ age: 5, submitter: "userZ" })] });
    expect((await get("?report=oldjobs")).json.results[0]).toMatchObject({
      age: 5,
      submitter: "userZ",
      ticks: 3,
    });
  });

  it("job ids of 64 bits are stored and returned exactly", async () => {
    const body =
      `{"version":2,"bursts":[{"account":"big","resource":"cpu","pain":1,"summary":` +
      `{"n":9007199254740993},"submitters":[],"firstjob":3000000000,` +
      `"lastjob":9223372036854775807}]}`;
    expect((await post(body)).status).toBe(201);
    const { text } = await get("?report=bursts");
    expect(text).toContain('"jobrange":[3000000000,9223372036854775807]');
    expect(text).toContain('"summary":{"n":9007199254740993}');
  });

  it("types are processed in the order of the body", async () => {
    await post({ version: 2, oldjobs: [oldjob()], bursts: [burst()] });
    const cases = await db().case.findMany({
      where: { clusterId: cluster },
      orderBy: { id: "asc" },
    });
    expect(cases.map(({ type }) => type)).toEqual(["oldjobs", "bursts"]);
  });
});

describe("refused reports", () => {
  const bad = (change: Record<string, unknown>) => ({
    version: 2,
    bursts: [burst(), burst(change)],
  });
  const without = (field: string) => {
    const { [field]: _, ...rest } = burst() as Record<string, unknown>;
    return { version: 2, bursts: [rest] };
  };
  const conform = "Does not conform to API for report type bursts: ";

  it.each([
    ["resource", without("resource"), `${conform}Missing required field: 'resource'`],
    ["account", without("account"), `${conform}Missing required field: 'account'`],
    ["lastjob", without("lastjob"), `${conform}Missing required field: 'lastjob'`],
    ["bad resource", bad({ resource: "ppu" }), `${conform}Invalid resource type: 'ppu'`],
    ["type", { version: 2, bursts: [burst()], flarb: [] }, "Unrecognized report type: flarb"],
    ["null", { version: 2, bursts: null }, `${conform}The report must be an array`],
    [
      "job id",
      bad({ firstjob: "_32" }),
      `${conform}Could not parse job ID ('_32') to extract base ID`,
    ],
    [
      "fraction",
      bad({ firstjob: 10.5 }),
      `${conform}Could not parse job ID ('10.5') to extract base ID`,
    ],
    ["number resource", bad({ resource: 5 }), `${conform}Invalid resource type: 5`],
    ["pain", bad({ pain: "much" }), `${conform}Field 'pain' must be a number`],
    [
      "long account",
      bad({ account: "a".repeat(33) }),
      `${conform}Field 'account' is longer than 32 characters`,
    ],
    ["NUL", bad({ account: "a\0" }), /cannot be stored/],
    ["surrogate", bad({ summary: { "\ud800": 1 } }), /cannot be stored/],
    ["submitters text", bad({ submitters: "userX" }), /must be an array of user names/],
    ["summary list", bad({ summary: [1] }), /must be an object or null/],
    ["version text", { version: "two", bursts: [] }, "API version must be a number"],
    ["array", [1], "The body must be a JSON object"],
    ["text entry", { version: 2, bursts: ["x"] }, `${conform}An entry must be a JSON object`],
    [
      "old job",
      { version: 2, oldjobs: [{}] },
      "Does not conform to API for report type oldjobs: Missing required field: 'resource'",
    ],
  ])("400 for %s, and nothing changes", async (_name, body, detail) => {
    await post({ version: 2, bursts: [burst()] });
    const before = await checksum();
    const { status, json } = await post(body);
    expect(status).toBe(400);
    expect(json).toEqual({
      status: 400,
      detail: typeof detail === "string" ? detail : expect.stringMatching(detail),
    });
    expect(await checksum()).toBe(before);
  });

  it.each([
    ["", "API violation: must define 'version'"],
    ["{}", "API violation: must define 'version'"],
    ["null", "API violation: must define 'version'"],
    ['{"bursts":[]}', "API violation: must define 'version'"],
    ['{"version":1}', "Client API version (1) does not match server (2)"],
    ['{"version":"3"}', "Client API version (3) does not match server (2)"],
    ['{"version":2', "The body is not valid JSON."],
  ])("400 in the request's shape for %j", async (body, text) => {
    const { status, json } = await post(body);
    expect(status).toBe(400);
    expect(json).toEqual({ error: `400 Bad Request: ${text}` });
  });

  it("a wrong content type is refused", async () => {
    const { status, json } = await post(
      { version: 2 },
      { headers: { "Content-Type": "text/csv" } },
    );
    expect(status).toBe(400);
    expect(json.error).toMatch(/^400 Bad Request: /);
  });

  it("only a version is fine and does nothing", async () => {
    const before = await checksum();
    expect((await post({ version: "2" })).text).toBe('{"status":200}');
    expect(await checksum()).toBe(before);
  });

  it("a bad later type leaves the earlier one unstored", async () => {
    const before = await checksum();
    const { status } = await post({ version: 2, bursts: [burst()], oldjobs: [{}] });
    expect(status).toBe(400);
    expect(await checksum()).toBe(before);
  });

  it("the refusal is kept with every bad row", async () => {
    await post({ version: 2, bursts: [burst({ pain: null }), burst(), burst({ account: "x\0" })] });
    const refusal = await db().refusal.findFirstOrThrow({
      where: { componentId: detector.actor.id },
      include: { rows: { orderBy: { line: "asc" } } },
    });
    expect(refusal).toMatchObject({
      feedName: `burst:${cluster}`,
      code: "invalid_input",
      receivedCount: 3,
      rejectedCount: 2,
    });
    expect(refusal.rows.map(({ line }) => line)).toEqual([1, 3]);
    expect(refusal.rows[1]?.content).toContain("x\\u0000");
  });
});

describe("reading", () => {
  it.each([
    ["", "Request did not specify report"],
    ["?report=flarb", "Requested report not recognized"],
    ["?report=bursts&view=nosuch", "Requested view not recognized"],
    ["?report=oldjobs&view=adjustor", "Requested view not recognized"],
    ["?report=bursts&zzz=1", "Requested parameter not recognized: zzz"],
  ])("400 for %s", async (query, detail) => {
    const { status, text } = await get(query);
    expect(status).toBe(400);
    expect(text).toBe(JSON.stringify({ status: 400, detail }));
  });

  it("404 for what is not there", async () => {
    for (const id of ["11999", "abc", "99999999999", "-1", "1.5"]) {
      const { status, text } = await item(id);
      expect(status).toBe(404);
      expect(text).toBe(`{"status":404,"detail":"No case found matching ID ${id}"}`);
    }
  });

  it("another cluster's cases and name are out of reach", async () => {
    await post({ version: 2, bursts: [burst()] });
    const [{ id } = { id: 0 }] = await board();
    await db().cluster.create({ data: { id: `other${serial}`, name: `Other ${serial}` } });
    const other = await makeMachine("detector", `other${serial}`);
    expect((await item(id, other)).status).toBe(404);
    expect((await get(`?cluster=${cluster}&report=bursts`, other)).status).toBe(403);
    expect((await get("?report=bursts", other)).text).toBe("null");
    expect((await get(`?cluster=${cluster}&report=bursts`)).json.results).toHaveLength(1);
  });

  it("services do what they are for", async () => {
    const scheduler = await makeMachine("scheduler", cluster);
    const { status, json } = await post({ version: 2, bursts: [] }, {}, scheduler);
    expect(status).toBe(403);
    expect(json.error).toMatch(/^403 Forbidden: /);
    const reader = await makeMachine("reader", cluster);
    expect((await get("?report=bursts", reader)).status).toBe(200);
    expect((await get("?report=bursts&view=adjustor", reader)).status).toBe(403);
    const collector = await makeMachine("collector", cluster);
    expect((await get("?report=bursts", collector)).status).toBe(403);
  });

  it("405 names what the address knows", async () => {
    const request = signedRequest(detector, "DELETE", "/api/cases/");
    const answer = await DELETE(request, noParams);
    expect(answer.status).toBe(405);
    expect(answer.headers.get("allow")).toBe("GET, POST");
    expect((await answer.json()).error).toMatch(/^405 Method Not Allowed: /);
    const item405 = await postCase(request, noParams);
    expect(item405.headers.get("allow")).toBe("GET");
  });
});

describe("idempotency", () => {
  it("the same key and body count once", async () => {
    const headers = { "Idempotency-Key": "k1" };
    const first = await post({ version: 2, bursts: [burst()] }, { headers });
    const before = await checksum();
    tick();
    const second = await post({ version: 2, bursts: [burst()] }, { headers });
    expect([second.status, second.text]).toEqual([first.status, first.text]);
    expect(second.headers.get("idempotent-replayed")).toBe("true");
    expect(await checksum()).toBe(before);
    const third = await post({ version: 2, bursts: [] }, { headers });
    expect(third.status).toBe(422);
    expect(await checksum()).toBe(before);
  });
});
