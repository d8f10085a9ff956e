import { describe, expect, it } from "vitest";
import { readIdempotencyKey } from "./idempotency";

describe("idempotency keys", () => {
  it("name a request by key and content", () => {
    const read = (key: string, ...sent: string[]) => readIdempotencyKey(key, sent);
    expect(readIdempotencyKey(null, ["x"])).toBeUndefined();
    expect(read("k", "a", "b")).toEqual(read("k", "a", "b"));
    expect(read("k", "a", "b")?.bodyDigest).not.toBe(read("k", "ab", "")?.bodyDigest);
    expect(read("k", "a", "b")?.bodyDigest).not.toBe(read("k", "a", "c")?.bodyDigest);
  });

  it.each(["", " ", "a b", "ä", "x".repeat(256)])("%j is none", (key) => {
    expect(() => readIdempotencyKey(key, [])).toThrow(/Idempotency-Key/);
  });
});
