import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { makeMachine } from "@/lib/auth/factory";
import { db } from "@/lib/platform/db";
import { siteUrl } from "@/lib/platform/env";
import {
  addRecord,
  addRecords,
  getRecord,
  type Installation,
  isHealthy,
  queryRecords,
  recordQueryText,
  type SentRecord,
  updateRecord,
} from "@/tools/simulate/collector";
import { expect, openServerDatabase, test } from "./fixtures";
import { letters } from "./permission-world";

/** The accounting protocol over the wire: what only a client at a socket can see. */

let tag = "";
let writer: Installation;
let reader: Installation;

test.beforeAll(async () => {
  await openServerDatabase();
  tag = letters(10);
  const url = siteUrl();
  writer = { url, credentials: (await makeMachine("collector", null)).basic };
  reader = { url, credentials: (await makeMachine("reader", null)).basic };
});

function recordOf(id: string, more: Partial<SentRecord> = {}): SentRecord {
  return {
    record_id: `${tag}-${id}`,
    meta: { site_id: [tag] },
    components: [{ name: "CPU", amount: 10, scores: [{ name: "HEPSPEC06", value: 9.2 }] }],
    start_time: "2021-12-06T16:29:43.079043Z",
    stop_time: "2021-12-06T18:00:00.079043Z",
    ...more,
  };
}

const mine = () => recordQueryText({ meta: { site_id: { contains: [tag] } } });

test("a client adds, updates and asks", async () => {
  expect(await isHealthy(writer)).toBe(true);
  const amount = 2n ** 63n - 1n;
  const exact = recordOf("exact", { components: [{ name: "CPU", amount, scores: [] }] });
  await addRecord(writer, exact);
  expect(await getRecord(reader, exact.record_id)).toEqual({ ...exact, runtime: 5417 });
  await expect(addRecord(writer, exact)).rejects.toThrow("RECORD_EXISTS");

  const open = recordOf("open", { stop_time: null });
  await addRecord(writer, open);
  await updateRecord(writer, { ...open, stop_time: "2021-12-06T16:29:41.579043Z" });
  expect(await getRecord(reader, open.record_id)).toMatchObject({ runtime: -1 });
  await expect(updateRecord(writer, recordOf("nobody"))).rejects.toThrow("404 Not Found");

  await addRecords(writer, [recordOf("c#1 [x]"), recordOf("d")]);
  await expect(addRecords(writer, [recordOf("e"), recordOf("d")])).rejects.toThrow("RECORD_EXISTS");
  const found = await queryRecords(reader, mine());
  expect(found.map(({ record_id: id }) => id.slice(tag.length + 1)).sort()).toEqual([
    "c#1 [x]",
    "d",
    "exact",
    "open",
  ]);
  const byId = recordQueryText({ recordId: `${tag}-c#1 [x]` });
  expect(await queryRecords(reader, byId)).toHaveLength(1);
  const odd = recordQueryText({ components: { "comp 1[x]": { equals: 10 } } });
  expect(await queryRecords(reader, odd)).toEqual([]);
  await expect(queryRecords(reader, "foo=bar")).rejects.toThrow("400 Bad Request");
});

test("a client that may not write hears of it, although it reads no status", async () => {
  for (const credentials of ["nobody:knows", reader.credentials ?? ""]) {
    const stranger = { url: siteUrl(), credentials };
    await expect(addRecord(stranger, recordOf("never"))).rejects.toThrow();
    await expect(addRecords(stranger, [recordOf("never")])).rejects.toThrow();
  }
  expect(await db().accountingRecord.count({ where: { recordId: `${tag}-never` } })).toBe(0);
});

interface Wire {
  head: string;
  body: string;
  /** Whether the server ended the connection. */
  isEnded: boolean;
}

function onTheWire(request: string): Promise<Wire> {
  const { hostname, port } = new URL(siteUrl());
  return new Promise((done, fail) => {
    const socket = connect(Number(port), hostname);
    let text = "";
    const finish = (isEnded: boolean) => {
      socket.destroy();
      const [head = "", ...body] = text.split("\r\n\r\n");
      done({ head, body: body.join("\r\n\r\n"), isEnded });
    };
    socket.on("data", (chunk) => {
      text += chunk.toString();
    });
    socket.on("end", () => finish(true));
    socket.on("error", fail);
    socket.setTimeout(1_500, () => finish(false));
    socket.write(request);
  });
}

const get = (path: string, method = "GET") =>
  onTheWire(`${method} ${path} HTTP/1.1\r\nHost: headroom\r\nAccept: */*\r\n\r\n`);

test("what stands on the wire", async () => {
  const health = await get("/health_check");
  expect(health).toMatchObject({ body: "", isEnded: false });
  expect(health.head).toContain("200 OK");
  expect(health.head).toContain("Content-Length: 0");

  const nowhere = ["/record/", "/records/", "/metrics/", "/get/started/since/x"];
  const answers = await Promise.all(nowhere.map((path) => get(path)));
  for (const { head, body } of answers) {
    expect(head).toContain("404 Not Found");
    expect(body).toContain("The requested resource was not found. 404 Not Found");
  }
  const others = await Promise.all([
    get("/records", "HEAD"),
    get("/record", "OPTIONS"),
    get("/metrics", "HEAD"),
  ]);
  const statuses = others.map(({ head }) => head.split(" ")[1]);
  expect(statuses).toEqual(["405", "405", "404"]);

  // Refused: the answer begins, and its end never comes.
  const body = JSON.stringify(recordOf("never"));
  const refused = await onTheWire(
    `POST /record HTTP/1.1\r\nHost: headroom\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
  expect(refused.head).toContain("401 Unauthorized");
  expect(refused.head).toContain("Transfer-Encoding: chunked");
  expect(refused.body).not.toContain("0\r\n\r\n");
  expect(refused.isEnded).toBe(true);
});

test("a reader that goes away frees its cursor", async () => {
  const big = letters(10);
  const records = Array.from({ length: 60_000 }, (_, n) =>
    recordOf(`${big}${n}`, { meta: { site_id: [big], note: ["x".repeat(200)] } }),
  );
  await addRecords(writer, records);
  const cursors = async () => {
    const [row] = await db().$queryRaw<{ count: number }[]>`
      select count(*)::int as count from pg_stat_activity
      where datname = current_database() and backend_type = 'client backend'
        and state = 'active' and query like 'copy %'`;
    return row?.count ?? -1;
  };
  const { hostname, port } = new URL(siteUrl());
  const socket = connect(Number(port), hostname);
  const authorization = Buffer.from(reader.credentials ?? "").toString("base64");
  socket.write(
    `GET /records?meta[site_id][c][0]=${big} HTTP/1.1\r\nHost: headroom\r\n` +
      `Authorization: Basic ${authorization}\r\n\r\n`,
  );
  // One look at the answer, then nothing more is read.
  await new Promise((done) => socket.once("data", done));
  socket.pause();
  await expect.poll(cursors).toBe(1);
  await sleep(1_000);
  expect(await cursors()).toBe(1);
  socket.destroy();
  await sleep(1_000);
  expect(await cursors()).toBe(0);
});
