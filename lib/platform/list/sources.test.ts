import { expect, it } from "vitest";
import { distrustOf, type ListSource, oldestFirst } from "./sources";

const source = (feed: string, more: Partial<ListSource> = {}): ListSource => ({
  ...{ feed, state: "fresh", generation: 1, receivedAt: null, validUntil: null, why: null },
  ...{ madeAt: new Date(0), missedCount: 0, carriedCount: 0, dementedCount: 0, demented: [] },
  ...more,
});

it("the worst source comes first, and of equals the oldest", () => {
  const sources = [
    source("none", { state: "no-data", madeAt: null }),
    source("newer", { madeAt: new Date(9) }),
    source("older", { madeAt: new Date(5) }),
    source("calm", { state: "quiet", madeAt: new Date(1) }),
    source("dead", { state: "very-stale", madeAt: new Date(8) }),
    source("old", { state: "stale", madeAt: new Date(7) }),
  ];
  expect(oldestFirst(sources).map(({ feed }) => feed)).toEqual([
    ...["dead", "old", "calm", "older", "newer", "none"],
  ]);
});

it("a row is not to be trusted where its own source is not", () => {
  const rows = { column: "volume", value: "a" };
  const wrong = source("scan:a", { rows, demented: [{ key: "group_usage", reason: "aborted" }] });
  const sources = [source("scan:b"), wrong];
  expect(distrustOf(sources, { volume: "a" })).toBe("aborted");
  expect(distrustOf(sources, { volume: "b" })).toBeUndefined();
  expect(distrustOf([{ ...wrong, rows: undefined } as never], { volume: "b" })).toBe("aborted");
});
