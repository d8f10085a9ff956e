import { mkdir, mkdtemp, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readScanName } from "./file-names";
import { findLatestScans } from "./find-latest";

describe("names of scan files", () => {
  test.each([
    ["20190920_119.dat.gz", "scratch119", "2019-09-20"],
    [
      "20220620_scratch123.clkdnfnd992nfksj1lld.c35m8359bnc8ni7dgphg.stats.gz",
      "scratch123",
      "2022-06-20",
    ],
    ["/a/b/20220620_scratch1234.x.stats.gz", "scratch1234", "2022-06-20"],
    ["20261120_gpfs01.a.b.stats.gz", "gpfs01", "2026-11-20"],
    ["/a/20250310-200000_／lustre／scratch123/stats.gz", "scratch123", "2025-03-10"],
    ["/a/20250310_／nfs／team_a／home_1/stats.gz", "home_1", "2025-03-10"],
  ])("%s", (path, volume, date) => expect(readScanName(path)).toMatchObject({ volume, date }));

  test.each([
    "20220620.clkdnfnd992nfksj1lld.basedirs",
    "20220620_scratch123.x.logs.gz",
    "20220620_scratch123.x.byusergroup.gz",
    "20220631_scratch123.x.stats.gz",
    "2022062_scratch123.x.stats.gz",
    "/a/scratch123/stats.gz",
    "stats.gz",
  ])("%s is none", (path) => expect(readScanName(path)).toBeUndefined());
});

describe("the latest scan of each volume", () => {
  let root = "";
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "headroom-find-"));
  });
  afterEach(() => rm(root, { recursive: true }));

  const now = new Date("2026-03-10T12:00:00Z");
  const put = async (name: string, madeAt = "2026-03-09T00:00:00Z") => {
    const path = join(root, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, "12345");
    await utimes(path, new Date(madeAt), new Date(madeAt));
  };
  const find = (volumes?: string[], maxDaysAgo?: number) =>
    findLatestScans([root], {
      now,
      ...(volumes ? { volumes } : {}),
      ...(maxDaysAgo === undefined ? {} : { maxDaysAgo }),
    });

  test("the newest date wins, then the file that was modified last", async () => {
    await put("20260308_scratch123.a.b.stats.gz", "2026-03-10T00:00:00Z");
    await put("20260309_scratch123.a.b.stats.gz", "2026-03-09T02:00:00Z");
    await put("20260309_scratch123.c.d.stats.gz", "2026-03-09T03:00:00.9Z");
    await put("20260309_scratch123.c.d.logs.gz", "2026-03-09T04:00:00Z");
    const { found, failures } = await find();
    expect(failures).toEqual([]);
    expect(found).toEqual([
      {
        volume: "scratch123",
        date: "2026-03-09",
        layout: "file",
        path: join(root, "20260309_scratch123.c.d.stats.gz"),
        bytes: 5n,
        scanTimeSeconds: Date.parse("2026-03-09T03:00:00Z") / 1000,
      },
    ]);
  });

  test("ten days back and no day ahead, and one volume's absence stops no other", async () => {
    await put("20260301_scratch1.a.stats.gz");
    await put("20260228_scratch2.a.stats.gz");
    await put("20260311_scratch3.a.stats.gz");
    const { found, failures } = await find(["scratch1", "scratch2", "scratch3"]);
    expect(found.map(({ volume }) => volume)).toEqual(["scratch1"]);
    expect(failures.map(({ volume }) => volume)).toEqual(["scratch2", "scratch3"]);
    expect(failures[0]?.message).toBe("There is no scan of scratch2 in the last 10 days.");
    expect((await find(["scratch2"], 11)).found).toHaveLength(1);
  });

  test("both layouts; the scan that was made last wins", async () => {
    await put("20260309-200000_／lustre／scratch5/stats.gz", "2026-03-09T22:00:00Z");
    await put("20260310_scratch5.a.stats.gz", "2026-03-09T21:00:00Z");
    await put(".20260310-200000_／lustre／scratch5/stats.gz", "2026-03-10T01:00:00Z");
    await put("20260310-210000_／lustre／scratch5/logs.gz", "2026-03-10T01:00:00Z");
    await put("target/stats.gz");
    await symlink(join(root, "target"), join(root, "20260308-1_／lustre／scratch6"));
    const { found } = await find();
    expect(found.map(({ volume, date, layout }) => [volume, date, layout])).toEqual([
      ["scratch5", "2026-03-09", "folder"],
      ["scratch6", "2026-03-08", "folder"],
    ]);
  });

  test("a folder that cannot be read is a failure of its own", async () => {
    await put("20260309_scratch7.a.stats.gz");
    const { found, failures } = await findLatestScans([join(root, "none"), root], { now });
    expect(found).toHaveLength(1);
    expect(failures[0]?.volume).toBeNull();
    expect(failures[0]?.message).toContain("cannot be read");
  });
});
