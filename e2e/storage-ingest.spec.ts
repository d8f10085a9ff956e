import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { chmod, writeFile } from "node:fs/promises";
import { Agent, type ClientRequest, type IncomingMessage, request } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { type Machine, makeMachine } from "@/lib/auth/factory";
import { db, transaction } from "@/lib/platform/db";
import { siteUrl } from "@/lib/platform/env";
import { enqueue } from "@/lib/platform/queue";
import { scanLine, scanLines } from "@/lib/storage/factory/scan-file";
import { expect, openServerDatabase, test } from "./fixtures";

let scanner: Machine;
let volume = "";

test.beforeAll(async () => {
  await openServerDatabase();
  scanner = await makeMachine("scanner", null);
});

test.beforeEach(() => {
  volume = `scratch${randomBytes(4).readUInt32BE()}`;
});

const agent = new Agent({ keepAlive: true, maxSockets: 1 });

/** A request whose body is sent piece by piece, and its answer. */
function startUpload(query: string): { sending: ClientRequest; answer: Promise<Answer> } {
  const url = new URL(`/api/ingest/scan${query}`, siteUrl());
  const headers = {
    Authorization: `Bearer ${scanner.token}`,
    "Content-Type": "application/gzip",
    "Transfer-Encoding": "chunked",
  };
  const sending = request(url, { method: "POST", agent, headers });
  const answer = new Promise<Answer>((done, fail) => {
    sending.once("error", fail);
    sending.once("response", (response) => done(readAnswer(response)));
  });
  answer.catch(() => undefined);
  return { sending, answer };
}

interface Answer {
  status: number;
  json: Record<string, unknown>;
}

async function readAnswer(response: IncomingMessage): Promise<Answer> {
  let text = "";
  for await (const piece of response.setEncoding("utf8")) text += piece;
  return { status: response.statusCode ?? 0, json: JSON.parse(text) };
}

async function upload(query: string, body: Uint8Array): Promise<Answer> {
  const { sending, answer } = startUpload(query);
  sending.end(body);
  return answer;
}

const scans = () =>
  db().storageScan.findMany({ where: { volumeName: volume }, orderBy: { id: "asc" } });

/** Names that do not compress, so that the file is large as sent. */
function bulkyLines(count: number): string {
  const lines = [scanLine({ path: `/lustre/${volume}`, type: "d" })];
  for (let index = 0; index < count; index += 1) {
    const name = randomBytes(48).toString("hex");
    lines.push(scanLine({ path: `/lustre/${volume}/p/a/b/${name}`, inode: index, gid: 7 }));
  }
  return lines.join("");
}

test("a scan of any size is read while it arrives", async () => {
  const file = gzipSync(bulkyLines(300_000), { level: 1 });
  // Far above what any buffer in the way holds.
  expect(file.length).toBeGreaterThan(16_000_000);
  const { sending, answer } = startUpload(`?volume=${volume}&date=2026-03-20`);
  sending.write(file.subarray(0, file.length / 2));
  // Half of it is read, and can be seen to be, before the other half is sent.
  await expect
    .poll(async () => (await scans())[0]?.readBytes ?? 0n, { timeout: 20_000 })
    .toBeGreaterThan(4_000_000n);
  sending.end(file.subarray(file.length / 2));
  expect(await answer).toMatchObject({ status: 201, json: { received: 300_001, stored: 300_001 } });
  const [scan] = await scans();
  expect(scan).toMatchObject({ state: "stored", readBytes: BigInt(file.length) });
});

/** A connection as clients have it that go on sending while the answer is there. */
async function rawUpload(query: string): Promise<RawUpload> {
  const { hostname, port } = new URL(siteUrl());
  const socket = connect(Number(port), hostname);
  let heard = "";
  socket.setEncoding("utf8").on("data", (text: string) => {
    heard += text;
  });
  const write = (bytes: string | Uint8Array) =>
    new Promise<void>((done, fail) =>
      socket.write(bytes, (error) => (error ? fail(error) : done())),
    );
  const head = (path: string, more: string) =>
    `POST ${path} HTTP/1.1\r\nHost: site\r\nAuthorization: Bearer ${scanner.token}\r\n${more}\r\n`;
  const type = "Content-Type: application/gzip\r\n";
  await write(head(`/api/ingest/scan${query}`, `${type}Transfer-Encoding: chunked\r\n`));
  return {
    send: async (bytes) => {
      await write(`${bytes.length.toString(16)}\r\n`);
      await write(bytes);
      await write("\r\n");
    },
    end: () => write("0\r\n\r\n"),
    again: async (nextQuery, bytes) => {
      await write(
        head(`/api/ingest/scan${nextQuery}`, `${type}Content-Length: ${bytes.length}\r\n`),
      );
      await write(bytes);
    },
    heard: () => heard,
    close: () => socket.destroy(),
  };
}

interface RawUpload {
  send(bytes: Uint8Array): Promise<void>;
  end(): Promise<void>;
  /** Sends another scan over the same connection. */
  again(query: string, bytes: Uint8Array): Promise<void>;
  heard(): string;
  close(): void;
}

test("what cannot be used is answered while it still arrives, and nothing hangs", async () => {
  const upload = await rawUpload(`?volume=${volume}`);
  await upload.send(Buffer.alloc(200_000, "no scan at all\n"));
  // Never ended, and yet answered.
  await expect.poll(upload.heard).toContain("HTTP/1.1 422 ");
  expect(upload.heard()).toContain('"code":"invalid_input"');
  for (let pieces = 0; pieces < 40; pieces += 1) await upload.send(Buffer.alloc(500_000));
  await upload.end();
  await upload.again(`?volume=${volume}`, gzipSync(scanLines(volume, 20)));
  await expect.poll(upload.heard).toContain("HTTP/1.1 201 ");
  upload.close();
  expect((await scans()).map(({ state }) => state)).toEqual(["failed", "stored"]);
});

test("a date that is stored already is answered at once, however long the file is", async () => {
  const query = `?volume=${volume}&date=2026-03-20`;
  await upload(query, gzipSync(scanLines(volume, 20)));
  const again = await rawUpload(query);
  await again.send(Buffer.alloc(1_000_000, "x"));
  await expect.poll(again.heard).toContain("HTTP/1.1 200 ");
  expect(again.heard()).toContain('"stored":0,"unchanged":20');
  again.close();
});

test("a sender who hangs up leaves a failed scan", async () => {
  const file = gzipSync(bulkyLines(20_000));
  const { sending, answer } = startUpload(`?volume=${volume}`);
  sending.write(file.subarray(0, file.length / 2));
  await expect.poll(async () => (await scans()).length).toBe(1);
  sending.destroy();
  await answer.catch(() => undefined);
  await expect.poll(async () => (await scans())[0]?.state).toBe("failed");
  expect((await scans())[0]?.error).toBe("The sender hung up before the body was complete.");
  const again = await upload(`?volume=${volume}`, file);
  expect(again.status).toBe(201);
});

test("two uploads of one date at once: the second is told so", async () => {
  const file = gzipSync(bulkyLines(20_000));
  const query = `?volume=${volume}&date=2026-03-20`;
  const first = startUpload(query);
  first.sending.write(file.subarray(0, file.length / 2));
  await expect.poll(async () => (await scans()).length).toBe(1);
  const other = await fetch(`${siteUrl()}/api/ingest/scan${query}`, {
    method: "POST",
    headers: { Authorization: `Bearer ${scanner.token}`, "Content-Type": "application/gzip" },
    body: file,
  });
  expect(other.status).toBe(409);
  expect(await other.json()).toMatchObject({ code: "conflict" });
  first.sending.end(file.subarray(file.length / 2));
  expect((await first.answer).status).toBe(201);
});

test("what arrives can be exported, by a reader of the volume only its own", async ({ as }) => {
  const lines = scanLines(volume, 200);
  await upload(`?volume=${volume}&date=2026-03-20`, gzipSync(lines));
  const page = await as("analyst");
  const get = async (query: string) => {
    const response = await page.request.get(`/api/export/${query}`);
    return { status: response.status(), text: await response.text() };
  };
  const csv = await get(`group-usage?volume=${volume}`);
  expect(csv.status).toBe(200);
  expect(csv.text.trim().split("\r\n").length).toBeGreaterThan(7);
  const report = await get(`user-usage?volume=${volume}&format=report`);
  expect(report.text).toContain(`username\tdata\tgroup\t${volume.replace("scratch", "")}\r\n`);
  expect((await get("group-usage?date=soon")).status).toBe(400);
  const reader = await makeMachine("reader", null, { volume });
  const read = (query: string) =>
    fetch(`${siteUrl()}/api/export/vaults${query}`, {
      headers: { Authorization: `Bearer ${reader.token}` },
    });
  expect((await read("")).status).toBe(200);
  expect((await read("?volume=scratch1")).status).toBe(403);
});

test("a worker finds and reads the files of a directory", async () => {
  const dir = mkdtempSync(join(tmpdir(), "headroom-scans-"));
  await chmod(dir, 0o755);
  const day = new Date().toISOString().slice(0, 10).replaceAll("-", "");
  await writeFile(join(dir, `${day}_${volume}.a.b.stats.gz`), gzipSync(scanLines(volume, 500)));
  await db().storageSettings.updateMany({ data: { scanDirectories: [dir] } });
  await transaction((tx) => enqueue(tx, "find-scans", {}));
  await expect.poll(async () => (await scans())[0]?.state, { timeout: 30_000 }).toBe("stored");
  expect((await scans())[0]).toMatchObject({ origin: "schedule", lineCount: 500n });
  await db().storageSettings.updateMany({ data: { scanDirectories: [] } });
  await sleep(100);
  rmSync(dir, { recursive: true });
});
