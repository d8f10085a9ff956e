import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { recordQueryText } from "@/tools/simulate/collector";
import {
  explorerPath,
  pagePath,
  printQuery,
  type QueryForm,
  readExplorer,
  type SearchRecord,
} from "./explorer";
import { toCurl, toPyauditor } from "./explorer-code";
import { parseRecordQuery } from "./record-query";

/** The parameters as a page receives them: decoded, repeated ones as lists. */
function searchOf(text: string): SearchRecord {
  const search: SearchRecord = {};
  for (const [key, value] of new URLSearchParams(text)) {
    const known = search[key];
    search[key] = known === undefined ? value : [known, value].flat();
  }
  return search;
}

const read = (text: string) => readExplorer(searchOf(text));

describe("the explorer's address", () => {
  it("is the query of GET /records, word for word", () => {
    const queries = [
      "",
      "record_id=htcondor-schedd%40submit%231.0%231718000000",
      "start_time[lt]=2022-08-03T09%3A47%3A00.079043%2B00%3A00&start_time[gte]=2022-08-03T09%3A47%3A00%2B00%3A00",
      "stop_time[lt]=2026-03-02T00%3A00%3A00%2B00%3A00&stop_time[gte]=2026-03-01T00%3A00%3A00%2B00%3A00&runtime[gt]=0&meta[site_id][c][0]=site1",
      "meta[site_id][c][0]=a+b&meta[site_id][c][1]=x%2Fy%7Ez&meta[site_id][dnc][0]=%C3%BC%26%3D%2B",
      "component[comp+1%5Bx%5D][equals]=10",
      "sort_by[desc]=stop_time&limit=500",
    ];
    for (const text of queries) {
      const explorer = read(text);
      expect(explorer.problem, text).toBeNull();
      expect(explorer.text).toBe(text);
      expect(explorer.query).toEqual(parseRecordQuery(text));
    }
  });

  it("says in the protocol's words what is wrong, and keeps what was written", () => {
    const bad = read("start_time[gte]=2022-08-03&meta[site][c][0]=a");
    expect(bad.query).toBeNull();
    expect(bad.problem).toBe("input is not enough for unique date and time");
    expect(bad.form.conditions).toHaveLength(2);
    expect(read("foo=bar").problem).toMatch(/^unknown field `foo`/);
    expect(read("limit=4&limit=5").problem).toBe("Multiple values for one key");
  });

  it("knows old forms, lists without an index and both directions", () => {
    expect(read("meta[a][c]=x").text).toBe("meta[a][c][0]=x");
    expect(read("meta[a][c][]=x&meta[a][c][]=y").text).toBe("meta[a][c][0]=x&meta[a][c][1]=y");
    expect(read("sort_by[desc]=runtime&sort_by[asc]=stop_time").text).toBe(
      "sort_by[asc]=stop_time",
    );
    // Read by the protocol and made nothing of.
    expect(read("start_time[equals]=2026-01-01T00:00:00Z").query?.startAt).toEqual({});
  });

  it("pages beside the query, and believes no cursor that is not one", () => {
    const explorer = read("sort_by[desc]=stop_time&size=20");
    const after = { shownCount: 20, id: "71", value: "2026-03-01T09:15:00.079043Z" };
    const path = pagePath(explorer, after);
    expect(path).toContain("?sort_by[desc]=stop_time&after=20.71.2026-03-01T09%3A15%3A00.079043Z");
    expect(read(path.slice(path.indexOf("?") + 1)).after).toEqual(after);
    expect(read("sort_by[desc]=stop_time&after=20.71.").after?.value).toBeNull();
    for (const cursor of ["x", "1.2", "1.0.", "1.99999999999999999999.", "1.2.2026-13-01"]) {
      expect(read(`after=${cursor}`).after, cursor).toBeNull();
    }
    expect(read("sort_by[asc]=start_time&after=1.2.").after).toBeNull();
    expect(read("sort_by[asc]=runtime&after=1.2.-5").after?.value).toBe("-5");
    expect(explorerPath("")).toBe("/accounting/records");
  });

  it("gives back every form that it prints", () => {
    const name = fc.string({ minLength: 1, unit: "grapheme" }).filter((text) => /\S/u.test(text));
    const amount = fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }).map(String);
    const condition = fc.oneof(
      fc.record({
        field: fc.constant("meta" as const),
        name: name.filter((text) => !text.includes("]") && !text.includes("\0")),
        operator: fc.constantFrom("c" as const, "dnc" as const),
        value: name.filter((text) => !text.includes("\0")),
      }),
      fc.record({
        field: fc.constant("component" as const),
        name: name.filter((text) => !text.includes("\0")),
        operator: fc.constantFrom("gt" as const, "lte" as const, "equals" as const),
        value: amount,
      }),
    );
    fc.assert(
      fc.property(fc.array(condition, { maxLength: 8 }), (conditions) => {
        const form: QueryForm = { conditions, sort: null, limit: "" };
        const text = printQuery(form);
        const again = read(text);
        expect(printQuery(again.form)).toBe(text);
        if (again.query !== null) expect(again.query).toEqual(parseRecordQuery(text));
        expect(new Set(again.form.conditions)).toEqual(new Set(conditions));
      }),
    );
  });
});

describe("the query as code", () => {
  const text = recordQueryText({
    stopTime: { lt: "2026-03-02T00:00:00+00:00", gte: "2026-03-01T00:00:00.500000+00:00" },
    runtime: { gt: 100_000n },
    meta: { site_id: { contains: ["site1", 'a "b"'], doesNotContain: ["x"] } },
    components: { CPU: { equals: 10 }, Memory: { gte: 16_000 } },
    sortBy: { descending: "stop_time" },
    limit: 500,
  });

  it("calls the API without letting the shell or curl read the brackets", () => {
    expect(toCurl("https://hpc.example", "meta[user][c][0]=o'neil")).toBe(
      "curl -g -u 'USER:PASSWORD' 'https://hpc.example/records?meta[user][c][0]=o%27neil'",
    );
  });

  it("uses lists for meta, UTC datetimes, and set_runtime where a byte is too small", () => {
    const code = toPyauditor("https://hpc.example", read(text).form);
    expect(code).toContain("from datetime import datetime, timezone");
    expect(code).toContain('.connection_string("https://USER:PASSWORD@hpc.example")');
    expect(code).toContain(
      ".with_stop_time(Operator().lt(Value.set_datetime(datetime(2026, 3, 2, 0, 0, 0, tzinfo=timezone.utc))).gte(Value.set_datetime(datetime(2026, 3, 1, 0, 0, 0, 500000, tzinfo=timezone.utc))))",
    );
    expect(code).toContain(".with_runtime(Operator().gt(Value.set_runtime(100000)))");
    expect(code).toContain(
      '.meta_operator("site_id", MetaOperator().contains(["site1", "a \\"b\\""]).does_not_contain(["x"]))',
    );
    expect(code).toContain('.component_operator("CPU", Operator().equals(Value.set_count(10)))');
    expect(code).toContain('("Memory", Operator().gte(Value.set_runtime(16000)))');
    expect(code).toContain('.sort_by(SortBy().descending("stop_time"))');
    expect(code).toContain(".limit(500)");
    expect(toPyauditor("http://h", read("").form)).toContain("QueryBuilder()\n    .build()");
  });
});
