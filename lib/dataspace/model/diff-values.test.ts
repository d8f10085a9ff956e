import { expect, it } from "vitest";
import { diffValues, MAX_VALUE_CHANGES } from "./diff-values";

it("names rows that are new, gone, grown and shrunk, whatever their order", () => {
  const was = [
    { group: "a", bytes: 5n, level: "OK" },
    { group: "b", bytes: 7n, level: "OK" },
    { group: "c", bytes: 1n, level: "OK" },
    { group: "same", bytes: 2n, level: "OK" },
  ];
  const now = [
    { group: "same", level: "OK", bytes: 2n },
    { group: "c", bytes: 0n, level: "OK" },
    { group: "d", bytes: 3n, level: "OK" },
    { group: "a", bytes: 2n ** 70n, level: "Not OK" },
  ];
  expect(diffValues({ rows: was }, { rows: now })).toEqual([
    { path: "rows.a.bytes", kind: "grown", was: "5", now: "1180591620717411303424" },
    { path: "rows.a.level", kind: "changed", was: "OK", now: "Not OK" },
    { path: "rows.b", kind: "gone", was: '{"group":"b","bytes":7,"level":"OK"}', now: null },
    { path: "rows.c.bytes", kind: "shrunk", was: "1", now: "0" },
    { path: "rows.d", kind: "new", was: null, now: '{"group":"d","bytes":3,"level":"OK"}' },
  ]);
});

it("compares rows without a name by their place, and values of another kind as a whole", () => {
  expect(diffValues([1, 2], [1, 3, 4])).toEqual([
    { path: "2", kind: "grown", was: "2", now: "3" },
    { path: "3", kind: "new", was: null, now: "4" },
  ]);
  const at = new Date(0);
  expect(diffValues({ a: [1] }, { a: { 1: 1 } })).toMatchObject([{ path: "a", kind: "changed" }]);
  expect(diffValues(at, new Date(0))).toEqual([]);
  expect(diffValues("x", "y")).toEqual([{ path: "", kind: "changed", was: "x", now: "y" }]);
});

it("names so many and no more", () => {
  const rows = Array.from({ length: 500 }, (_, index) => index);
  expect(diffValues([], rows)).toHaveLength(MAX_VALUE_CHANGES);
});
