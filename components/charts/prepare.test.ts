import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assignLooks, lookOf, NEUTRAL_COLOR } from "@/components/charts/chart-tokens";
import { formatAxisValue, formatValue } from "@/components/charts/format-value";
import {
  boundReadings,
  breakGaps,
  type Series,
  splitIncomplete,
  splitRuns,
  tickLabel,
  timeTicks,
  toRows,
} from "@/components/charts/prepare";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = Date.parse("2026-11-01T00:00:00Z");
const at = (hours: number) => new Date(START + hours * HOUR);
const reading = (hours: number, value: number | null) => ({ at: START + hours * HOUR, value });
const series = (key: string, values: (number | null)[]): Series => ({
  key,
  name: key.toUpperCase(),
  points: values.map((value, index) => ({ at: at(index), value })),
});

describe("rows", () => {
  it("put all series on one axis, in order, with gaps where one has no reading", () => {
    const one: Series = { key: "a", name: "A", points: [{ at: at(2), value: 3 }] };
    const rows = toRows([one, series("b", [1, Number.NaN])]);
    expect(rows.map((each) => each.values)).toEqual([
      { a: null, b: 1 },
      { a: null, b: null },
      { a: 3, b: null },
    ]);
  });

  it("draw a line through the moments that only another series has, but claim no reading", () => {
    const coarse: Series = {
      key: "a",
      name: "A",
      points: [0, 2, 4].map((hour) => ({ at: at(hour), value: hour * 10 })),
    };
    const rows = toRows([coarse, series("b", [1, 1, 1, 1, 1, 1])]);
    expect(rows.map((each) => each.drawn.a)).toEqual([0, 10, 20, 30, 40, null]);
    expect(rows.map((each) => each.values.a)).toEqual([0, null, 20, null, 40, null]);
  });

  it("never draw across a gap", () => {
    const broken = series("a", [1, null, 3]);
    const rows = toRows([broken, { key: "b", name: "B", points: [{ at: at(0.5), value: 1 }] }]);
    expect(rows.map((each) => each.drawn.a)).toEqual([1, null, null, 3]);
  });

  it("join the far-apart points of a forecast", () => {
    const points = [0, 1, 9].map((hour) => ({ at: at(hour), value: hour }));
    const measured = toRows([{ key: "a", name: "A", points }]);
    expect(measured.map((each) => each.drawn.a)).toEqual([0, 1, null, 9]);
    const forecast = toRows([{ key: "a", name: "A", points, isForecast: true }]);
    expect(forecast.map((each) => each.drawn.a)).toEqual([0, 1, 9]);
  });

  it("drop readings without a valid time", () => {
    expect(toRows([{ key: "a", name: "A", points: [{ at: "never", value: 1 }] }])).toEqual([]);
  });
});

describe("bounding", () => {
  it("keeps few readings as they are", () => {
    const readings = [reading(0, 1), reading(1, 2)];
    expect(boundReadings(readings, 10)).toEqual(readings);
  });

  it("keeps a short peak and the last reading", () => {
    const readings = Array.from({ length: 1000 }, (_, hour) =>
      reading(hour, hour === 500 ? 99 : 1),
    );
    const bounded = boundReadings(readings, 50);
    expect(bounded.length).toBeLessThanOrEqual(50);
    expect(bounded.some((each) => each.value === 99)).toBe(true);
    expect(bounded.at(-1)).toEqual(readings.at(-1));
  });

  it("never gives more than the limit, and stays in order", () => {
    const values = fc.array(fc.option(fc.integer()), { maxLength: 500 });
    fc.assert(
      fc.property(values, fc.integer({ min: 2, max: 60 }), (list, limit) => {
        const readings = list.map((value, index) => reading(index, value));
        const times = boundReadings(readings, limit).map((each) => each.at);
        expect(times.length).toBeLessThanOrEqual(limit);
        expect(times).toEqual([...times].sort((a, b) => a - b));
      }),
    );
  });
});

describe("gaps", () => {
  it("break the line where a source was silent", () => {
    const readings = [0, 1, 2, 6, 7].map((hour) => reading(hour, hour));
    expect(breakGaps(readings).map((each) => each.value)).toEqual([0, 1, 2, null, 6, 7]);
  });

  it("are not seen in even or single readings", () => {
    expect(breakGaps([reading(0, 1), reading(1, 2), reading(2, 3)])).toHaveLength(3);
    expect(breakGaps([reading(0, 1)])).toHaveLength(1);
    expect(breakGaps([])).toEqual([]);
  });

  it("split values into runs", () => {
    expect(splitRuns([null, 1, 2, null, 3])).toEqual([
      [
        { index: 1, value: 1 },
        { index: 2, value: 2 },
      ],
      [{ index: 4, value: 3 }],
    ]);
    expect(splitRuns([null, Number.NaN])).toEqual([]);
  });
});

describe("the incomplete end", () => {
  const rows = toRows([series("a", [1, 2, 3])]);

  it("is dotted from the last complete row on", () => {
    const { solid, dotted, isCut } = splitIncomplete(rows, START + 2 * HOUR);
    expect(isCut).toBe(true);
    expect(rows.map((each) => solid(each, "a"))).toEqual([1, 2, null]);
    expect(rows.map((each) => dotted(each, "a"))).toEqual([null, 2, 3]);
  });

  it("does not exist when everything is complete", () => {
    const { solid, dotted, isCut } = splitIncomplete(rows, null);
    expect(isCut).toBe(false);
    expect(rows.map((each) => solid(each, "a"))).toEqual([1, 2, 3]);
    expect(rows.map((each) => dotted(each, "a"))).toEqual([null, null, null]);
  });
});

describe("ticks", () => {
  it("are round UTC moments, about six", () => {
    expect(timeTicks(START, START + 6 * HOUR).map((tick) => new Date(tick).getUTCHours())).toEqual([
      0, 1, 2, 3, 4, 5, 6,
    ]);
    for (const span of [HOUR, DAY, 60 * DAY, 2000 * DAY]) {
      const ticks = timeTicks(START + 1234, START + 1234 + span);
      expect(ticks.length).toBeGreaterThan(0);
      expect(ticks.length).toBeLessThanOrEqual(8);
    }
    expect(timeTicks(START, START)).toEqual([START]);
  });

  it("say the time, the day or the month, as the span asks", () => {
    expect(tickLabel(START + 5 * HOUR, DAY)).toBe("05:00");
    expect(tickLabel(START, DAY)).toBe("11-01");
    expect(tickLabel(START, 30 * DAY)).toBe("11-01");
    expect(tickLabel(START, 400 * DAY)).toBe("2026-11");
  });
});

describe("looks", () => {
  it("belong to the key, not to the order", () => {
    expect(assignLooks(["b", "a", "b"])).toEqual(assignLooks(["a", "b"]));
    expect(lookOf(assignLooks(["a"]), "a").color).toBe("var(--chart-1)");
  });

  it("are neutral beyond five and for unknown keys", () => {
    const looks = assignLooks(["a", "b", "c", "d", "e", "f"]);
    expect(lookOf(looks, "f").color).toBe(NEUTRAL_COLOR);
    expect(lookOf(looks, "x").color).toBe(NEUTRAL_COLOR);
  });
});

describe("values", () => {
  it("are written by kind, with their unit", () => {
    expect(formatValue(1234.5, { kind: "number", unit: "core-h", digits: 1 })).toBe(
      "1,234.5 core-h",
    );
    expect(formatValue(1.5 * 2 ** 40, { kind: "bytes" })).toBe("1.5 TiB");
    expect(formatValue(0.5, { kind: "percent" })).toBe("50 %");
    expect(formatValue(7500, { kind: "duration" })).toBe("2 h 5 min");
    expect(formatValue(null, { kind: "bytes" })).toBe("–");
    expect(formatAxisValue(12_500, { kind: "number" })).toBe("12.5K");
  });
});
