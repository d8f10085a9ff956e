import { describe, expect, it } from "vitest";
import { parseNames, parseSize, readSize, writeSize } from "./filters";
import { readGroupName } from "./group-page";
import { groupPath, loadGroupUsageParams, readOldAddress } from "./group-usage";

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
    expect(parseNames.parse(parseNames.serialize(["a,b", "c"]))).toEqual(["a,b", "c"]);
    expect(parseNames.parse("a,a,,b")).toEqual(["a", "b"]);
  });

  it("bad values give the defaults", () => {
    const bad = "sort=nothing&page=-1&minSize=x&minDays=x&bins=0&chart=pie&group=&warn=maybe";
    expect(loadGroupUsageParams(new URLSearchParams(bad))).toMatchObject({
      sort: "-usage",
      page: 1,
      minSize: null,
      minDays: null,
      bins: 40,
      chart: "scatter",
      group: [],
      warn: false,
    });
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
