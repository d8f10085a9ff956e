import { describe, expect, it } from "vitest";
import { bursts } from "./bursts";

const entry = {
  account: "def-pi1",
  resource: "GPU",
  pain: 70.4,
  firstjob: "20000_1",
  lastjob: 20500,
  submitters: ["userX", "userQ", "userX"],
  summary: { jobs_total: 50, table: { a: [1, "x"] } },
  unknown: "ignored",
};

const without = (field: string) =>
  Object.fromEntries(Object.entries(entry).filter(([key]) => key !== field));

describe("a burst entry", () => {
  it("is normalised", () => {
    expect(bursts.parseEntry(entry)).toEqual({
      account: "def-pi1",
      resource: "gpu",
      metric: 70.4,
      summary: entry.summary,
      detail: { firstJob: 20000n, lastJob: 20500n, submitters: ["userX", "userQ"] },
    });
  });

  it("names the first missing field in the protocol's order", () => {
    const order = [
      ...["resource", "account", "pain", "summary", "submitters", "firstjob", "lastjob"],
    ];
    const left: Record<string, unknown> = {};
    for (const field of order) {
      expect(() => bursts.parseEntry(left)).toThrow(`Missing required field: '${field}'`);
      left[field] = field === "resource" ? "ppu" : null;
    }
    expect(() => bursts.parseEntry(left)).toThrow("Invalid resource type: 'ppu'");
    expect(() => bursts.parseEntry(without("summary"))).toThrow(/'summary'/);
  });

  it.each([
    ["not an object", [], "An entry must be a JSON object"],
    ["null", null, "An entry must be a JSON object"],
    ["empty account", { ...entry, account: " " }, "Field 'account' must not be empty"],
    ["33 characters", { ...entry, account: "ä".repeat(33) }, /longer than 32/],
    ["an account that is no text", { ...entry, account: 7 }, /must be text/],
    ["infinite pain", { ...entry, pain: Number.POSITIVE_INFINITY }, /must be a number/],
    ["pain as text", { ...entry, pain: "1" }, /must be a number/],
    ["a user of 33 characters", { ...entry, submitters: ["x".repeat(33)] }, /longer than 32/],
    ["an empty user", { ...entry, submitters: [""] }, /must not be empty/],
    ["users that are no text", { ...entry, submitters: [1] }, /must be text/],
    ["1,001 users", { ...entry, submitters: Array(1001).fill("u") }, /more than 1000/],
    ["a list as summary", { ...entry, summary: [] }, /object or null/],
    ["text as summary", { ...entry, summary: "x" }, /object or null/],
    ["a deep summary", { ...entry, summary: { a: { b: { c: { d: { e: 1 } } } } } }, /too deeply/],
    ["a long summary", { ...entry, summary: { a: "x".repeat(17_000) } }, /longer than 16384/],
    ["NUL in a summary", { ...entry, summary: { a: { "b\0": 1 } } }, /cannot be stored/],
    ["half a character", { ...entry, summary: { a: "\udc00" } }, /cannot be stored/],
    ["an endless number", { ...entry, summary: { a: Number.POSITIVE_INFINITY } }, /too large/],
  ])("%s is refused", (_name, raw, message) => {
    expect(() => bursts.parseEntry(raw)).toThrow(message);
  });

  it("takes 32 characters beyond the basic plane", () => {
    expect(bursts.parseEntry({ ...entry, account: "𝒶".repeat(32) }).account).toHaveLength(64);
  });
});

describe("a burst", () => {
  const stored = (lastJob: string, epoch = 1, id = 1) => ({
    ...{ id, epoch, account: "a", resource: "cpu" as const, metric: 1 },
    detail: { firstJob: "5", lastJob, submitters: ["old"] },
  });
  const hit = (firstjob: unknown, lastjob: unknown) =>
    bursts.parseEntry({ ...entry, firstjob, lastjob });

  it("is matched up to and including its last job, with no lower end", () => {
    expect(bursts.matches(stored("100"), hit(100, 200))).toBe(true);
    expect(bursts.matches(stored("100"), hit(1, 2))).toBe(true);
    expect(bursts.matches(stored("100"), hit(101, 200))).toBe(false);
  });

  it("among several is the newest, then the one reaching furthest, then the oldest", () => {
    const list = [stored("9", 1, 1), stored("5", 2, 2), stored("10", 2, 4), stored("10", 2, 3)];
    expect(list.sort(bursts.compareMatches).map(({ id }) => id)).toEqual([3, 4, 2, 1]);
  });

  it("keeps its first job and never loses jobs at the end", () => {
    const { detail } = bursts.merge(stored("100"), hit(2, 50), false);
    expect(detail).toEqual({
      firstJob: "5",
      lastJob: "100",
      submitters: ["userX", "userQ", "old"],
    });
  });

  it("with a range turned round is one job long", () => {
    expect(bursts.createDetail(hit(300, 200))).toMatchObject({ firstJob: "300", lastJob: "300" });
  });

  it.each([
    [0, "0.00"],
    [70.4, "70.40"],
    [90.412, "90.41"],
    [99.995, "100.00"],
    [0.125, "0.12"],
    [0.375, "0.38"],
    [2.675, "2.67"],
  ])("pain %d reads %s", (pain, text) => {
    expect(bursts.formatMetric(pain)).toBe(text);
  });

  it("has a summary that people read", () => {
    const summary = {
      num_jobs: 12.7,
      old_pain: 1.235,
      cpus: 100,
      ok: true,
      none: null,
      table: { a: 1 },
    };
    expect(bursts.prettySummary(summary)).toEqual([
      ["Job count", "12"],
      ["Old pain", "1.24"],
      ["cpus", "100"],
      ["ok", "true"],
      ["none", "–"],
      ["table", { a: 1 }],
    ]);
    expect(bursts.prettySummary({ num_jobs: "many", old_pain: null })).toEqual([
      ["Job count", "many"],
      ["Old pain", "–"],
    ]);
  });
});
