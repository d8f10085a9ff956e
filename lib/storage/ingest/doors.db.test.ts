import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { POST } from "@/app/api/ingest/[feed]/route";
import { type Machine, makeMachine } from "@/lib/auth/factory";
import { systemActor } from "@/lib/auth/model";
import { refusalList } from "@/lib/dataspace/lists/refusals";
import { db } from "@/lib/platform/db";
import { openPage } from "@/lib/platform/testing/lists";
import { scanLine, scanLines } from "../factory/scan-file";

let serial = 0;
let volume = "";
let scanner: Machine;

beforeEach(async () => {
  serial += 1;
  volume = `scratch${100 + serial}`;
  scanner = await makeMachine("scanner", null);
  await db().baseDirectoryRule.deleteMany();
});

type Sent = Uint8Array | ReadableStream<Uint8Array> | string;

async function send(
  feed: string,
  query: string,
  body: Sent,
  headers: Record<string, string> = {},
  machine = scanner,
) {
  const request = new Request(`http://headroom.test/api/ingest/${feed}${query}`, {
    method: "POST",
    headers: { Authorization: `Bearer ${machine.token}`, ...headers },
    body: body as BodyInit,
    duplex: "half",
  } as RequestInit);
  const response = await POST(request, { params: Promise.resolve({ feed }) });
  const json = JSON.parse(await response.text()) as Record<string, unknown>;
  return { status: response.status, json, headers: response.headers };
}

const GZIP = { "Content-Type": "application/gzip" };
const sendScan = (text: string, more = "", headers = {}, machine = scanner) =>
  send(
    "scan",
    `?volume=${volume}&date=2026-03-20&scanTime=1774000000${more}`,
    gzipSync(text),
    { ...GZIP, ...headers },
    machine,
  );

const scans = () =>
  db().storageScan.findMany({ where: { volumeName: volume }, orderBy: { id: "asc" } });

describe("the feed of scans", () => {
  it("stores what a file says, and says so", async () => {
    const { status, json } = await sendScan(scanLines(volume, 2_000));
    expect([status, json]).toEqual([
      201,
      {
        feed: `scan:${volume}`,
        generation: 1,
        received: 2_000,
        stored: 2_000,
        unchanged: 0,
        rejected: [],
      },
    ]);
    const [scan] = await scans();
    expect(scan).toMatchObject({
      state: "stored",
      origin: "upload",
      componentId: scanner.actor.id,
      lineCount: 2_000n,
      areBasesDerived: true,
    });
    expect(await db().userUsage.count({ where: { scanId: scan?.id ?? 0n } })).toBeGreaterThan(0);
  });

  it("takes the names of volume and date from that of the file", async () => {
    const filename = `20260320_${volume}.a.b.stats.gz`;
    const { status } = await send("scan", `?filename=${filename}`, gzipSync(scanLines(volume, 5)));
    expect(status).toBe(201);
    expect((await scans())[0]).toMatchObject({
      recordOn: new Date("2026-03-20"),
      fileName: filename,
    });
  });

  it("says for a date that it has that nothing is new", async () => {
    await sendScan(scanLines(volume, 50));
    const before = await scans();
    const again = await sendScan(scanLines(volume, 60));
    expect(again).toMatchObject({
      status: 200,
      json: { generation: 1, received: 50, stored: 0, unchanged: 50 },
    });
    expect(await scans()).toEqual(before);
    const forced = await sendScan(scanLines(volume, 60), "&force=1");
    expect(forced).toMatchObject({ status: 201, json: { generation: 2, received: 60 } });
    expect((await scans()).map(({ state }) => state)).toEqual(["replaced", "stored"]);
  });

  it("is safe to send again with a key", async () => {
    const key = { "Idempotency-Key": "once" };
    const first = await sendScan(scanLines(volume, 50), "", key);
    const again = await sendScan(scanLines(volume, 50), "", key);
    expect(again.json).toEqual(first.json);
    expect(again.headers.get("idempotent-replayed")).toBe("true");
    const forced = await sendScan(scanLines(volume, 50), "&force=1", key);
    expect(forced.status).toBe(422);
    expect((await sendScan(scanLines(volume, 51), "", key)).status).toBe(422);
    expect((await scans()).map(({ state }) => state)).toEqual(["stored"]);
  });

  it("keeps the answer to a date that it has, too", async () => {
    await sendScan(scanLines(volume, 50));
    const key = { "Idempotency-Key": "again" };
    const first = await sendScan(scanLines(volume, 60), "", key);
    expect(first).toMatchObject({ status: 200, json: { stored: 0, unchanged: 50 } });
    const again = await sendScan(scanLines(volume, 60), "", key);
    expect([again.status, again.json]).toEqual([200, first.json]);
    expect(again.headers.get("idempotent-replayed")).toBe("true");
    expect((await sendScan(scanLines(volume, 61), "", key)).status).toBe(422);
  });

  it("keeps to the volume of the scanner", async () => {
    const bound = await makeMachine("scanner", null, { volume });
    expect((await send("scan", "", gzipSync(scanLines(volume, 5)), GZIP, bound)).status).toBe(201);
    const other = await send(
      "scan",
      "?volume=scratch9",
      gzipSync(scanLines("scratch9", 5)),
      GZIP,
      bound,
    );
    expect(other.status).toBe(403);
    const named = await send("scan", `?filename=20260320_scratch9.a.b.stats.gz`, "", GZIP, bound);
    expect(named.status).toBe(403);
    expect(await db().volume.count({ where: { name: "scratch9" } })).toBe(0);
  });

  it("is for scanners", async () => {
    const reader = await makeMachine("reader", null);
    expect((await sendScan("", "", {}, reader)).status).toBe(403);
  });

  it.each([
    ["?date=2026-03-20", 400],
    ["?volume=a%2Fb", 400],
    ["?volume=scratch1&date=20.3.2026", 400],
    ["?volume=scratch1&date=2199-01-01", 400],
    ["?volume=scratch1&scanTime=soon", 400],
    ["?volume=scratch1&scanTime=99999999999", 400],
    ["?volume=scratch1&volume=scratch2", 400],
    ["?volume=scratch1&mode=fast", 400],
    ["?volume=scratch1&force=perhaps", 400],
  ])("refuses %s", async (query, status) => {
    expect((await send("scan", query, gzipSync(""), GZIP)).status).toBe(status);
  });

  it("refuses other types", async () => {
    const json = { "Content-Type": "application/json" };
    expect((await sendScan("", "", json)).status).toBe(415);
  });

  it.each([
    ["a file that ends in the middle", () => gzipSync(scanLines(volume, 20_000)).subarray(0, -500)],
    ["text", () => Buffer.from(scanLines(volume, 5))],
    ["nothing", () => Buffer.alloc(0)],
    ["an empty file", () => gzipSync("")],
    ["another volume's file", () => gzipSync(scanLines("scratch999", 5))],
    ["a file with too many bad lines", () => gzipSync(withBadLines(1_000, 100))],
  ])("shows %s as failed and keeps nothing of it", async (_, file) => {
    const { status, json } = await send("scan", `?volume=${volume}`, file(), GZIP);
    expect(status).toBe(422);
    const all = await scans();
    expect(all).toMatchObject([{ state: "failed", error: json.detail }]);
    expect(String(json.detail)).toMatch(/\.$/);
    const { id = 0n } = all[0] ?? {};
    expect(await db().userUsage.count({ where: { scanId: id } })).toBe(0);
    expect(await db().directoryUsage.count({ where: { scanId: id } })).toBe(0);
    const feed = await db().feed.findUnique({ where: { name: `scan:${volume}` } });
    expect(feed?.lastNumber).toBe(0);
    const { rows } = await openPage(refusalList, systemActor, `feed=scan:${volume}`);
    expect(rows[0]).toMatchObject({ detail: json.detail });
  });

  const withBadLines = (good: number, bad: number) =>
    `${scanLines(volume, good)}${"this is no line\n".repeat(bad)}`;

  it("loses no good line for a few bad ones, nor for a very long one", async () => {
    const long = `${"x".repeat(1_100_000)}\n`;
    const { status, json } = await sendScan(withBadLines(20_000, 3) + long);
    expect(status).toBe(201);
    expect(json).toMatchObject({ received: 20_004, stored: 20_000 });
    expect((json.rejected as unknown[]).length).toBeGreaterThan(0);
    const [scan] = await scans();
    expect(scan).toMatchObject({ badLineCount: 4n });
    const { rows } = await openPage(refusalList, systemActor, `feed=scan:${volume}`);
    expect(rows).toHaveLength(1);
  });

  it("refuses a second scan of a date that is being read", async () => {
    const file = gzipSync(scanLines(volume, 30_000));
    const first = send("scan", `?volume=${volume}&date=2026-03-20`, slowly(file, 1_500), GZIP);
    await vi.waitFor(async () => expect(await scans()).toHaveLength(1));
    const second = await sendScan(scanLines(volume, 5));
    expect(second).toMatchObject({ status: 409, json: { code: "conflict" } });
    expect((await first).status).toBe(201);
    expect((await scans()).map(({ state }) => state)).toEqual(["stored"]);
  });

  it("stores two dates of one volume that come at once", async () => {
    const one = (date: string) =>
      send(
        "scan",
        `?volume=${volume}&date=${date}`,
        slowly(gzipSync(scanLines(volume, 500)), 200),
        GZIP,
      );
    const answers = await Promise.all(["2026-03-18", "2026-03-19", "2026-03-17"].map(one));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(answers.map(({ json }) => json.generation).sort()).toEqual([1, 2, 3]);
    const current = await db().volume.findUniqueOrThrow({
      where: { name: volume },
      include: { currentScan: true },
    });
    expect(current.currentScan?.recordOn).toEqual(new Date("2026-03-19"));
  });

  it("marks an upload that breaks off as failed at once", async () => {
    const file = gzipSync(scanLines(volume, 1_000));
    const broken = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(file.subarray(0, 100));
        controller.error(new Error("aborted"));
      },
    });
    const { status, json } = await send("scan", `?volume=${volume}`, broken, GZIP);
    expect(status).toBe(400);
    expect(await scans()).toMatchObject([{ state: "failed", error: json.detail }]);
  });
});

/** The file in two halves with a pause between them. */
function slowly(file: Uint8Array, pauseMs: number): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async start(controller) {
      controller.enqueue(file.subarray(0, file.length / 2));
      await sleep(pauseMs);
      controller.enqueue(file.subarray(file.length / 2));
      controller.close();
    },
  });
}

describe("the feed of base directories", () => {
  const TEXT = { "Content-Type": "text/plain" };
  const load = (text: string, query = "", machine = scanner) =>
    send("basedirs", query, text, TEXT, machine);

  it("replaces what scans are read with", async () => {
    const base = `/lustre/${volume}/p`;
    const first = await load(`7\t${base}/a/\n8\t${base}/b\n\n7\t${base}/a\nseven\t/x\n`);
    expect(first).toMatchObject({
      status: 201,
      json: {
        feed: "basedirs",
        received: 4,
        stored: 2,
        unchanged: 0,
        rejected: [{ line: 5, reason: expect.stringContaining("group number") }],
      },
    });
    await load(`7\t${base}/a\n9\t${base}/c\n`);
    const rules = await db().baseDirectoryRule.findMany({ orderBy: { gid: "asc" } });
    expect(rules.map(({ gid, path }) => [gid, path])).toEqual([
      [7n, `${base}/a`],
      [9n, `${base}/c`],
    ]);
    const text = [
      scanLine({ path: `${base}/a/x/file`, gid: 7, bytes: 5 }),
      scanLine({ path: `${base}/other/file`, gid: 7, bytes: 100 }),
    ].join("");
    expect((await sendScan(text)).status).toBe(201);
    const usage = await db().groupUsage.findMany({
      where: { volumeName: volume },
      include: { baseDirectory: true },
    });
    expect(usage.map((row) => [row.gid, row.usedBytes, row.baseDirectory.path])).toEqual([
      [7n, 5n, `${base}/a`],
    ]);
  });

  it("refuses older ones, and a load without a good line", async () => {
    await load("7\t/lustre/x/a\n", "?date=2026-03-20");
    expect((await load("8\t/lustre/x/a\n", "?date=2026-03-19")).status).toBe(409);
    expect((await load("nothing\n")).status).toBe(422);
    expect((await load("")).status).toBe(422);
    const rules = await db().baseDirectoryRule.findMany();
    expect(rules).toMatchObject([{ gid: 7n }]);
  });

  it("of a sender for one volume leaves the others'", async () => {
    await load("7\t/lustre/other/a\n");
    const bound = await makeMachine("scanner", null, { volume });
    const { json } = await load(`8\t/lustre/${volume}/a\n9\t/lustre/other/b\n`, "", bound);
    expect(json).toMatchObject({ feed: `basedirs:${volume}`, stored: 1 });
    const rules = await db().baseDirectoryRule.findMany({ orderBy: { gid: "asc" } });
    expect(rules.map(({ gid }) => gid)).toEqual([7n, 8n]);
  });
});

describe("the feed of quotas", () => {
  it("takes a CSV, and judges the present scans by it", async () => {
    const base = `/lustre/${volume}/p/a/b`;
    await sendScan(scanLine({ path: `${base}/file`, gid: 7, bytes: 900 }));
    const csv = { "Content-Type": "text/csv" };
    const text = `7,/lustre/${volume}/,1000,0\r\n7,/lustre/${volume},5,5\r\nx,/lustre/${volume},1,1\r\n`;
    const { status, json } = await send("quotas", "", text, csv);
    expect([status, json]).toMatchObject([
      201,
      { feed: "quotas", received: 3, stored: 1, rejected: [{ line: 3 }, { line: 2 }] },
    ]);
    const [usage] = await db().groupUsage.findMany({ where: { volumeName: volume } });
    expect(usage).toMatchObject({ quotaBytes: 1000n, quotaInodes: 0n, level: 3, inodeLevel: 1 });
  });

  it("takes JSON with text numbers and names of groups, newest reading first", async () => {
    await db().group.create({ data: { name: `team${serial}`, gid: BigInt(5_000 + serial) } });
    const json = { "Content-Type": "application/json" };
    const row = { group: `team${serial}`, volume, bytes: "9223372036854775807", inodes: null };
    const rows = JSON.stringify([row, { group: "nobody", volume, bytes: 1 }]);
    const first = await send("quotas", "?readAt=1774000000", rows, json);
    expect(first).toMatchObject({
      status: 201,
      json: { stored: 1, rejected: [{ line: 2, reason: "Nobody knows the group nobody." }] },
    });
    const older = JSON.stringify({ quotas: [{ ...row, bytes: 1 }] });
    const second = await send("quotas", "?readAt=1773000000", older, json);
    expect(second.json).toMatchObject({ stored: 0, unchanged: 1 });
    expect(await db().storageQuota.findMany({ where: { volumeName: volume } })).toMatchObject([
      { gid: BigInt(5_000 + serial), bytes: 2n ** 63n - 1n, inodes: null, source: "feed" },
    ]);
  });

  it("is safe to send again, and refuses what is none", async () => {
    const csv = { "Content-Type": "text/csv", "Idempotency-Key": `q${serial}` };
    const text = `7,/lustre/${volume},1000,10\n`;
    const first = await send("quotas", "", text, csv);
    expect((await send("quotas", "", text, csv)).json).toEqual(first.json);
    expect((await send("quotas", "", `${text}\n`, csv)).status).toBe(422);
    expect((await send("quotas", "", "{}", { "Content-Type": "application/json" })).status).toBe(
      400,
    );
    expect((await send("quotas", "", "a,b\n", { "Content-Type": "text/csv" })).status).toBe(422);
  });
});
