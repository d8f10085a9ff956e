import { describe, expect, it } from "vitest";
import { isUnreadable, siteProblem } from "./model";

const keys = ["site_id", "site"];
const meta = (entries: Record<string, string[]>) => new Map(Object.entries(entries));

describe("the sites of a record", () => {
  it("do not matter to whoever is tied to none", () => {
    expect(siteProblem(null, null, keys)).toBeUndefined();
  });

  it.each([
    [{ site_id: ["A"] }, undefined],
    [{ site: ["B"] }, undefined],
    [{ site_id: ["A"], site: ["B"] }, undefined],
    [{ site_id: ["C"] }, "not for site C"],
    [{ site_id: ["A", "C"] }, "not for site C"],
    [{ site_id: ["A"], site: ["C"] }, "not for site C"],
    [{ user: ["A"] }, "names no site"],
    [{ site: [] }, "names no site"],
  ])("%j", (entries, problem) => {
    const found = siteProblem(meta(entries), ["A", "B"], keys);
    if (problem === undefined) expect(found).toBeUndefined();
    else expect(found).toContain(problem);
  });
});

it("a record above some 9,900 bytes is too long for one of the clients", () => {
  const record = {
    recordId: "a",
    meta: null,
    metaText: null,
    componentsText: "[]",
    startAt: "",
    stopAt: null,
  };
  expect(isUnreadable(record)).toBe(false);
  expect(isUnreadable({ ...record, componentsText: "ü".repeat(4_900) })).toBe(true);
});
