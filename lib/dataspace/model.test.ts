import { describe, expect, it } from "vitest";
import { checkHeader, dueTime } from "./model";

describe("headers", () => {
  const header = { createTime: 100, expirationTime: 200, scheduledCreateTime: 90, creator: "d" };

  it("are exact", () => {
    expect(() => checkHeader(header, 100)).not.toThrow();
    expect(() => checkHeader({ ...header, createTime: 150 }, 100)).not.toThrow();
    for (const change of [
      { createTime: 100.5 },
      { createTime: 401, expirationTime: 500 },
      { expirationTime: 100 },
      { creator: "" },
    ]) {
      expect(() => checkHeader({ ...header, ...change }, 100)).toThrow(/not valid/);
    }
  });
});

describe("when an ingest was due", () => {
  it.each([
    ["the first one", 1000, undefined, 600, 1000],
    ["without an interval", 1000, 400, null, 1000],
    ["in time", 1000, 400, 600, 1000],
    ["a little late", 1100, 400, 600, 1000],
    ["early", 900, 400, 600, 1000],
    ["after a long silence", 9000, 400, 600, 9000],
    ["sent far more often than agreed", 1000, 1100, 600, 1000],
  ])("%s", (_name, createTime, lastDue, interval, expected) => {
    expect(dueTime(createTime, lastDue, interval)).toBe(expected);
  });
});
