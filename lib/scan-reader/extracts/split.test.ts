import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readScan } from "../read-scan";
import { ExtractsExist, finishSplit, indexLine, startSplit } from "./split-folder";

const line = (volume: string, name: string, gid: number, type = "f") => {
  const path = Buffer.from(`/lustre/${volume}/${name}`).toString("base64");
  return `${path}\t1\t1\t${gid}\t5\t6\t7\t${type}\t7\t1\t9\n`;
};

describe("extracts by group", () => {
  let root = "";
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "headroom-split-"));
  });
  afterEach(() => rm(root, { recursive: true }));

  const groups = [
    { gid: 10n, name: "team" },
    { gid: 11n, name: "team.scratch1" },
    { gid: 12n, name: "nothing" },
  ];
  const split = (volume: string, text: string, directory: string, names?: typeof groups) =>
    readScan(Readable.from([gzipSync(text)]), {
      volume,
      scanTimeSeconds: 1_700_000_000,
      baseDirectories: [{ gid: 10n, path: "/lustre" }],
      pathGroups: [{ gid: -1n, prefix: "/lustre/scratch1" }],
      humanPaths: [],
      nestedBuckets: [],
      maxBadShare: 1,
      splitDirectory: directory,
      ...(names ? { splitGroups: names } : {}),
    });

  test("hold the lines as they are, volume after volume, with index and dumps", async () => {
    const directory = await startSplit(root, "2026-03-10");
    expect(directory).toBe(join(root, "20260310"));
    const first = line("scratch1", "a", 10, "d") + line("scratch1", "b", 11);
    const undecodable = line("scratch1", "c", 10).replace("L", "*");
    const bad = `${line("scratch1", "c", 10).slice(0, 30)}\n`;
    const second = line("scratch20", "d", 10);
    const third = line("scratch3", "e", 10) + line("scratch3", "f", 99);
    await split("scratch20", second, directory, groups);
    await split("scratch1", first + undecodable + bad, directory, groups);
    await split("scratch3", third, directory, groups);
    await finishSplit(directory, {
      groups,
      people: [{ uid: 7n, name: "ab12", gid: 10n, fullName: "A: B" }],
    });

    expect((await readdir(directory)).sort()).toEqual(
      ["groupfile", "index.txt", "passwdfile", "team.dat.gz", "team.scratch1.dat.gz"].sort(),
    );
    const text = async (name: string) =>
      gunzipSync(await readFile(join(directory, name))).toString();
    expect(await text("team.dat.gz")).toBe(
      line("scratch1", "a", 10, "d") + undecodable + line("scratch3", "e", 10) + second,
    );
    expect(await text("team.scratch1.dat.gz")).toBe(line("scratch1", "b", 11));
    expect(await readFile(join(directory, "index.txt"), "utf8")).toBe(
      "Group\tBuild Time (sec)\tMemory Use(bytes)\n" +
        indexLine("team", 4, 1) +
        indexLine("team.scratch1", 1, 0),
    );
    expect(await readFile(join(directory, "groupfile"), "utf8")).toContain("team:*:10:\n");
    expect(await readFile(join(directory, "passwdfile"), "utf8")).toBe("ab12:*:7:10:A  B::\n");
  });

  test("a day is split once, and a volume's second try replaces the first", async () => {
    const directory = await startSplit(root, "2026-03-10");
    await expect(startSplit(root, "2026-03-10")).rejects.toThrow(ExtractsExist);
    const text = line("scratch1", "a", 10);
    await split("scratch1", text, directory);
    await split("scratch1", text, directory);
    await finishSplit(directory, { groups: [], people: [] });
    expect(gunzipSync(await readFile(join(directory, "10.dat.gz"))).toString()).toBe(text);
  });

  test("members hold a MiB of text or more", async () => {
    const directory = await startSplit(root, "2026-03-10");
    const one = line("scratch1", "x".repeat(60), 10);
    const text = one.repeat(Math.ceil(2_500_000 / one.length)) + line("scratch1", "y", 11);
    await split("scratch1", text, directory);
    await finishSplit(directory, { groups: [], people: [] });
    const bytes = await readFile(join(directory, "10.dat.gz"));
    expect(gunzipSync(bytes).length).toBe(text.length - line("scratch1", "y", 11).length);
    const header = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0]);
    let members = 0;
    for (let at = bytes.indexOf(header); at >= 0; at = bytes.indexOf(header, at + 1)) members += 1;
    expect(members).toBe(3);
  });

  test.each([
    [11_000, 0, 101, 50 * 12_000],
    [10_999, 87, 100, (87 * 2 + 50) * 12_000],
    [1_000, 8, 100, 66 * 12_000],
    [1_000, 9, 100, 68 * 10_000],
    [1_000, 15, 100, 80 * 10_000],
    [1_000, 20, 100, 90 * 9_000],
    [1_000, 40, 100, 130 * 8_500],
    [1_000, 41, 100, 132 * 8_000],
  ])("a tree of %i lines and %i directories", (lines, directories, seconds, bytes) => {
    expect(indexLine("g", lines, directories)).toBe(`g\t${seconds}\t${bytes}\n`);
  });
});
