import { describe, expect, it } from "vitest";
import { forecastOn, growTo } from "./classic-forecast";

const at = (day: number, used: number) => ({ day, used });

describe("the classic forecast", () => {
  it.each([
    ["no point", [], 10, null],
    ["one point stays", [at(5, 100)], 12, 100],
    ["two points", [at(0, 100), at(5, 150)], 12, 220],
    ["three points: the middle one does not count", [at(0, 100), at(1, 900), at(5, 150)], 12, 220],
    ["older ones do not count", [at(-9, 5), at(0, 100), at(1, 900), at(5, 150)], 12, 220],
    ["shrinking, below zero", [at(0, 100), at(5, 50)], 12, -20],
    ["two scans of one day", [at(5, 100), at(5, 150)], 12, 150],
  ])("%s", (_, points, day, expected) => {
    expect(forecastOn(points, day)).toBe(expected);
  });
});

describe("the forecast for a day", () => {
  it("grows from the newest point", () => {
    expect(growTo(at(5, 100), 2.5, 9)).toBe(110);
    expect(growTo(at(5, 100), null, 9)).toBeNull();
    expect(growTo(undefined, 1, 9)).toBeNull();
  });
});
