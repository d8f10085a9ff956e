import { describe, expect, it } from "vitest";
import { tabularHead, tabularLine } from "./tabular";

const names = ["account", "pain"];

describe("CSV", () => {
  it("quotes what would break a line", () => {
    expect(tabularHead("csv", names)).toBe("account,pain\r\n");
    expect(tabularLine("csv", names, ['a,"b"\nc', 1.5])).toBe('"a,""b""\nc",1.5\r\n');
    expect(tabularLine("csv", names, [{ a: 1 }, null])).toBe('"{""a"":1}",\r\n');
  });

  it.each(["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])("never lets %j be a formula", (cell) => {
    expect(tabularLine("csv", names, [cell, 1]).replace(/^"/, "")).toMatch(/^'/);
  });

  it("leaves numbers as numbers", () => {
    expect(tabularLine("csv", names, ["a", -1])).toBe("a,-1\r\n");
  });
});

it("TSV keeps one row on one line", () => {
  expect(tabularLine("tsv", names, ["a\tb\nc", "=x"])).toBe("a b c\t'=x\n");
});

it("NDJSON has no head and keeps values as they are", () => {
  expect(tabularHead("ndjson", names)).toBe("");
  expect(tabularLine("ndjson", names, ["=x", { a: [1] }])).toBe(
    '{"account":"=x","pain":{"a":[1]}}\n',
  );
});
