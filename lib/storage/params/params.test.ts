import { describe, expect, it } from "vitest";
import { groupPath, readGroupName } from "@/lib/groups/params";
import { complaint, parserOf, parseSize } from "@/lib/platform/list/address";
import { readSize, writeSize } from "@/lib/platform/sizes";
import { readOldAddress } from "./addresses";
import { loadChartParams } from "./chart";

describe("sizes", () => {
  it.each([
    ["0", 0n],
    ["1.5 TiB", 3n << 39n],
    ["1000TiB", 1_000n << 40n],
    ["2.000001KiB", 2_048n],
    ["12 gib", 12n << 30n],
    ["", undefined],
    ["-1", undefined],
    ["1 GB", undefined],
    ["1e9", undefined],
  ])("%s", (text, bytes) => {
    expect(readSize(text)).toBe(bytes);
  });

  it("what is written is read again", () => {
    for (const bytes of [0n, 1n, 1_023n, 1_024n, 5n << 30n, (1n << 40n) + 1n, 2n ** 62n]) {
      expect(readSize(writeSize(bytes))).toBe(bytes);
    }
    expect(parseSize.parse("99999999999TiB")).toBeNull();
  });
});

describe("addresses", () => {
  it("names with commas survive, doubles do not", () => {
    const names = parserOf({ kind: "names" });
    expect(names.parse(names.serialize(["a,b", "c"]))).toEqual(["a,b", "c"]);
    expect(names.parse("a,a,,b")).toEqual(["a", "b"]);
  });

  it("bad values give the defaults", () => {
    const bad = "bins=0&chart=pie&logDays=maybe";
    expect(loadChartParams(new URLSearchParams(bad))).toMatchObject({
      bins: 40,
      chart: "scatter",
      logDays: false,
    });
  });

  it.each([
    ["size", "large", "1.5TiB"],
    ["days", "soon", "12.5"],
    ["flag", "maybe", "1"],
    ["day", "2026-02-30", "2026-02-28"],
    ["day", "20260230", "20260228"],
    ["word", "a b", "a.b@c-d"],
    ["name", "\u0000", "a b"],
    ["names", "a,\u0007", "a,b"],
  ] as const)("a %s cannot be %j", (kind, bad, good) => {
    expect(complaint({ kind }, bad)).toMatch(/^must be/);
    expect(complaint({ kind }, good)).toBeUndefined();
  });

  it.each([
    [{ volume: "scratch119?group=team113?pi=Smith" }, "volume=scratch119&group=team113&pi=Smith"],
    [{ group: "team 1?volume=All" }, "group=team+1"],
    [{ pi: "O'Neil?Volume=x" }, "pi=O%27Neil&volume=x"],
    [{ volume: "scratch119", group: "a" }, undefined],
    [{ q: "why?" }, undefined],
  ])("the older form of %j", (search, expected) => {
    expect(readOldAddress(search)).toBe(expected);
  });

  it("group names travel through addresses", () => {
    for (const name of ["team1", "gid:-1", "a%b", "ü,#?&"]) {
      expect(readGroupName(groupPath(name).slice("/groups/".length))).toBe(name);
    }
    expect(readGroupName("%E0%A4%A")).toBeUndefined();
  });
});
