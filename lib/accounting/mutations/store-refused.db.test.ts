import { beforeEach, describe, expect, it } from "vitest";
import { POST as postFeed } from "@/app/api/ingest/[feed]/route";
import { POST as postRecord } from "@/app/record/route";
import { POST as postRecords } from "@/app/records/route";
import { bearerRequest, type Machine, makeMachine } from "@/lib/auth/factory";
import { viewerWithoutPerson } from "@/lib/auth/model";
import { db } from "@/lib/platform/db";
import { openPage } from "@/lib/platform/testing/lists";
import { ofRefusal, refusedRecordList } from "../lists/refused-records";
import { countGoodRefused } from "../queries/count-good-refused";
import { qualityReport } from "../queries/quality-report";
import { repairRefused, storeGoodRefused } from "./store-refused";

/** Nothing good is lost with something bad: the desk stores what was refused. */

const admin = viewerWithoutPerson("root", "Root", ["admin"]);
const analyst = viewerWithoutPerson("ana", "Ana", ["analyst"]);

const recordOf = (id: string, start = "2026-11-28T08:00:00Z", site = "A") =>
  `{"record_id":"${id}","meta":{"site_id":["${site}"]},"components":[],"start_time":"${start}"}`;

let collector: Machine;
let refusalId = "";

async function sendBatch(records: readonly string[]): Promise<Response> {
  const request = bearerRequest(collector, "/records", `[${records.join(",")}]`, {
    "Content-Type": "application/json",
  });
  const answer = await postRecords(request, { params: Promise.resolve({}) });
  const newest = await db().refusal.findFirstOrThrow({ orderBy: { id: "desc" } });
  refusalId = String(newest.id);
  return answer;
}

const storedIds = async () => {
  const rows = await db().accountingRecord.findMany({ orderBy: { recordId: "asc" } });
  return rows.map(({ recordId, componentId }) => [recordId, componentId]);
};

beforeEach(async () => {
  await db().refusal.deleteMany({});
  await db().accountingRecord.deleteMany({});
  collector = await makeMachine("collector", null, { site: "A" });
});

describe("a batch of 99 good records and a bad one", () => {
  const ids = Array.from({ length: 100 }, (_, place) => `r${100 + place}`);
  const bodies = ids.map((id) => recordOf(id, id === "r150" ? "yesterday" : undefined));

  it("is kept and counted whole, and its good ones are stored from the desk", async () => {
    expect((await sendBatch(bodies)).status).toBe(400);
    const refusal = await db().refusal.findFirstOrThrow();
    expect(refusal).toMatchObject({ receivedCount: 100, rejectedCount: 1 });
    const finding = (await qualityReport(analyst)).find(({ kind }) => kind === "refused");
    expect(finding).toMatchObject({ count: 100 });
    const { rows, rowCount } = await openPage(refusedRecordList, admin, "bad=true");
    expect(rowCount).toBe(1);
    expect(rows).toEqual([
      {
        ...{ id: `${refusalId}-51`, line: 51, content: bodies[50], refusalId },
        ...{ reason: expect.stringContaining("Json deserialize"), isStored: false, storedBy: null },
      },
    ]);
    expect(await countGoodRefused(refusalId)).toBe(99);
    const forbidden = { code: "forbidden" };
    await expect(storeGoodRefused(analyst, refusalId)).rejects.toMatchObject(forbidden);
    expect(await storeGoodRefused(admin, refusalId)).toBe(99);
    expect(await storeGoodRefused(admin, refusalId)).toBe(0);
    const rest = (await qualityReport(analyst)).find(({ kind }) => kind === "refused");
    expect(rest).toMatchObject({ count: 1 });
    const { id } = collector.actor;
    expect(await storedIds()).toEqual(ids.filter((one) => one !== "r150").map((one) => [one, id]));
    expect(ofRefusal(refusalId).values).toEqual([refusalId]);
  });

  it("has its bad one repaired, once, and told in the history", async () => {
    await sendBatch(bodies);
    const repair = (content: string, line = 51) =>
      repairRefused(admin, { refusalId, line, content });
    await expect(repair(bodies[50] ?? "")).rejects.toMatchObject({ code: "invalid_input" });
    const foreign = recordOf("r150", undefined, "B");
    await expect(repair(foreign)).rejects.toMatchObject({ code: "invalid_input" });
    await expect(repair(recordOf("r150"), 101)).rejects.toMatchObject({ code: "not_found" });
    await repair(recordOf("r150"));
    await expect(repair(recordOf("r151"))).rejects.toMatchObject({ code: "conflict" });
    await expect(repair(recordOf("r150"), 52)).rejects.toMatchObject({ code: "conflict" });
    expect(await storedIds()).toEqual([["r150", collector.actor.id]]);
    expect(
      await db().historyEvent.findFirstOrThrow({ where: { subjectId: "r150" } }),
    ).toMatchObject({ verb: "store", actorId: "root", was: bodies[50], now: recordOf("r150") });
  });
});

it("a refused record alone, and a row of the uniform route, can be repaired too", async () => {
  const headers = { "Content-Type": "application/json" };
  const single = bearerRequest(collector, "/record", recordOf("one", "never"), headers);
  expect((await postRecord(single, { params: Promise.resolve({}) })).status).toBe(400);
  const feed = bearerRequest(
    collector,
    "/api/ingest/records",
    `[${recordOf("two")},${recordOf("three", "never")}]`,
  );
  await postFeed(feed, { params: Promise.resolve({ feed: "records" }) });
  const refusals = await db().refusal.findMany({ orderBy: { id: "asc" } });
  const [one = "", three = ""] = refusals.map(({ id }) => String(id));
  await repairRefused(admin, { refusalId: one, line: 1, content: recordOf("one") });
  await repairRefused(admin, { refusalId: three, line: 2, content: recordOf("three") });
  const { id } = collector.actor;
  expect(await storedIds()).toEqual(["one", "three", "two"].map((name) => [name, id]));
});

it("a body too large breaks the connection, as other refusals that pass for a success", async () => {
  const large = bearerRequest(collector, "/record", recordOf("x".repeat(2_200_000)), {
    ...{ "Content-Type": "application/json", "User-Agent": "auditor-client/0.11" },
  });
  const answer = await postRecord(large, { params: Promise.resolve({}) });
  expect(answer.status).toBe(413);
  await expect(answer.text()).rejects.toThrow("cut off on purpose");
});
