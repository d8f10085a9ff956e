import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseExactJson, printExactJson } from "./exact-json";

describe("exact JSON", () => {
  it("keeps integers that a double cannot hold", () => {
    expect(parseExactJson("[9007199254740991,9007199254740993,-9007199254740993]")).toEqual([
      9007199254740991,
      9007199254740993n,
      -9007199254740993n,
    ]);
    expect(parseExactJson('{"a":1e20,"b":0.30000000000000004,"c":"12345678901234567890"}')).toEqual(
      { a: 1e20, b: 0.30000000000000004, c: "12345678901234567890" },
    );
    expect(parseExactJson("9".repeat(100))).toBe(1e100);
  });

  it("prints them back", () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt(-(10n ** 30n), 10n ** 30n)), (list) => {
        const text = printExactJson({ list });
        expect(text).toBe(`{"list":[${list.join(",")}]}`);
        const back = parseExactJson(text) as { list: (number | bigint)[] };
        expect(back.list.map(BigInt)).toEqual(list);
      }),
    );
  });

  it("refuses nesting beyond the limit, however deep", () => {
    const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
    expect(() => parseExactJson(nested(64))).not.toThrow();
    expect(() => parseExactJson(nested(65))).toThrow(/deeper than 64/);
    expect(() => parseExactJson(nested(2_000_000))).toThrow(/deeper than 64/);
    expect(() => parseExactJson(`["${"[".repeat(99)}\\"["]`)).not.toThrow();
  });

  it("reads what JSON.parse reads and nothing else", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(printExactJson(parseExactJson(text))).toBe(JSON.stringify(JSON.parse(text)));
      }),
    );
    for (const text of ["", "{", "NaN", "[1,]", "{'a':1}", "]"]) {
      expect(() => parseExactJson(text)).toThrow("The body is not valid JSON.");
    }
  });
});
