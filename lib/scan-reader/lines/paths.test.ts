import { describe, expect, test } from "vitest";
import { Base64Path } from "./base64-path";
import { QuotedPath } from "./quoted-path";
import type { PathReader } from "./scan-path";
import { variantOf } from "./variants";

const read = (reader: PathReader, column: string) => {
  const buffer = Buffer.from(column, "latin1");
  reader.begin(buffer);
  return reader.read(buffer, 0, buffer.length) || reader.path.text();
};

describe("paths of a scan file", () => {
  test("one path in three encodings", () => {
    const path = "/lustre/scratch123/hgi";
    expect(read(new Base64Path("standard"), "L2x1c3RyZS9zY3JhdGNoMTIzL2hnaQ==")).toBe(path);
    expect(read(new Base64Path("sorted"), "9qlpQrFmNGxnMr7VR4BcAH6n9qVbOE==")).toBe(path);
    expect(read(new QuotedPath(), '"/lustre/scratch123/hgi/"')).toBe(path);
  });

  test.each([
    ['"/a b"', "/a b"],
    ['"/\\a\\b\\f\\n\\r\\t\\v\\\\\\"\\\'"', "/\x07\b\f\n\r\t\v\\\"'"],
    ['"/\\x1b\\x1B\\xc3\\xbc"', "/\x1b\x1bü"],
    ['"/\\u00fc\\U0001F600"', "/ü😀"],
    ['"/\\xff"', "/\ufffd"],
    ['"/"', "/"],
  ])("quoted %s", (column, path) => expect(read(new QuotedPath(), column)).toBe(path));

  test.each(['"/a', '/a"', '"', '"/a\\"', '"/\\q"', '"/\\x1"', '"/\\xg0"', '"/\\ud800"', '"/a"b"'])(
    "%s is no quoted path",
    (column) => expect(read(new QuotedPath(), column)).toContain("not a valid quoted"),
  );

  test.each(["L2E", "L2E*", "", "L===", "L2=E", "====", "L2E=L2E="])("%s is no base64", (column) =>
    expect(read(new Base64Path("standard"), column)).toContain("not valid base64"),
  );

  test("a path has to be absolute and without zero bytes", () => {
    expect(read(new QuotedPath(), '"a"')).toContain("not absolute");
    expect(read(new QuotedPath(), '""')).toContain("not absolute");
    expect(read(new QuotedPath(), '"/a\\x00"')).toContain("zero byte");
    const zeros = ["/a\0", "/ab\0cdef", "/abcd\0efgh"].map((path) => Buffer.from(path));
    for (const path of zeros) {
      expect(read(new Base64Path("standard"), path.toString("base64"))).toContain("zero byte");
    }
  });

  test("neighbours in one buffer do not change each other", () => {
    const paths = [
      "/a/b/c.d",
      "/a/b/c.de",
      "/a/b/",
      "/a/b/f",
      "/a",
      "/a/b/c/d/e",
      "/a/b/c/d",
      "/z",
    ];
    const columns = paths.map((path) => `"${path}"`);
    const buffer = Buffer.from(columns.join(""));
    const reader: PathReader = new QuotedPath();
    reader.begin(buffer);
    let at = 0;
    for (const [index, column] of columns.entries()) {
      expect(reader.read(buffer, at, at + column.length)).toBe("");
      const path = (paths[index] as string).replace(/(.)\/$/, "$1");
      expect(reader.path.text()).toBe(path);
      expect(reader.path.directoryEnd).toBe(path.lastIndexOf("/"));
      at += column.length;
    }
  });
});

describe("the variant of a file", () => {
  const rest = "\t1\t2\t3\t4\t5\t6\td\t7\t1\t8";
  test.each([
    [`L2x1c3RyZS9zY3JhdGNoMTIzL2hnaQ==${rest}`, "A"],
    [`114\tL2x1c3RyZS9zY3JhdGNoMTIzL2hnaQ==${rest}`, "B"],
    [`9999\tL2x1c3RyZS9zY3JhdGNoMTIzL2hnaQ==${rest}`, "B"],
    [`9qlpQrFmNGxnMr7VR4BcAH6n9qVbOE==${rest}`, "C"],
    [`"/lustre/scratch123/hgi/"${rest}`, "D"],
    [`"/lustre/scratch123/a b/"${rest}\t9`, "E"],
    [`"/lustre/scratch123/hgi/"${rest}\t9\t10`, undefined],
    [`114\t115${rest}`, undefined],
    ["path\tsize", undefined],
    ["", undefined],
    ["<html>", undefined],
  ])("%s", (line, variant) => expect(variantOf(Buffer.from(line))).toBe(variant));
});
