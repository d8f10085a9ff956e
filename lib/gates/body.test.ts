import { brotliCompressSync, gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { decodeUtf8, isJsonType, mediaType, readBody } from "./body";

const post = (body: BodyInit, headers: Record<string, string> = {}) =>
  new Request("http://headroom.test/", { method: "POST", body, headers });

describe("reading a body", () => {
  it("gives it as sent and inflated", async () => {
    const sent = gzipSync("hello");
    const body = await readBody(post(sent, { "Content-Encoding": "GZIP" }));
    expect(Buffer.compare(body.sent, sent)).toBe(0);
    expect(decodeUtf8(body.content)).toBe("hello");
    expect((await readBody(new Request("http://headroom.test/"))).content).toHaveLength(0);
  });

  it("believes no Content-Length and counts what comes", async () => {
    const announced = post("x", { "Content-Length": "999999999" });
    await expect(readBody(announced)).rejects.toMatchObject({ status: 413 });
    await expect(readBody(post("x".repeat(2000)), 1999)).rejects.toMatchObject({ status: 413 });
    expect((await readBody(post("x".repeat(2000)), 2000)).content).toHaveLength(2000);
  });

  it.each([
    ["gzip", gzipSync],
    ["br", brotliCompressSync],
    ["zstd", zstdCompressSync],
  ])("inflates %s, stops at the limit, and refuses a part of it", async (encoding, compress) => {
    const read = (body: Buffer, most?: number) =>
      readBody(post(new Uint8Array(body), { "Content-Encoding": encoding }), most);
    expect(decodeUtf8((await read(compress("hello ".repeat(99)))).content)).toHaveLength(594);
    const bomb = compress(Buffer.alloc(20_000_000));
    const before = process.memoryUsage().arrayBuffers;
    await expect(read(bomb, 100_000)).rejects.toMatchObject({ status: 413 });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(5_000_000);
    const cut = compress(Buffer.from("hello there, all of you")).subarray(0, -4);
    await expect(read(cut)).rejects.toMatchObject({ status: 400 });
  });

  it("refuses what it cannot read", async () => {
    const cut = gzipSync("hello").subarray(0, 15);
    for (const [body, encoding, status] of [
      [cut, "gzip", 400],
      ["plain", "gzip", 400],
      ["", "gzip", 400],
      ["x", "deflate", 415],
      ["x", "br", 400],
      ["x", "gzip, gzip", 415],
    ] as const) {
      const reading = readBody(post(body, { "Content-Encoding": encoding }));
      await expect(reading).rejects.toMatchObject({ status });
    }
  });

  it("a body that breaks off is the sender's fault", async () => {
    const body = new ReadableStream({
      pull(controller) {
        controller.error(new Error("socket hang up"));
      },
    });
    const request = new Request("http://headroom.test/", {
      method: "POST",
      body,
      duplex: "half",
    } as RequestInit);
    await expect(readBody(request)).rejects.toMatchObject({ status: 400 });
  });

  it("takes UTF-8 only, without its mark", () => {
    expect(decodeUtf8(Buffer.from("\uFEFFä"))).toBe("ä");
    expect(() => decodeUtf8(Buffer.from([0xc3, 0x28]))).toThrow(/UTF-8/);
  });

  it("knows JSON by its media type", () => {
    expect(mediaType(post("x", { "Content-Type": "Application/JSON; charset=utf-8" }))).toBe(
      "application/json",
    );
    expect(isJsonType("application/vnd.site+json")).toBe(true);
    for (const type of ["", "text/json", "application/jsonx", "application/x-ndjson"]) {
      expect(isJsonType(type)).toBe(false);
    }
  });
});
