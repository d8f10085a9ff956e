import { describe, expect, it } from "vitest";
import { oldjobs } from "./oldjobs";

const entry = { account: "a", resource: "cpu", age: 612, submitter: "userX", summary: null };

describe("an old job entry", () => {
  it.each([
    [12.7, 13],
    [12.5, 13],
    [12.4, 12],
    [-0.5, -1],
    [-0.2, 0],
  ])("age %d is %d whole days", (age, days) => {
    expect(oldjobs.parseEntry({ ...entry, age }).metric).toBe(days);
  });

  it("names the first missing field in the protocol's order", () => {
    const left: Record<string, unknown> = {};
    for (const field of ["resource", "account", "age", "summary", "submitter"]) {
      expect(() => oldjobs.parseEntry(left)).toThrow(`Missing required field: '${field}'`);
      left[field] = "x";
    }
    expect(() => oldjobs.parseEntry(left)).toThrow("Invalid resource type: 'x'");
  });

  it.each([
    [{ age: "x" }, /must be a number/],
    [{ age: 2 ** 31 }, /greater than 2147483647/],
    [{ submitter: "" }, /must not be empty/],
    [{ submitter: "x".repeat(33) }, /longer than 32/],
    [{ submitter: ["x"] }, /must be text/],
  ])("%j is refused", (change, message) => {
    expect(() => oldjobs.parseEntry({ ...entry, ...change })).toThrow(message);
  });
});

it("the summary's keys are translated and its values kept", () => {
  const summary = { billing: 3, count: 4, cpu: 1.5, mem: "2G", node: null, other: 7 };
  expect(oldjobs.prettySummary(summary)).toEqual([
    ["Billing", 3],
    ["Count", 4],
    ["CPU", 1.5],
    ["Memory", "2G"],
    ["Node", null],
    ["other", 7],
  ]);
});
