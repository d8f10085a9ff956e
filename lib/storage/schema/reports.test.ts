import { describe, expect, test } from "vitest";
import {
  directoryReportHeader,
  directoryReportLine,
  groupReportHeader,
  groupReportLine,
  humanBytes,
  pythonFloat,
  tsvLine,
  userReportHeader,
  userReportLines,
} from "./reports";

describe("reports as text", () => {
  test.each([
    [0n, "0"],
    [1023n, "1023"],
    [1024n, "1.0 KiB"],
    [1536n, "1.5 KiB"],
    [123456789n, "117.74 MiB"],
    [1048575n, "1024.0 KiB"],
    [2n ** 50n, "1.0 PiB"],
    [2n ** 70n, "1048576.0 PiB"],
  ])("%s bytes", (bytes, text) => expect(humanBytes(bytes)).toBe(text));

  test.each([
    [0, "0.0"],
    [1.5, "1.5"],
    [112, "112.0"],
    [1e15, "1000000000000000.0"],
    [1e16, "1e+16"],
    [1.5e22, "1.5e+22"],
  ])("the float %s", (value, text) => expect(pythonFloat(value)).toBe(text));

  test("lines end with CR LF, and what would break them is escaped", () => {
    expect(tsvLine(["a\tb", 'c"d', "e\\f", "g\r\nh"])).toBe(
      'a\\\tb\tc\\"d\te\\\\f\tg\\\r\\\nh\r\n',
    );
  });

  test("groups", () => {
    expect(groupReportHeader).toBe(
      "Top Level Path\tPI\tGroup\tUsage (bytes)\tQuota (bytes)\tLast Modified (days)\r\n",
    );
    const row = { basePath: "/p", pi: null, group: null, usedBytes: 2n ** 60n, quotaBytes: null };
    expect(groupReportLine({ ...row, lastModifiedDays: 0 })).toBe(
      "/p\t-\t-\t1152921504606846976\t-\t0.0\r\n",
    );
    expect(
      groupReportLine({ ...row, pi: "Smith", group: "g", quotaBytes: 5n, lastModifiedDays: 112.4 }),
    ).toBe("/p\tSmith\tg\t1152921504606846976\t5\t112.4\r\n");
  });

  test("users", () => {
    const volumes = ["scratch123", "scratch124"];
    expect(userReportHeader([...volumes, "gpfs1"])).toBe(
      "username\tdata\tgroup\t123\t124\tgpfs1\r\n",
    );
    const usage = new Map([
      ["scratch123", { bytes: 1_572_864n, lastModifiedOn: "2026-01-02" }],
      ["scratch125", { bytes: 1n, lastModifiedOn: "2026-01-02" }],
    ]);
    expect(userReportLines({ user: "ab12", group: null, usage }, volumes)).toBe(
      "ab12\tsize\t-\t1.5\t0\r\nab12\tmtime\t-\t2026-01-02\t-\r\n",
    );
    const none = new Map([["scratch124", { bytes: 0n, lastModifiedOn: "1970-01-01" }]]);
    expect(userReportLines({ user: "u", group: "g", usage: none }, volumes)).toBe(
      "u\tsize\tg\t0\t0.0\r\nu\tmtime\tg\t-\t1970-01-01\r\n",
    );
  });

  test("directories", () => {
    expect(directoryReportHeader).toBe(
      "Base Path\tDirectory\tSize\tBAM\tCRAM\tFASTQ\tFASTQ (gzip)\tPEDBED\tSAM\tVCF\tVCF (gzip)\t" +
        "Num Files\tLast Modified\tPI\tGroup\r\n",
    );
    expect(
      directoryReportLine({
        basePath: "/p",
        bucket: "users/ab12",
        bytes: 1536n,
        typeBytes: { BAM: 1024n, "VCF (gzip)": 3n },
        files: 2n,
        lastModifiedDays: 3,
        pi: null,
        group: "g",
      }),
    ).toBe("/p\tusers/ab12\t1.5 KiB\t1.0 KiB\t0\t0\t0\t0\t0\t0\t3\t2\t3.0\t\tg\r\n");
  });
});
