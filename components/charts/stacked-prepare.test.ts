import { describe, expect, it } from "vitest";
import { stackLook } from "@/components/charts/stacked-looks";
import {
  bucketLabel,
  bucketOf,
  labelPlaces,
  toStackedRows,
} from "@/components/charts/stacked-prepare";

const at = (text: string) => Date.parse(`${text}Z`);

describe("rows of a stack", () => {
  const buckets = [
    { at: "2026-03-01T00:00:00Z", end: "2026-03-02T00:00:00Z", isIncomplete: false },
    { at: "2026-03-02T00:00:00Z", end: "2026-03-03T00:00:00Z", isIncomplete: true },
  ];

  it("sum up each bucket, beside the period before", () => {
    const series = [
      { key: "a", name: "A", isOthers: false, values: [1, 2] },
      { key: "b", name: "B", isOthers: true, values: [10, Number.NaN] },
    ];
    expect(toStackedRows(buckets, series, [7])).toEqual([
      expect.objectContaining({ values: [1, 10], total: 11, before: 7, label: "2026-03-01" }),
      expect.objectContaining({ values: [2, 0], total: 2, before: null, isIncomplete: true }),
    ]);
    expect(toStackedRows(buckets, [], null).map(({ total }) => total)).toEqual([0, 0]);
    const [first] = buckets;
    const unknown = first ? [{ ...first, isUnknown: true }] : [];
    expect(toStackedRows(unknown, series, null)).toMatchObject([
      { values: [null, null], total: null },
    ]);
  });

  it("name hours, days, weeks and months", () => {
    expect(bucketLabel(at("2026-03-01T13:00"), at("2026-03-01T14:00"))).toBe(
      "2026-03-01 13:00 UTC",
    );
    expect(bucketLabel(at("2026-03-02T00:00"), at("2026-03-09T00:00"))).toBe(
      "2026-03-02 to 2026-03-08",
    );
    expect(bucketLabel(at("2026-02-01T00:00"), at("2026-03-01T00:00"))).toBe("2026-02");
    expect(bucketLabel(at("2026-03-01T00:00"), at("2026-03-16T00:00"))).toBe(
      "2026-03-01 to 2026-03-15",
    );
  });

  it("find the bucket of a moment", () => {
    const rows = toStackedRows(buckets, [], null);
    expect(bucketOf(rows, "2026-03-02T13:00:00Z")).toBe(at("2026-03-02T00:00"));
    expect(bucketOf(rows, "2026-02-01T00:00:00Z")).toBe(at("2026-03-01T00:00"));
    expect(bucketOf(rows, "2027-01-01T00:00:00Z")).toBe(at("2026-03-02T00:00"));
  });

  it("have few labels", () => {
    expect(labelPlaces(5, 8)).toEqual([0, 1, 2, 3, 4]);
    expect(labelPlaces(30, 6)).toEqual([0, 6, 12, 18, 24]);
    expect(labelPlaces(48, 7)).toEqual([0, 8, 16, 24, 32, 40]);
    expect(labelPlaces(0, 6)).toEqual([]);
  });
});

describe("looks of a stack", () => {
  it("stay apart", () => {
    const looks = Array.from({ length: 8 }, (_, place) => stackLook(place, false));
    expect(new Set(looks.map((look) => JSON.stringify(look))).size).toBe(8);
    expect(stackLook(2, true).texture).toBe("dots");
  });
});
