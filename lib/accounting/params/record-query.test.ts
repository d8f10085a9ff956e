import { describe, expect, it } from "vitest";
import { type RecordQueryParts, recordQueryText } from "@/tools/simulate/collector";
import type { RecordQuery } from "../model";
import { parseRecordQuery } from "./record-query";

const everything: RecordQuery = {
  recordId: null,
  startAt: {},
  stopAt: {},
  runtimeSeconds: {},
  meta: [],
  components: [],
  sort: { column: "stop_time", isDescending: false },
  limit: null,
};

const time = "2022-08-03T09:47:00%2B00:00";
const instant = "2022-08-03T09:47:00+00";

describe("what the clients send", () => {
  const day = "2022-08-03T09:47:00+00:00";
  const later = "2022-08-03T09:47:00.079043+00:00";
  const from = "2026-03-01T00:00:00+00:00";
  const to = "2026-03-02T00:00:00+00:00";

  it.each<[RecordQueryParts, string]>([
    [{}, ""],
    [{ recordId: "record-1" }, "record_id=record-1"],
    [{ startTime: { gte: day } }, "start_time[gte]=2022-08-03T09%3A47%3A00%2B00%3A00"],
    [
      { startTime: { gte: day, lt: later } },
      "start_time[lt]=2022-08-03T09%3A47%3A00.079043%2B00%3A00&start_time[gte]=2022-08-03T09%3A47%3A00%2B00%3A00",
    ],
    [
      {
        stopTime: { gte: from, lt: to },
        runtime: { gt: 0 },
        meta: { site_id: { contains: ["site1"] } },
      },
      "stop_time[lt]=2026-03-02T00%3A00%3A00%2B00%3A00&stop_time[gte]=2026-03-01T00%3A00%3A00%2B00%3A00&runtime[gt]=0&meta[site_id][c][0]=site1",
    ],
    [
      { meta: { site_id: { contains: ["a b", "x/y~z"], doesNotContain: ["ü&=+"] } } },
      "meta[site_id][c][0]=a+b&meta[site_id][c][1]=x%2Fy%7Ez&meta[site_id][dnc][0]=%C3%BC%26%3D%2B",
    ],
    [{ components: { "comp 1[x]": { equals: 10 } } }, "component[comp+1%5Bx%5D][equals]=10"],
    [{ sortBy: { descending: "stop_time" }, limit: 500 }, "sort_by[desc]=stop_time&limit=500"],
    [
      { recordId: "htcondor-schedd@submit#1.0#1718000000" },
      "record_id=htcondor-schedd%40submit%231.0%231718000000",
    ],
  ])("%j is %s", (parts, text) => {
    expect(recordQueryText(parts)).toBe(text);
  });
});

describe("a query is understood", () => {
  it.each<[string, Partial<RecordQuery>]>([
    ["", {}],
    ["&&limit=4&", { limit: 4n }],
    ["record_id=htcondor-schedd%40submit%231.0", { recordId: "htcondor-schedd@submit#1.0" }],
    [`start_time[gte]=${time}&start_time[lt]=${time}`, { startAt: { gte: instant, lt: instant } }],
    [`start_time%5Bgte%5D=${time}`, { startAt: { gte: instant } }],
    [`start_time[equals]=${time}`, {}],
    ["stop_time[gt]=2022-08-03T09%3A47%3A00Z", { stopAt: { gt: instant } }],
    ["runtime[gt]=100000&runtime[equals]=%2B5", { runtimeSeconds: { gt: 100_000n, equals: 5n } }],
    [
      "limit=9223372036854775807&runtime[lt]=0",
      { limit: 9_223_372_036_854_775_807n, runtimeSeconds: { lt: 0n } },
    ],
    [
      "meta[site_id][c][0]=a+b&meta[site_id][c][1]=x%2Fy&meta[site_id][dnc][0]=%C3%BC%26%3D%2B",
      { meta: [{ key: "site_id", contains: ["a b", "x/y"], lacks: ["ü&=+"] }] },
    ],
    ["meta[k][c][]=a&meta[k][c][]=b", { meta: [{ key: "k", contains: ["a", "b"], lacks: [] }] }],
    ["meta[k][dnc]=v", { meta: [{ key: "k", contains: [], lacks: ["v"] }] }],
    ["meta%5Ba%5Bb%5D%5D%5Bc%5D%5B0%5D=v", { meta: [{ key: "a[b]", contains: ["v"], lacks: [] }] }],
    ["meta[0abc][c][0]=a", { meta: [{ key: "0abc", contains: ["a"], lacks: [] }] }],
    [
      "component[comp+1%5Bx%5D][equals]=10",
      { components: [{ name: "comp 1[x]", amount: { equals: 10n } }] },
    ],
    [
      "component[a][gt]=1&component[b][lt]=3&component[a][lte]=2",
      {
        components: [
          { name: "a", amount: { gt: 1n, lte: 2n } },
          { name: "b", amount: { lt: 3n } },
        ],
      },
    ],
    ["component[0cpu][gt]=1", { components: [{ name: "0cpu", amount: { gt: 1n } }] }],
    ["sort_by[desc]=runtime", { sort: { column: "runtime", isDescending: true } }],
    [
      "sort_by[desc]=runtime&sort_by[asc]=record_id",
      { sort: { column: "record_id", isDescending: false } },
    ],
    ["limit=", {}],
    ["limit", {}],
    ["record_id=&meta=&component=&sort_by=&start_time=&runtime=", {}],
    ["start_time[gt]=&sort_by[asc]=&component[cpu][gt]=&meta[k]=", {}],
    ["meta[k][x][0]=v", {}],
    ["record_id=100%25%zz", { recordId: "100%%zz" }],
  ])("%s", (text, expected) => {
    expect(parseRecordQuery(text)).toEqual({ ...everything, ...expected });
  });
});

describe("a query is refused", () => {
  it.each([
    ["foo=bar", "unknown field `foo`, expected one of `record_id`, `start_time`, "],
    ["=x", "unknown field ``"],
    ["start_time[foo]=x", "unknown field `foo`, expected one of `gt`, `lt`, "],
    ["component[cpu][eq]=4", "unknown field `eq`, expected one of `gt`, `lt`, "],
    ["start_time=2022-08-03T09:47:00Z", "could not convert Flat("],
    ["meta=x", "could not convert Flat("],
    ["meta[k]=x", "could not convert Flat("],
    ["component[cpu]=4", "could not convert Flat("],
    ["runtime=4", "could not convert Flat("],
    ["limit[a]=4", "invalid type: map"],
    ["limit=abc", "invalid digit found in string"],
    ["component[cpu][gt]=1.5", "invalid digit found in string"],
    ["meta[k][c][x]=a", "invalid digit found in string"],
    ["limit=-1", "Parsing '-1' failed."],
    ["component[cpu][gt]=-1", "Parsing '-1' failed."],
    ["limit=99999999999999999999", "number too large to fit in target type"],
    ["limit=-99999999999999999999", "number too small to fit in target type"],
    ["sort_by[asc]=foo", "unknown variant `foo`, expected one of `start_time`, "],
    ["sort_by[up]=x", "unknown variant `up`, expected `asc` or `desc`"],
    ["sort_by=start_time", "unknown variant `start_time`, expected `asc` or `desc`"],
    ["limit=4&limit=5", "Multiple values for one key"],
    [`start_time[gte]=${time}&start_time[gte]=${time}`, "Multiple values for one key"],
    ["meta[k][c][0]=a&meta[k][c][0]=b", "Multiple values for one key"],
    ["start_time[gte]=2022-08-03", "input is not enough for unique date and time"],
    ["start_time[gte]=2022-08-03T09:47:00", "premature end of input"],
    ["start_time[gte]=2022-08-03T09:47:00+00:00", "input contains invalid characters"],
    ["start_time[equals]=x", "input contains invalid characters"],
    ["record_id=+", "Parsing ' ' failed"],
    [`record_id=${"a".repeat(257)}`, "Parsing 'aaa"],
    ["meta[k][c][0]=", "Parsing '' failed"],
    ["record_id=%FF", "invalid utf-8 sequence"],
    ["record_id=a%00b", "Parsing 'a"],
    ["meta[a%00][c][0]=b", "Parsing 'a"],
    ["component[a%00][gt]=1", "Parsing 'a"],
  ])("%s: %s", (text, message) => {
    expect(() => parseRecordQuery(text)).toThrow(message);
  });
});
