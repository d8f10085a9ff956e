import { spawnSync } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

/** On a copy of the files that a release changes. */
const FILES = ["CHANGELOG.md", "package.json", "package-lock.json"];
const day = new Date().toISOString().slice(0, 10);
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "headroom-release-"));
  for (const file of FILES) await cp(file, join(folder, file));
});
afterEach(() => rm(folder, { recursive: true }));

function release(...args: string[]) {
  const script = ["--import", import.meta.resolve("tsx"), resolve("scripts/release.ts"), ...args];
  return spawnSync(process.execPath, script, { cwd: folder, encoding: "utf8" });
}

const read = (file: string) => readFile(join(folder, file), "utf8");

test("what is unreleased becomes a version of today", async () => {
  const before = await read("CHANGELOG.md");
  const news = before.slice(before.indexOf("## Unreleased\n") + 14).trim();
  const { status, stdout } = release("99.0.0");
  expect({ status, stdout: stdout.trim() }).toEqual({ status: 0, stdout: news });
  const after = await read("CHANGELOG.md");
  expect(after).toContain(`## Unreleased\n\n## 99.0.0 (${day})\n\n`);
  expect(after.replace(`\n## 99.0.0 (${day})\n`, "")).toBe(before);
  expect(JSON.parse(await read("package.json")).version).toBe("99.0.0");
  const lock = JSON.parse(await read("package-lock.json"));
  expect([lock.version, lock.packages[""].version]).toEqual(["99.0.0", "99.0.0"]);
  const others = (text: string) => text.split("\n").filter((line) => !line.includes("99.0.0"));
  const lockBefore = await readFile("package-lock.json", "utf8");
  expect(others(await read("package-lock.json"))).toHaveLength(lockBefore.split("\n").length - 2);
});

test("a version that is not later, or brings nothing, changes nothing", async () => {
  const before = await Promise.all(FILES.map(read));
  for (const version of ["0.0.9", "0.1.0", "next", ""]) {
    expect(release(version)).toMatchObject({ status: 1, stdout: "" });
  }
  expect(await Promise.all(FILES.map(read))).toEqual(before);
  await writeFile(
    join(folder, "CHANGELOG.md"),
    "# Changelog\n\n## Unreleased\n\n## 0.1.0 (2026-01-01)\n",
  );
  expect(release("0.2.0").stderr).toBe("release: nothing is unreleased\n");
});
