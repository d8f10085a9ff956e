import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeValue, encodeValue } from "./encoding";

const roundTrip = async (value: unknown) => {
  const { encoding, bytes } = await encodeValue(value);
  return decodeValue(encoding, bytes);
};

const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: "small" },
    fc.string({ unit: "binary" }),
    fc.double({ noNaN: true, noDefaultInfinity: true }).filter((n) => !Object.is(n, -0)),
    fc.bigInt(),
    fc.boolean(),
    fc.constant(null),
    fc.date({ noInvalidDate: true }),
    fc.array(tie("any")),
    fc.dictionary(
      fc.oneof(fc.string(), fc.constantFrom("$date", "$bigint", "$literal", "__proto__")),
      tie("any"),
      { noNullPrototype: true },
    ),
  ),
})).any;

describe("encoding", () => {
  it("brings every value back", async () => {
    await fc.assert(
      fc.asyncProperty(value, async (item) => {
        expect(await roundTrip(item)).toEqual(item);
      }),
      { numRuns: 300 },
    );
  });

  it("compresses above 256 bytes and hashes the text itself", async () => {
    const small = await encodeValue("x".repeat(254));
    expect([small.encoding, small.rawSize, small.bytes.length]).toEqual(["json", 256, 256]);
    const large = await encodeValue("x".repeat(10_000));
    expect(large.encoding).toBe("json+zlib");
    expect(large.bytes.length).toBeLessThan(100);
    expect((await encodeValue([])).hash).toBe(
      "4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945",
    );
  });

  it("hashes equal content to the same, whatever the order of its keys", async () => {
    const one = await encodeValue({ b: 1, a: [{ y: 1n, x: null }], c: new Date(0) });
    const other = await encodeValue({ c: new Date(0), a: [{ x: null, y: 1n }], b: 1 });
    expect(other.hash).toBe(one.hash);
    expect((await encodeValue({ a: [2, 1] })).hash).not.toBe(
      (await encodeValue({ a: [1, 2] })).hash,
    );
  });

  it("refuses what has no JSON form", async () => {
    const cycle: { self?: unknown } = {};
    cycle.self = cycle;
    for (const bad of [Number.NaN, [Infinity], cycle, () => 1, new Map(), new Date(Number.NaN)]) {
      await expect(encodeValue(bad)).rejects.toMatchObject({ code: "invalid_input", status: 400 });
    }
    await expect(encodeValue("x".repeat(16 * 1024 * 1024))).rejects.toMatchObject({ status: 413 });
  });

  it("refuses an encoding it does not know", async () => {
    await expect(decodeValue("pickle", new Uint8Array())).rejects.toThrow(/unknown encoding/);
  });
});
