import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { describe, expect, test } from "vitest";

/** The closed set of files in a room, and what no file may be. */

const rooms = [
  "cases",
  "accounting",
  "storage",
  "audits",
  "dataspace",
  "admin",
  "directory",
  "groups",
  "history",
  "outreach",
  "notify",
];

const vocabulary = new Set([
  "model",
  "schema",
  "params",
  "lists",
  "queries",
  "mutations",
  "actions",
  "ingest",
  "jobs",
  "factory",
  "samples",
]);

/** What a room has beside the closed set, each with its reason. */
const extra: Record<string, string[]> = {
  // Declarations of case types, and the protocol's rendering of a case.
  cases: ["case-types", "serialise"],
  // The nouns of the data space and how its values are written down.
  dataspace: ["encoding", "space"],
};

const banned = new Set(["index", "utils", "helpers", "types", "constants", "services", "misc"]);

const files = execFileSync("git", ["ls-files", "-co", "--exclude-standard"], { encoding: "utf8" })
  .split("\n")
  .filter((file) => /\.tsx?$/.test(file) && existsSync(file));

describe("the house", () => {
  test("a room holds only files of the closed set", () => {
    const strangers = files.filter((file) => {
      const [top, room = "", name = ""] = file.split("/");
      if (top !== "lib" || !rooms.includes(room)) return false;
      const part = name.replace(/(\.db)?(\.test)?\.tsx?$/, "");
      return !vocabulary.has(part) && !extra[room]?.includes(part);
    });
    expect(strangers).toEqual([]);
  });

  test("no file has a name that says nothing", () => {
    const vague = files.filter((file) => banned.has(basename(file).replace(/\.tsx?$/, "")));
    expect(vague).toEqual([]);
  });

  test("no file is longer than 300 lines", () => {
    const long = files.filter((file) => {
      if (dirname(file) === "." || file.startsWith("e2e/")) return false;
      return readFileSync(file, "utf8").split("\n").length > 301 && !/\.test\.tsx?$/.test(file);
    });
    expect(long).toEqual([]);
  });

  test("rows of written SQL are asked for with their shape", () => {
    const bare = files.filter((file) => {
      if (!/^(app|components|lib|scripts|tools)\//.test(file)) return false;
      if (/\.test\.tsx?$/.test(file) || file === "lib/platform/db.ts") return false;
      return /\$queryRaw/.test(readFileSync(file, "utf8"));
    });
    expect(bare).toEqual([]);
  });
});
