import fc from "fast-check";
import { createLoader, createSerializer } from "nuqs/server";
import { describe, expect, it } from "vitest";
import {
  cleanSearch,
  lastPage,
  MAX_OFFSET,
  maxPage,
  PAGE_SIZES,
  pageWindow,
  readSort,
  tableParams,
} from "@/lib/platform/table-params";

const table = tableParams({
  sortable: ["pain", "updated"],
  defaultSort: "-pain",
  defaultHidden: ["notes"],
});
const load = createLoader(table.parsers);
const write = createSerializer(table.parsers);
const DEFAULTS = { page: 1, size: 20, sort: "-pain", q: "", columns: ["notes"] };

describe("the URL of a table", () => {
  it("has defaults", () => {
    expect(load("")).toEqual(DEFAULTS);
  });

  it("is read", () => {
    expect(load("?page=3&size=50&sort=updated&q=%20def%20&columns=pain,trend")).toEqual({
      page: 3,
      size: 50,
      sort: "updated",
      q: "def",
      columns: ["pain", "trend"],
    });
  });

  it.each([
    "page=0",
    "page=-1",
    "page=502",
    "page=1e3",
    "page=x",
    "size=10",
    "size=1000",
    "sort=password",
    "sort=--pain",
    "sort=",
    "page=",
  ])("falls back to the default for %s", (query) => {
    expect(load(`?${query}`)).toEqual(DEFAULTS);
  });

  it("never throws and never leaves its bounds", () => {
    const text = fc.string({ unit: "binary" });
    fc.assert(
      fc.property(text, text, text, text, text, (page, size, sort, q, columns) => {
        const state = load(new URLSearchParams({ page, size, sort, q, columns }));
        expect(pageWindow(state).offset).toBeLessThanOrEqual(MAX_OFFSET);
        expect(PAGE_SIZES).toContain(state.size);
        expect(["pain", "-pain", "updated", "-updated"]).toContain(state.sort);
        expect(Array.from(state.q).length).toBeLessThanOrEqual(100);
        expect(state.columns.length).toBeLessThanOrEqual(50);
      }),
    );
  });

  it("leaves defaults out and keeps an empty list of hidden columns", () => {
    expect(write({ page: 1, size: 20, sort: "-pain", q: "", columns: ["notes"] })).toBe("");
    expect(load(write({ columns: [] })).columns).toEqual([]);
    expect(load(write({ columns: ["a", "b"] })).columns).toEqual(["a", "b"]);
  });

  it("keeps two tables on one page apart", () => {
    const users = tableParams({ sortable: ["name"], defaultSort: "name", prefix: "users" });
    const loadUsers = createLoader(users.parsers, { urlKeys: users.urlKeys });
    expect(loadUsers("?page=4&users.page=2").page).toBe(2);
  });
});

describe("pages", () => {
  it("never skip more rows than allowed, at any size", () => {
    for (const size of PAGE_SIZES) {
      expect(pageWindow({ page: 501, size }).offset).toBeLessThanOrEqual(MAX_OFFSET);
      expect((maxPage(size) - 1) * size).toBe(MAX_OFFSET);
    }
    expect(pageWindow({ page: 3, size: 50 })).toEqual({ limit: 50, offset: 100 });
  });

  it("end where the rows or the bound end", () => {
    expect(lastPage(0, 20)).toBe(1);
    expect(lastPage(20, 20)).toBe(1);
    expect(lastPage(21, 20)).toBe(2);
    expect(lastPage(1_000_000, 100)).toBe(101);
  });
});

describe("sort and search", () => {
  it("reads the direction", () => {
    expect(readSort("-pain")).toEqual({ id: "pain", isDesc: true });
    expect(readSort("pain")).toEqual({ id: "pain", isDesc: false });
  });

  it("drops control characters and never cuts a character in half", () => {
    expect(cleanSearch("a\u0000b")).toBe("a b");
    expect(cleanSearch("\u0000")).toBe("");
    expect(cleanSearch("😀".repeat(120))).toBe("😀".repeat(100));
  });
});
