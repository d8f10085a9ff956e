import { readFile, writeFile } from "node:fs/promises";

/**
 * `npm run release -- 0.2.0`: what is unreleased in CHANGELOG.md becomes that version of today (UTC),
 * and package.json and its lock file say so. Prints what the version brings; committing it and its
 * tag are left to whoever looks at it.
 */
const HEADING = "## Unreleased";

const numbers = (version: string): number[] => version.split(".").map(Number);

function isLater(version: string, before: string): boolean {
  const [next, last] = [numbers(version), numbers(before)];
  const place = next.findIndex((number, at) => number !== last[at]);
  return place >= 0 && (next[place] ?? 0) > (last[place] ?? 0);
}

/** The changelog with the version's own heading, and what stands below it. */
function cut(changelog: string, version: string, day: string): { text: string; news: string } {
  const [before, after] = changelog.split(`${HEADING}\n`);
  if (before === undefined || after === undefined) {
    throw new Error(`CHANGELOG.md has no heading "${HEADING}"`);
  }
  const news = after.split(/^## /m)[0]?.trim();
  if (!news) throw new Error("nothing is unreleased");
  return { text: `${before}${HEADING}\n\n## ${version} (${day})\n${after}`, news };
}

async function edit(path: string, change: (text: string) => string): Promise<void> {
  await writeFile(path, change(await readFile(path, "utf8")));
}

try {
  const [version = ""] = process.argv.slice(2);
  if (!/^\d+\.\d+\.\d+$/.test(version)) throw new Error("say the version, such as 0.2.0");
  const facts = JSON.parse(await readFile("package.json", "utf8")) as { version: string };
  if (!isLater(version, facts.version)) throw new Error(`${version} is not after ${facts.version}`);
  const day = new Date().toISOString().slice(0, 10);
  const { text, news } = cut(await readFile("CHANGELOG.md", "utf8"), version, day);
  await writeFile("CHANGELOG.md", text);
  const own = `"version": "${facts.version}"`;
  const next = `"version": "${version}"`;
  await edit("package.json", (json) => json.replace(own, next));
  // The package stands twice at the top of the lock file; the others come after it.
  await edit("package-lock.json", (json) => json.replace(own, next).replace(own, next));
  console.log(`${news}\n`);
  console.error(`git commit -am "chore: release ${version}" && git tag -a v${version}`);
} catch (error) {
  console.error(`release: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
