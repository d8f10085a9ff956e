import { describe, expect, it } from "vitest";
import { makeAxis, roundTicks } from "./axis-scale";

describe("an axis", () => {
  it("places values and finds them again", () => {
    for (const isLog of [false, true]) {
      for (const isReversed of [false, true]) {
        const axis = makeAxis({ max: 1_000, length: 500, isLog, isReversed });
        for (const value of [1, 10, 250, 1_000]) {
          expect(axis.valueAt(axis.place(value))).toBeCloseTo(value, 6);
        }
      }
    }
  });

  it("reversed, the largest comes first", () => {
    const axis = makeAxis({ max: 10, length: 100, isReversed: true });
    expect([axis.place(10), axis.place(0)]).toEqual([0, 100]);
  });

  it("values below a logarithmic axis lie on its end", () => {
    const axis = makeAxis({ max: 100, length: 100, isLog: true });
    expect(axis.place(0)).toBe(0);
    expect(axis.place(10)).toBeCloseTo(50);
    expect(axis.ticks).toEqual([1, 10, 100]);
    const days = makeAxis({ max: 400, length: 100, isLog: true, logTicks: [1, 7, 30, 365, 3_650] });
    expect(days.ticks).toEqual([1, 7, 30, 365]);
  });

  it("a single value of zero does not divide by zero", () => {
    expect(makeAxis({ max: 0, length: 100 }).place(0)).toBe(0);
    expect(makeAxis({ max: 0, length: 100, isLog: true }).place(0)).toBe(0);
  });

  it("ticks are round, in binary units too", () => {
    expect(roundTicks(10)).toEqual([0, 2, 4, 6, 8, 10]);
    expect(roundTicks(3_650)).toEqual([0, 1_000, 2_000, 3_000]);
    const gib = 2 ** 30;
    expect(roundTicks(9 * gib, 1024)).toEqual([0, 2, 4, 6, 8].map((count) => count * gib));
    expect(roundTicks(0)).toEqual([0]);
    for (const max of [1e-9, 0.3, 7, 12, 99, 1_023, 5_000, 2 ** 53]) {
      for (const base of [10, 1024] as const) {
        const ticks = roundTicks(max, base);
        expect(ticks.length).toBeGreaterThanOrEqual(3);
        expect(ticks.length).toBeLessThanOrEqual(12);
        expect(ticks.at(-1)).toBeLessThanOrEqual(max);
      }
    }
  });
});
