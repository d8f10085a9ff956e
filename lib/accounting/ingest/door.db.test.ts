import { gzipSync } from "node:zlib";
import { beforeEach, describe, expect, it } from "vitest";
import { POST } from "@/app/api/ingest/[feed]/route";
import { bearerRequest, type Machine, makeMachine } from "@/lib/auth/factory";
import { systemActor } from "@/lib/auth/model";
import { refusalList } from "@/lib/dataspace/lists/refusals";
import { db } from "@/lib/platform/db";
import { openPage } from "@/lib/platform/testing/lists";
import { parseRecordQuery } from "../params/record-query";
import { streamRecords } from "../queries/stream-records";

const NDJSON = { "Content-Type": "application/x-ndjson" };

let collector: Machine;

beforeEach(async () => {
  await db().accountingRecord.deleteMany({});
  collector = await makeMachine("collector", null, { site: "A" });
});

const recordOf = (id: string, site = "A") =>
  `{"record_id":"${id}","meta":{"site_id":["${site}"]},"components":[{"name":"CPU","amount":9223372036854775807,"scores":[]}],"start_time":"2021-12-06T16:29:43.079043Z"}`;

async function send(
  body: string | Uint8Array,
  headers: Record<string, string> = {},
  machine = collector,
) {
  const request = bearerRequest(machine, "/api/ingest/records", body, headers);
  const response = await POST(request, { params: Promise.resolve({ feed: "records" }) });
  return { status: response.status, json: JSON.parse(await response.text()) };
}

async function stored(): Promise<string> {
  const stream = await streamRecords(parseRecordQuery("sort_by[asc]=record_id"), null);
  let text = "";
  for (let piece = await stream.next(); piece !== null; piece = await stream.next()) text += piece;
  return text;
}

describe("the feed of records", () => {
  it("stores every good row and names every bad one", async () => {
    const lines = [recordOf("a"), "{", "", recordOf("b", "B"), recordOf("c"), recordOf("a")];
    const { status, json } = await send(lines.join("\n"), NDJSON);
    expect(status).toBe(201);
    expect(json).toEqual({
      feed: `accounting:${collector.actor.id}`,
      generation: 1,
      received: 5,
      stored: 2,
      unchanged: 1,
      rejected: [
        { line: 2, reason: expect.stringContaining("EOF while parsing an object") },
        { line: 4, reason: "These credentials are not for site B." },
      ],
    });
    const { rows } = await openPage(refusalList, systemActor, `feed=${json.feed}`);
    expect(rows[0]).toMatchObject({ received: 5, rejected: 2 });
    expect(await stored()).toContain('"amount":9223372036854775807,');
  });

  it("takes an array too, plain or in an object, and gzip", async () => {
    expect((await send(`[${recordOf("a")}]`)).json).toMatchObject({ stored: 1 });
    const object = gzipSync(`{"records":[${recordOf("b")}]}`);
    const { json } = await send(object, { "Content-Encoding": "gzip" });
    expect(json).toMatchObject({ generation: 2, stored: 1 });
    expect((await send("[")).status).toBe(400);
    expect((await send('{"bursts":[]}')).status).toBe(400);
  });

  it("is safe to send again", async () => {
    const body = `[${recordOf("a")}]`;
    const key = { "Idempotency-Key": "once" };
    const first = await send(body, key);
    expect((await send(body, key)).json).toEqual(first.json);
    expect((await send(body)).json).toMatchObject({ generation: 2, stored: 0, unchanged: 1 });
    expect((await stored()).split("\n")).toHaveLength(2);
  });

  it("closes a generation with its counts, also where nothing is good", async () => {
    const { json } = await send("[{}]");
    expect(json).toMatchObject({ received: 1, stored: 0, rejected: [{ line: 1 }] });
    const generation = await db().generation.findFirstOrThrow({
      where: { taskManager: { feedName: json.feed } },
    });
    expect(generation).toMatchObject({ state: "CLOSED", receivedCount: 1, rejectedCount: 1 });
  });

  it("is for collectors", async () => {
    const reader = await makeMachine("reader", null);
    expect((await send("[]", {}, reader)).status).toBe(403);
  });
});
