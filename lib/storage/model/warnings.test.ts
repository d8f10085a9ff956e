import { describe, expect, test } from "vitest";
import { defaultThresholds, forecastUse, judge, type UsageTrend } from "./warnings";

const DAY = 20_000;

function trend(used: number, history: [daysBefore: number, used: number][] = [], age = 0) {
  const points = history.map(([daysBefore, value]) => ({ day: DAY - daysBefore, used: value }));
  return { day: DAY, used, history: points, today: DAY + age } satisfies UsageTrend;
}

const level = (...args: Parameters<typeof trend>) => judge(trend(...args), 1000, defaultThresholds);

describe("the forecast use", () => {
  test("stays as it is without history", () => {
    expect(forecastUse(trend(500), 7)).toBe(500);
  });

  test("follows the line through one earlier scan", () => {
    expect(forecastUse(trend(500, [[5, 400]]), 3)).toBe(560);
    expect(forecastUse(trend(500, [[5, 400]]), 7)).toBe(640);
  });

  test("spans the last three scans, whatever was before", () => {
    const history: [number, number][] = [
      [90, 5],
      [10, 300],
      [4, 999],
    ];
    expect(forecastUse(trend(500, history), 3)).toBe(560);
  });

  test("counts ahead from today, so an old scan is extrapolated further", () => {
    expect(forecastUse(trend(500, [[5, 400]], 2), 3)).toBe(600);
  });

  test("is not clamped", () => {
    expect(forecastUse(trend(100, [[1, 500]]), 3)).toBe(-1100);
    expect(forecastUse(trend(900, [[1, 500]]), 7)).toBe(3700);
  });

  test("does not look at points of the same day or later", () => {
    const history: [number, number][] = [
      [5, 400],
      [0, 1],
      [-3, 1],
    ];
    expect(forecastUse(trend(500, history), 3)).toBe(560);
  });
});

describe("the level", () => {
  test.each([
    [800, 1],
    [801, 2],
    [850, 2],
    [851, 3],
    [950, 3],
    [1001, 3],
    [0, 1],
  ])("of %i of 1000 without history is %i", (used, expected) => {
    expect(level(used)).toBe(expected);
  });

  test.each([0.8, 0.85, 0.95])("does not warn at exactly %f", (share) => {
    const at = [{ level: 3, daysAhead: 3, share } as const];
    for (const quota of [100, 1000, 7_000_000_000_000, 3 * 2 ** 40 * 20]) {
      expect(judge(trend(share * quota), quota, at)).toBe(1);
      expect(judge(trend(share * quota + 1), quota, at)).toBe(3);
    }
  });

  test("of exact boundaries by a trend stays exact", () => {
    // 0.8 of the quota is reached exactly at +3 days: (3 ÷ 7) × 7 is not 3 in doubles.
    expect(level(797, [[7, 790]])).toBe(1);
    expect(level(798, [[7, 791]])).toBe(2);
  });

  test("warns early where a group grows", () => {
    // +3 days 750, +7 days 850: neither passes.
    expect(level(675, [[10, 425]])).toBe(1);
    // +3 days 755, +7 days 857.
    expect(level(678.5, [[10, 423.5]])).toBe(2);
    // +7 days 960, +3 days 840: the seven days make it red.
    expect(level(750, [[10, 450]])).toBe(3);
  });

  test("goes down where a group above 80 % shrinks", () => {
    expect(level(840, [[1, 900]])).toBe(1);
  });

  test("is 1 without a quota, and with quota 0", () => {
    expect(judge(trend(10 ** 18), null, defaultThresholds)).toBe(1);
    expect(judge(trend(10 ** 18), 0, defaultThresholds)).toBe(1);
  });

  test("follows a site's own thresholds", () => {
    const lurge = [
      { level: 2, daysAhead: 7, share: 0.85 },
      { level: 3, daysAhead: 3, share: 0.8 },
      { level: 3, daysAhead: 7, share: 0.95 },
    ] as const;
    expect(judge(trend(801), 1000, lurge)).toBe(3);
  });
});
