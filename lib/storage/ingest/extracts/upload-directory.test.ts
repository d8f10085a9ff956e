import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { uploadDirectory } from "./upload-directory";

/** An object store on loopback that speaks what the real client says: PUT, and uploads in parts. */
class Store {
  readonly objects = new Map<string, Buffer>();
  readonly #parts = new Map<string, Map<number, Buffer>>();
  readonly server: Server = createServer(
    (request, response) => void this.#answer(request, response),
  );
  /** Requests to refuse before one is let through. */
  failures = 0;
  requests = 0;

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    this.requests += 1;
    if (this.failures > 0) {
      this.failures -= 1;
      response.writeHead(503).end("<Error><Code>SlowDown</Code><Message>later</Message></Error>");
      return;
    }
    const url = new URL(request.url ?? "", "http://x");
    const key = decodeURIComponent(url.pathname.slice(1));
    const upload = url.searchParams.get("uploadId");
    const body = unframed(Buffer.concat(pieces), request);
    if (request.method === "PUT" && upload) {
      this.#parts.get(upload)?.set(Number(url.searchParams.get("partNumber")), body);
    } else if (request.method === "PUT") {
      this.objects.set(key, body);
    } else if (upload) {
      const parts = [...(this.#parts.get(upload) ?? [])].sort(([a], [b]) => a - b);
      this.objects.set(key, Buffer.concat(parts.map(([, part]) => part)));
      const xml = `<CompleteMultipartUploadResult><Key>${key}</Key></CompleteMultipartUploadResult>`;
      response.end(xml);
      return;
    } else {
      const id = String(this.#parts.size + 1);
      this.#parts.set(id, new Map());
      const start = `<Key>${key}</Key><UploadId>${id}</UploadId>`;
      response.end(`<InitiateMultipartUploadResult>${start}</InitiateMultipartUploadResult>`);
      return;
    }
    response.writeHead(200, { etag: '"tag"' }).end();
  }
}

/** Takes the frames of a signed chunked body away. */
function unframed(body: Buffer, request: IncomingMessage): Buffer {
  if (!String(request.headers["x-amz-content-sha256"]).startsWith("STREAMING")) return body;
  const pieces: Buffer[] = [];
  for (let at = 0; ; ) {
    const end = body.indexOf("\r\n", at);
    const size = Number.parseInt(body.toString("latin1", at, end), 16);
    if (size === 0) return Buffer.concat(pieces);
    pieces.push(body.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
}

describe("uploading a folder", () => {
  let root = "";
  let store = new Store();
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "headroom-upload-"));
    store = new Store();
    await new Promise<void>((done) => store.server.listen(0, "127.0.0.1", done));
  });
  afterEach(async () => {
    store.server.closeAllConnections();
    store.server.close();
    await rm(root, { recursive: true });
  });
  const target = () => ({
    endpoint: `http://127.0.0.1:${(store.server.address() as AddressInfo).port}`,
    region: "eu-west-1",
    bucket: "extracts",
    prefix: "20260310",
    credentials: { accessKeyId: "id", secretAccessKey: "secret" },
  });

  test("every file arrives whole, small and in parts", async () => {
    const large = Buffer.alloc(12 * 1_048_576, "0123456789");
    await mkdir(join(root, "sub"));
    await writeFile(join(root, "index.txt"), "index");
    await writeFile(join(root, "empty"), "");
    await writeFile(join(root, "sub", "large.dat.gz"), large);
    expect(await uploadDirectory(root, target())).toBe(3);
    expect([...store.objects.keys()].sort()).toEqual([
      "extracts/20260310/empty",
      "extracts/20260310/index.txt",
      "extracts/20260310/sub/large.dat.gz",
    ]);
    expect(store.objects.get("extracts/20260310/index.txt")?.toString()).toBe("index");
    expect(store.objects.get("extracts/20260310/sub/large.dat.gz")?.equals(large)).toBe(true);
  });

  test("a store that refuses four times is asked a fifth time", async () => {
    await writeFile(join(root, "index.txt"), "index");
    store.failures = 4;
    await uploadDirectory(root, target(), { waitMs: 1 });
    expect(store.requests).toBe(5);
    expect(store.objects.size).toBe(1);
  });

  test("after five refusals it is told", async () => {
    await writeFile(join(root, "index.txt"), "index");
    store.failures = 5;
    await expect(uploadDirectory(root, target(), { waitMs: 1 })).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringContaining("20260310/index.txt could not be uploaded in 5 tries"),
    });
    expect(store.requests).toBe(5);
  });
});
