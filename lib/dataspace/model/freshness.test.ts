import { expect, it } from "vitest";
import { type StaleFacts, whyStale } from "./freshness";

const facts: StaleFacts = {
  ...{ state: "stale", madeAt: new Date("2026-11-20T08:00:00Z") },
  ...{ receivedAt: new Date("2026-11-20T08:05:00Z"), validUntil: new Date("2026-11-20T10:00:00Z") },
  ...{ productCount: 3, carriedCount: 1, missedCount: 4, refusedSince: 0, heardAt: null },
};

it.each<[Partial<StaleFacts>, string | null]>([
  [{ state: "fresh", refusedSince: 3 }, null],
  [{}, "Silent since 2026-11-20 08:05 UTC."],
  [{ heardAt: "2026-11-20T09:00:00Z" }, "Silent since 2026-11-20 09:00 UTC."],
  [{ refusedSince: 1 }, "1 report was refused since 2026-11-20 08:05 UTC."],
  [{ refusedSince: 2, state: "quiet" }, "2 reports were refused since 2026-11-20 08:05 UTC."],
  [{ carriedCount: 3 }, "The newest report brought nothing: all is carried, 4 updates missed."],
  [
    { receivedAt: new Date("2026-11-20T10:00:00Z") },
    "Made too late: the report of 2026-11-20 08:00 UTC came at 2026-11-20 10:00 UTC, when it no longer counted.",
  ],
  [{ state: "due" }, "Nothing has come since 2026-11-20 08:05 UTC, and the next is late."],
  [{ state: "quiet", carriedCount: 3 }, "Nothing new since 2026-11-20 08:05 UTC."],
  [{ state: "no-data", receivedAt: null, validUntil: null }, "Nothing has ever come."],
  [
    { state: "no-data", receivedAt: null, validUntil: null, refusedSince: 2 },
    "2 reports were refused, none was ever stored.",
  ],
])("%o", (change, expected) => {
  expect(whyStale({ ...facts, ...change })).toBe(expected);
});
