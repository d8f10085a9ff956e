import { describe, expect, test } from "vitest";
import { fileTypes } from "../scan-result";
import { BaseDirectories, PathGroups } from "./base-directories";
import { Buckets, bucketName } from "./buckets";
import { deriveBases } from "./derive-bases";
import { fileTypeAt } from "./file-types";
import { humanPath } from "./human-paths";

describe("human paths", () => {
  const human = humanPath([
    {
      pattern: "/lustre/scratch119/realdata/mdt[2-3]/teams",
      replacement: "/lustre/scratch119/humgen/teams",
    },
    {
      pattern: "/lustre/scratch119/realdata/mdt[0-9]/casm",
      replacement: "/lustre/scratch119/casm",
    },
    {
      pattern: "/lustre/scratch123/hgi/mdt[0-9]/teams",
      replacement: "/lustre/scratch123/hgi/teams",
    },
  ]);
  test.each([
    ["/lustre/scratch119/realdata/mdt2/teams/a", "/lustre/scratch119/humgen/teams/a"],
    ["/lustre/scratch119/realdata/mdt1/teams/a", "/lustre/scratch119/realdata/mdt1/teams/a"],
    ["/lustre/scratch119/realdata/mdt0/casm", "/lustre/scratch119/casm"],
    ["/lustre/scratch123/hgi/mdt9/teamsX/a", "/lustre/scratch123/hgi/mdt9/teamsX/a"],
    ["/x/lustre/scratch123/hgi/mdt9/teams/a", "/x/lustre/scratch123/hgi/mdt9/teams/a"],
    [
      "/lustre/scratch123/hgi/mdt9/teams/lustre/scratch123/hgi/mdt9/teams",
      "/lustre/scratch123/hgi/teams/lustre/scratch123/hgi/mdt9/teams",
    ],
  ])("%s", (real, shown) => expect(human(real)).toBe(shown));

  test("a dollar in a replacement is a dollar", () => {
    expect(humanPath([{ pattern: "/a", replacement: "/$&" }])("/a/b")).toBe("/$&/b");
  });
});

describe("base directories", () => {
  const bases = new BaseDirectories(
    [
      { gid: 1n, path: "/a/b" },
      { gid: 1n, path: "/a/b/c/d" },
      { gid: 1n, path: "/a/b-c" },
      { gid: 1n, path: "/a/bc/" },
      { gid: 2n, path: "/" },
    ],
    [{ gid: -1n, prefix: "/a/b/p" }],
  );
  const find = (gid: number, path: string) =>
    bases.rules[bases.find(gid, Buffer.from(`${path}/`), path.length)]?.path;

  test.each([
    [1, "/a/b", "/a/b"],
    [1, "/a/b/c", "/a/b"],
    [1, "/a/b/c/d/e", "/a/b/c/d"],
    [1, "/a/b/c/de", "/a/b"],
    [1, "/a/b/zz", "/a/b"],
    [1, "/a/b-c/x", "/a/b-c"],
    [1, "/a/bc", "/a/bc"],
    [1, "/a/bcd", undefined],
    [1, "/a", undefined],
    [2, "/anything/else", ""],
    [3, "/a/b", undefined],
    [-1, "/a/b/p/q", "/a/b/p"],
  ])("group %i at %s", (gid, path, base) => expect(find(gid, path)).toBe(base));

  test("the longest prefix of a path group wins, at a slash", () => {
    const pathGroups = new PathGroups([
      { gid: -1n, prefix: "/a" },
      { gid: -2n, prefix: "/a/b" },
    ]);
    const gidOf = (path: string) => pathGroups.gidOf(7, Buffer.from(`${path}/`), path.length);
    expect(["/a", "/a/b", "/a/bc", "/ab"].map(gidOf)).toEqual([-1, -2, -1, 7]);
  });
});

describe("derived base directories", () => {
  const derive = (paths: Record<string, number>) =>
    deriveBases(Object.entries(paths).map(([path, entries]) => ({ gid: 1, path, entries }))).map(
      ({ path }) => path,
    );

  test("where the files lie, some levels deep, and nothing near the root", () => {
    // The worked example, four levels lower.
    const at = "/1/2/3/4";
    expect(
      derive({
        [`${at}/a/b/c/d`]: 2,
        [`${at}/a/b/c/d/1`]: 1,
        [`${at}/a/b/c/d/2`]: 2,
        [`${at}/a/b/e/f/g`]: 2,
      }),
    ).toEqual([`${at}/a/b`]);
    expect(derive({ "/a/b/c/d": 2, "/a/b/c/d/1": 1, "/a/b/e/f/g": 2 })).toEqual([
      "/a/b/c/d",
      "/a/b/e/f/g",
    ]);
    expect(derive({ "/a/b": 1, "/a/c": 1 })).toEqual([]);
  });

  test("on a metadata target one level more is wanted", () => {
    const at = "/lustre/scratch123/hgi/mdt0";
    expect(derive({ [`${at}/p1`]: 1, [`${at}/p2/x`]: 1 })).toEqual([`${at}/p1`, `${at}/p2/x`]);
    expect(derive({ [at]: 1, [`${at}/p2/x`]: 1 })).toEqual([`${at}/p2/x`]);
    expect(derive({ "/l/s/mdt0/p1": 1, "/l/s/mdt0/p2/x": 1 })).toEqual(["/l/s/mdt0/p2/x"]);
  });

  test("only real descendants are left out", () => {
    expect(derive({ "/r/s/t/a/b": 1, "/r/s/t/a/b-c": 1, "/r/s/t/a/b/c": 1, "/r/x": 1 })).toEqual([
      "/r/s/t/a",
    ]);
    expect(derive({ "/r/s/t/b": 1, "/r/s/t/b-c": 1, "/r/s/t/b/c": 1, "/r/s/t": 1 })).toEqual([
      "/r/s/t/b-c",
      "/r/s/t/b",
    ]);
  });
});

describe("buckets", () => {
  const buckets = new Buckets(["users", "projects"]);
  const find = (directory: string) => {
    const bytes = Buffer.from(directory);
    buckets.find(bytes, 0, bytes.length);
    return bucketName(bytes.subarray(buckets.start, buckets.stop));
  };
  test.each([
    ["", "."],
    ["/a", "a"],
    ["/a/b/c", "a"],
    ["/users", "users"],
    ["/users/ab12", "users/ab12"],
    ["/users/ab12/x/y", "users/ab12"],
    ["/projects/p", "projects/p"],
    ["/Users/ab12", "Users"],
    ["/users2/ab12", "users2"],
    ["/a/users/b", "a"],
  ])("files in %s", (directory, bucket) => expect(find(directory)).toBe(bucket));
});

describe("types of files", () => {
  const typeOf = (name: string) => {
    const path = Buffer.from(`/d/${name}`);
    return fileTypes[fileTypeAt(path, path.length)];
  };
  test.each([
    ["a.sam", "SAM"],
    ["a.sam.gz", "SAM"],
    ["a.bam", "BAM"],
    [".bam", "BAM"],
    ["a.bam.gz", "BAM"],
    ["a.cram", "CRAM"],
    ["a.cram.gz", "CRAM"],
    ["a.fastq", "FASTQ"],
    ["a.fastq.gz", "FASTQ (gzip)"],
    ["a.vcf", "VCF"],
    ["a.g.vcf", "VCF"],
    ["a.bcf", "VCF"],
    ["a.gvcf", "VCF"],
    ["a.vcf.gz", "VCF (gzip)"],
    ["a.gvcf.gz", "VCF (gzip)"],
    ["a.ped", "PEDBED"],
    ["a.bed.gz", "PEDBED"],
  ])("%s is %s", (name, type) => expect(typeOf(name)).toBe(type));

  test.each([
    "a.BAM",
    "bam",
    "abam",
    "a.fq",
    "a.fq.gz",
    "a.bai",
    "a.bam.bai",
    "a.gz",
    "gz",
    "a.tbi",
  ])("%s is none", (name) => expect(typeOf(name)).toBeUndefined());
});
