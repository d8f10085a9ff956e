import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { indentJson } from "./indent-json";

describe("indented JSON", () => {
  it("is what JSON.stringify makes of the value", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const expected = JSON.stringify(value, null, 2);
        expect(indentJson(JSON.stringify(value), 1e6)).toEqual({ text: expected, isCut: false });
        expect(indentJson(expected, 1e6).text).toBe(expected);
      }),
    );
  });

  it("keeps digits that a double would lose, and brackets within texts", () => {
    const { text } = indentJson('{"id":12345678901234567890,"a":"{[,\\"}"}', 10);
    expect(text).toBe('{\n  "id": 12345678901234567890,\n  "a": "{[,\\"}"\n}');
  });

  it("shows the beginning of a text that ends anywhere", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(200), (value, length) => {
        const whole = JSON.stringify(value);
        expect(() => indentJson(whole.slice(0, length), 1e6)).not.toThrow();
      }),
    );
    expect(indentJson('{"a":[1,2,"unfini', 10).text).toBe(
      '{\n  "a": [\n    1,\n    2,\n    "unfini',
    );
  });

  it("stops after the lines that are wanted", () => {
    const { text, isCut } = indentJson(JSON.stringify(Array(100).fill(1)), 5);
    expect(isCut).toBe(true);
    expect(text.split("\n").length).toBeLessThanOrEqual(6);
  });
});
