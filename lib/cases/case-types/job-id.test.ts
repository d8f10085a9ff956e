import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MAX_JOB_ID, parseJobId, printJobId } from "./job-id";

describe("job ids", () => {
  it.each([
    [423, 423n],
    ["423", 423n],
    ["423_32", 423n],
    ["1007_[1-5]", 1007n],
    ["423.batch", 423n],
    ["007", 7n],
    [0, 0n],
    [3_000_000_000, 3_000_000_000n],
    [MAX_JOB_ID, MAX_JOB_ID],
    [String(MAX_JOB_ID), MAX_JOB_ID],
  ])("%s is %s", (raw, id) => {
    expect(parseJobId(raw)).toBe(id);
  });

  it.each(["_32", "", " 5", 10.5, -1, 1e18, -3n, true, null, [7], { id: 7 }, "x".repeat(2000)])(
    "%s is none",
    (raw) => {
      expect(() => parseJobId(raw)).toThrow(
        /^Could not parse job ID \('.*'\) to extract base ID$/s,
      );
    },
  );

  it("names what it could not read", () => {
    expect(() => parseJobId("_32")).toThrow("Could not parse job ID ('_32') to extract base ID");
  });

  it("beyond 64 bits is too great", () => {
    expect(() => parseJobId(MAX_JOB_ID + 1n)).toThrow(/greater than 9223372036854775807/);
    expect(() => parseJobId("9".repeat(30))).toThrow(/greater than/);
  });

  it("is printed exactly", () => {
    fc.assert(
      fc.property(fc.bigInt(0n, MAX_JOB_ID), fc.stringMatching(/^(\D.*)?$/), (id, rest) => {
        const parsed = parseJobId(`${id}${rest.slice(0, 50)}`);
        expect(BigInt(printJobId(String(parsed)))).toBe(id);
      }),
    );
    expect(printJobId("12")).toBe(12);
  });
});
