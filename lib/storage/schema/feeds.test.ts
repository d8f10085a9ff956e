import { describe, expect, test } from "vitest";
import { readBaseDirectories } from "./base-directories";
import { parseLfsQuota, parseQuotaFile } from "./lfs-quota";
import { readQuotaCsv, readQuotaJson } from "./quotas";

describe("what lfs prints", () => {
  test.each([
    [
      "/lustre/scratch123 9663676416  10737418240 11811160064       -  812345       0       0       -",
      11_811_160_064n * 1024n,
      0n,
    ],
    [
      "/lustre/a-very-long-name\n   9663676416*  10737418240 11811160064  6d23h  812345* 0 900000 -\n",
      11_811_160_064n * 1024n,
      900_000n,
    ],
    ["/lustre/x [12] 0 [34] - [5] 0 [6] -", 34n * 1024n, 6n],
    ["/lustre/x 0 0 0 - 0 0 0 -\ngid 7 is using default block quota setting", 0n, 0n],
  ])("has the hard limits: %s", (output, bytes, inodes) => {
    expect(parseLfsQuota(output)).toEqual({ bytes, inodes });
  });

  test.each([
    "",
    "Unexpected quotactl error: Operation not permitted",
    "/lustre/x - - - - - - - -",
  ])("may be none: %s", (output) => {
    expect(parseLfsQuota(output)).toBeUndefined();
  });
});

test("a quota file has KiB by group, in columns of any order", () => {
  const text =
    'when,limit,group\n1,1024,team1\r\n2,"9007199254740993",team2\n3,x,team3\n4,5,team1\n';
  expect([...parseQuotaFile(text)]).toEqual([
    ["team1", 1_048_576n],
    ["team2", 9_007_199_254_740_993n * 1024n],
  ]);
  expect(parseQuotaFile("a,b\n1,2\n").size).toBe(0);
});

describe("a CSV of quotas", () => {
  test("names the volume by the disk path", () => {
    const { rows, rejected, received } = readQuotaCsv(
      '1313,/lustre/scratch123/,1000,20\n"7","/nfs/home","9223372036854775807",""\n\n1,2\n',
    );
    expect(received).toBe(3);
    expect(rows).toEqual([
      { line: 1, gid: 1313n, group: null, volume: "scratch123", bytes: 1000n, inodes: 20n },
      { line: 2, gid: 7n, group: null, volume: "home", bytes: 2n ** 63n - 1n, inodes: null },
    ]);
    expect(rejected).toMatchObject([{ line: 4 }]);
  });

  test.each(["7,/,1,1", "-1,/x,1,1", ",/x,1,1", "7,/x,1.5,1", "7,/x,1,9223372036854775808"])(
    "%s is none",
    (line) => {
      expect(readQuotaCsv(line)).toMatchObject({ rows: [], rejected: [{ line: 1 }] });
    },
  );
});

describe("quotas as JSON", () => {
  test("keep every digit", () => {
    const { rows } = readQuotaJson(
      '{"quotas":[{"gid":1,"volume":"a","bytes":9007199254740993},{"group":"g","volume":"a","bytes":"5","inodes":0}]}',
    );
    expect(rows).toMatchObject([
      { gid: 1n, bytes: 9_007_199_254_740_993n, inodes: null },
      { gid: null, group: "g", bytes: 5n, inodes: 0n },
    ]);
  });

  test.each(["1", "{}", '{"rows":{}}', "null", "["])("are not %s", (text) => {
    expect(() => readQuotaJson(text)).toThrow();
  });

  test.each([
    '[{"gid":1,"volume":"a/b"}]',
    '[{"volume":"a","bytes":1}]',
    '[{"gid":1,"volume":"a","bytes":1.5}]',
    '[{"gid":1,"volume":"a","bytes":-1}]',
    '[{"gid":1,"volume":"a","limit":1}]',
    "[5]",
  ])("%s has a bad row", (text) => {
    expect(readQuotaJson(text)).toMatchObject({ rows: [], rejected: [{ line: 1 }] });
  });
});

test("base directories are read line by line, each once", () => {
  const { received, rules, rejected } = readBaseDirectories(
    "7\t/a/b/\r\n7\t/a/b\n\n8\t/a with blanks\n8 /a\n9\trelative\n99999999999999999999\t/x\n0\t/\n",
  );
  expect(received).toBe(7);
  expect(rules).toEqual([
    { gid: 7n, path: "/a/b" },
    { gid: 8n, path: "/a with blanks" },
    { gid: 0n, path: "/" },
  ]);
  expect(rejected.map(({ line }) => line)).toEqual([5, 6, 7]);
});
