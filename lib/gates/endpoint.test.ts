import { describe, expect, it } from "vitest";
import { z } from "zod";
import { AppError } from "@/lib/platform/errors";
import { endpoint, endpoints } from "./endpoint";
import { flag, text, whole } from "./parameters";

const { GET, POST, DELETE, OPTIONS } = endpoints("/api/test/{name}", {
  GET: endpoint({
    name: "test.read",
    summary: "Answers as it is told",
    access: "open",
    parts: z.object({ name: text() }),
    query: z.object({ count: whole(0, 9).default(1), loud: flag().optional() }),
    answers: { 200: { about: "What was read", schema: z.object({ count: z.int().max(5) }) } },
    failures: [404],
    async handle({ params: { name }, query: { count, loud } }) {
      if (name === "gone") throw new AppError("not_found", "It is gone.", { status: 410 });
      if (name === "none") throw new AppError("not_found", "There is none.");
      if (name === "made") return Response.json({ count }, { status: 201 });
      return Response.json({ count, ...(loud ? { loud } : {}) });
    },
  }),
  POST: endpoint({
    name: "test.write",
    summary: "Takes a number",
    access: "open",
    body: z.strictObject({ size: z.int().min(1).optional() }),
    answers: { 204: { about: "Taken" } },
    async handle({ body }) {
      return new Response(null, { status: 204, headers: { "X-Size": `${body.size}` } });
    },
  }),
});

async function read(path: string, name = "x") {
  const answer = await GET(new Request(`http://headroom.test${path}`), {
    params: Promise.resolve({ name }),
  });
  return { status: answer.status, json: await answer.json() };
}

async function write(body: string, type = "application/json") {
  const headers = { "Content-Type": type };
  const request = new Request("http://headroom.test/", { method: "POST", headers, body });
  const answer = await POST(request, { params: Promise.resolve({}) });
  const size = answer.headers.get("x-size");
  return { status: answer.status, size, fields: answer.body && (await answer.json()).fields };
}

describe("a call", () => {
  it("is read by the shapes of its contract", async () => {
    expect(await read("/?count=4")).toEqual({ status: 200, json: { count: 4 } });
    expect(await read("/")).toEqual({ status: 200, json: { count: 1 } });
  });

  it("is refused with every parameter that is wrong", async () => {
    const { status, json } = await read("/?count=10&loud=maybe");
    expect(status).toBe(400);
    expect(json).toMatchObject({
      detail: "count: must be a whole number from 0 to 9",
      fields: { count: ["must be a whole number from 0 to 9"], loud: ["must be true or false"] },
    });
    const unknown = await read(`/?count=1&count=2&${"c".repeat(60)}=1&__proto__=1`);
    expect(unknown.json.fields).toEqual({
      count: ["is there more than once"],
      ["c".repeat(40)]: ["is no parameter of this address"],
      ["__proto__"]: ["is no parameter of this address"],
    });
  });

  it("takes a part of the path as it is where its bytes are no text", async () => {
    expect((await read("/", "100%")).status).toBe(200);
    expect((await read("/", "%E0%A4%A")).status).toBe(200);
    expect((await read("/", "%00")).json.fields).toEqual({ name: ["holds a character 0"] });
  });

  it("has a body of the contract's shape, or none", async () => {
    expect(await write("")).toMatchObject({ status: 204, size: "undefined" });
    expect(await write('{"size":1}')).toMatchObject({ status: 204, size: "1" });
    expect(await write('{"size":0,"colour":1}')).toMatchObject({
      status: 400,
      fields: { size: [expect.any(String)], body: [expect.stringContaining("colour")] },
    });
    expect((await write("{")).status).toBe(400);
    expect((await write("size=1", "text/plain")).status).toBe(415);
    expect((await write(`{"size":${"1".repeat(300_000)}}`)).status).toBe(413);
  });
});

describe("an answer that the contract does not promise", () => {
  it("does not leave the house while we test", async () => {
    const breaches = [
      [await read("/?count=6"), "The answer is not as promised"],
      [await read("/?loud=1"), "The answer holds more than the contract promises."],
      [await read("/", "made"), "The contract promises no status 201."],
      [await read("/", "gone"), "The contract promises no status 410."],
    ] as const;
    for (const [{ status, json }, sentence] of breaches) {
      expect([status, json.detail]).toEqual([500, expect.stringContaining(sentence)]);
    }
    expect((await read("/", "none")).status).toBe(404);
  });
});

describe("another method", () => {
  it("is answered with those that there are", async () => {
    const request = new Request("http://headroom.test/", { method: "DELETE" });
    const answer = await DELETE(request, { params: Promise.resolve({}) });
    expect([answer.status, answer.headers.get("allow")]).toEqual([405, "GET, POST"]);
    const options = await OPTIONS(request, { params: Promise.resolve({}) });
    expect([options.status, options.headers.get("allow")]).toEqual([
      204,
      "GET, POST, HEAD, OPTIONS",
    ]);
  });
});
