import { describe, expect, it } from "vitest";
import { loadUsageParams, periodAround, readPeriod, usagePath } from "./usage";

const now = new Date("2026-03-15T13:37:00Z");

function periodOf(search: string) {
  const { from, to, bucket } = readPeriod(loadUsageParams(new URLSearchParams(search)), now);
  return [from.toISOString().slice(0, 16), to.toISOString().slice(0, 16), bucket];
}

describe("the period of an address", () => {
  it.each([
    ["", "2026-02-14T00:00", "2026-03-16T00:00", "day"],
    ["period=2d", "2026-03-14T00:00", "2026-03-16T00:00", "hour"],
    ["period=365d", "2025-03-16T00:00", "2026-03-16T00:00", "week"],
    ["period=month", "2026-03-01T00:00", "2026-03-16T00:00", "day"],
    ["period=last-month", "2026-02-01T00:00", "2026-03-01T00:00", "day"],
    ["period=custom&from=2026-01-03&to=2026-01-01", "2026-01-01T00:00", "2026-01-04T00:00", "day"],
    ["period=custom&to=2026-01-01", "2015-11-16T00:00", "2026-01-02T00:00", "month"],
    ["period=custom", "2026-02-14T00:00", "2026-03-16T00:00", "day"],
    ["period=7d&bucket=hour", "2026-03-09T00:00", "2026-03-16T00:00", "hour"],
    // Too long for hours: what fits.
    ["period=365d&bucket=hour", "2025-03-16T00:00", "2026-03-16T00:00", "week"],
    [
      "period=nonsense&from=2026-02-30&measure=x&top=1000",
      "2026-02-14T00:00",
      "2026-03-16T00:00",
      "day",
    ],
  ])("%s", (search, from, to, bucket) => {
    expect(periodOf(search)).toEqual([from, to, bucket]);
  });

  it("is written without what goes without saying", () => {
    expect(usagePath("/accounting", { group: "def a&b", measure: "coreHours" })).toBe(
      "/accounting?group=def+a%26b",
    );
  });
});

describe("the time around something", () => {
  const around = (first: string, last: string) => {
    const { from, to } = periodAround(new Date(first), new Date(last), now);
    return [from.toISOString().slice(0, 10), to.toISOString().slice(0, 10)];
  };

  it("has two weeks before, three days after, and no future", () => {
    expect(around("2026-02-20T10:00:00Z", "2026-02-22T10:00:00Z")).toEqual([
      "2026-02-06",
      "2026-02-26",
    ]);
    expect(around("2026-03-14T10:00:00Z", "2026-03-15T13:00:00Z")).toEqual([
      "2026-02-28",
      "2026-03-16",
    ]);
    expect(around("2020-01-01T00:00:00Z", "2026-03-15T13:00:00Z")).toEqual([
      "2025-03-16",
      "2026-03-16",
    ]);
  });
});
