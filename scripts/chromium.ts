import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium } from "@playwright/test";

/**
 * The Chromium for browser tests: HEADROOM_CHROMIUM, an installed one, Playwright's own, or Debian's
 * package where this user may install it. Playwright's download is not tried: many sites have no
 * way out.
 */
const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

function findOnPath(): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter).concat("/usr/bin", "/snap/bin");
  return folders
    .flatMap((folder) => NAMES.map((name) => join(folder, name)))
    .find((path) => existsSync(path));
}

function findInstalled(): string | undefined {
  const named = process.env.HEADROOM_CHROMIUM;
  if (named) return existsSync(named) ? named : undefined;
  const own = chromium.executablePath();
  return findOnPath() ?? (existsSync(own) ? own : undefined);
}

function install(): void {
  const isRoot = process.getuid?.() === 0;
  const prefix = isRoot ? [] : ["sudo", "-n"];
  const run = (...args: string[]) => {
    const [command = "", ...rest] = [...prefix, ...args];
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    return spawnSync(command, rest, { stdio: ["ignore", "ignore", "inherit"], env }).status === 0;
  };
  console.log("installing Chromium");
  const packages = ["chromium", "fonts-dejavu-core"];
  const isDone =
    run("apt-get", "update", "-qq") &&
    run("apt-get", "install", "-qq", "--yes", "--no-install-recommends", ...packages);
  if (!isDone) console.error("the package could not be installed");
}

/** Path of a Chromium; installs one if there is none. Throws with what to do about it. */
export function ensureChromium(): string {
  const found = findInstalled();
  if (found) return found;
  if (!process.env.HEADROOM_CHROMIUM) install();
  const installed = findInstalled();
  if (installed) return installed;
  throw new Error(
    "browser tests need a Chromium: install one (Debian: apt-get install chromium) " +
      "or set HEADROOM_CHROMIUM to its path",
  );
}
