import { describe, expect, it } from "vitest";
import { doubtsOf } from "./doubts";

const rules = { minLineShare: 0.5, vanishedShare: 0.05, maxTotalFactor: 3 };
const size = (lines: number, groups: Record<string, bigint>) => ({
  lines,
  groups: new Map(Object.entries(groups)),
});
const before = size(1_000, { a: 900n, b: 60n, c: 40n });

describe("a scan that cannot be true", () => {
  it.each([
    ["half of the lines", size(500, { a: 900n, b: 60n, c: 40n }), []],
    ["fewer", size(499, { a: 900n, b: 60n, c: 40n }), ["499 lines"]],
    ["a small group gone", size(1_000, { a: 900n, b: 60n }), []],
    ["a larger group gone", size(1_000, { a: 900n, c: 40n }), ["no file of b"]],
    ["three times the bytes", size(1_000, { a: 2_900n, b: 60n, c: 40n }), []],
    ["more", size(1_000, { a: 2_901n, b: 60n, c: 40n }), ["3,001 bytes"]],
    ["a third", size(1_000, { a: 300n, b: 30n, c: 4n }), []],
    ["less", size(1_000, { a: 299n, b: 30n, c: 4n }), ["333 bytes"]],
    ["all of it", size(1, {}), ["1 lines", "no file of a, b", "take 0 bytes"]],
  ])("%s", (_, scan, expected) => {
    const doubts = doubtsOf(scan, before, "2026-11-19", rules);
    expect(doubts).toHaveLength(expected.length);
    for (const [at, part] of expected.entries()) expect(doubts[at]).toContain(part);
  });

  it("is none where there was next to nothing before", () => {
    expect(doubtsOf(size(1, {}), size(9, { a: 5n }), "2026-11-19", rules)).toEqual([]);
  });
});
