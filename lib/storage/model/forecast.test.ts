import { describe, expect, test } from "vitest";
import { daysUntilFull, growthOf, MAX_FORECAST_DAYS } from "./forecast";
import { daysSince, roundHalfEven } from "./rounding";
import { dayNumber, isOnVolume, mountPathOf, readDay } from "./scan";

const line = (days: number, perDay: number, from = 100) =>
  Array.from({ length: days }, (_, day) => ({ day, used: from + day * perDay }));

describe("the growth", () => {
  test("needs two days", () => {
    expect(growthOf([])).toBeNull();
    expect(growthOf(line(1, 5))).toBeNull();
    expect(growthOf([line(1, 5)[0], line(1, 5)[0]].flatMap((p) => p ?? []))).toBeNull();
  });

  test("of a straight line is its slope, surely", () => {
    expect(growthOf(line(31, 5))).toEqual({ perDay: 5, low: 5, high: 5 });
  });

  test("is not tipped by one clean-up", () => {
    const points = line(30, 10, 10_000).map((point) =>
      point.day < 3 ? { ...point, used: point.used + 50_000 } : point,
    );
    expect(growthOf(points)?.perDay).toBe(10);
  });

  test("tells how sure it is", () => {
    const growth = growthOf([
      { day: 0, used: 0 },
      { day: 1, used: 4 },
      { day: 2, used: 5 },
    ]);
    // Slopes 4, 2.5, 1.
    expect(growth).toEqual({ perDay: 2.5, low: 1.75, high: 3.25 });
  });

  test("of very many points looks at some from the first to the last", () => {
    expect(growthOf(line(2_000, 3))?.perDay).toBe(3);
  });
});

describe("the days until the quota", () => {
  test.each([
    [50, 100, 5, 10],
    [100, 100, 5, 0],
    [120, 100, null, 0],
    [50, 100, 0, null],
    [50, 100, -5, null],
    [50, 100, null, null],
    [50, null, 5, null],
    [50, 0, 5, null],
    [0, MAX_FORECAST_DAYS, 1, MAX_FORECAST_DAYS],
    [0, MAX_FORECAST_DAYS + 1, 1, null],
  ])("of %d of %s at %s a day are %s", (used, quota, perDay, expected) => {
    expect(daysUntilFull(used, quota, perDay)).toBe(expected);
  });
});

describe("rounding", () => {
  test.each([
    [0.25, 1, 0.2],
    [0.75, 1, 0.8],
    [0.35, 1, 0.3],
    [0.15, 1, 0.1],
    [2.675, 2, 2.67],
    [2.5, 0, 2],
    [3.5, 0, 4],
    [-2.5, 0, -2],
    [0.125, 2, 0.12],
    [112.44, 1, 112.4],
  ])("%d to %d places is %d", (value, decimals, expected) => {
    expect(roundHalfEven(value, decimals)).toBe(expected);
  });

  test("days since a change have one decimal and are never below 0", () => {
    expect(daysSince(0, 86_400)).toBe(1);
    expect(daysSince(86_400, 0)).toBe(0);
    expect(daysSince(0, 21_600)).toBe(0.2);
  });
});

describe("days and paths", () => {
  test("are read as they are written", () => {
    expect(readDay("20221231")).toEqual(new Date("2022-12-31"));
    expect(readDay("2022-12-31")).toEqual(new Date("2022-12-31"));
    expect(readDay("2022-02-31")).toBeUndefined();
    expect(readDay("2022-13-01")).toBeUndefined();
    expect(readDay("tomorrow")).toBeUndefined();
    expect(dayNumber(new Date("1970-01-02T23:59:59Z"))).toBe(1);
  });

  test("lie on a volume by a whole element", () => {
    expect(isOnVolume("/lustre/scratch12/a", "scratch12")).toBe(true);
    expect(isOnVolume("/lustre/scratch123", "scratch12")).toBe(false);
    expect(mountPathOf("home1", "/nfs/home1/a/home1")).toBe("/nfs/home1");
    expect(mountPathOf("home1")).toBe("/lustre/home1");
  });
});
