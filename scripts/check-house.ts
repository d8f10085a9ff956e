import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/**
 * `npm run check:house`: who may import whom. One cruise tells the violations, and that it read the
 * tree: a cruise that reads nothing would pass.
 */
const roots = ["app", "components", "lib", "tools", "scripts", "e2e", "proxy.ts"];

/** Part of the tree that a cruise has to have read. */
const LEAST_SHARE = 0.95;

const cruise = spawnSync(
  "node_modules/.bin/depcruise",
  ["--config", ".dependency-cruiser.cjs", "--output-type", "json", ...roots],
  { encoding: "utf8", maxBuffer: 512 * 1024 * 1024 },
);
const { modules, summary } = JSON.parse(cruise.stdout) as {
  modules: { source: string }[];
  summary: {
    violations: { from: string; to: string; rule: { name: string }; cycle?: { name: string }[] }[];
  };
};

const isOwn = (file: string) => /^(app|components|lib|tools)\/.*\.tsx?$/.test(file);
const tree = execFileSync("git", ["ls-files", "-co", "--exclude-standard"], { encoding: "utf8" })
  .split("\n")
  .filter((file) => isOwn(file) && existsSync(file));
const read = modules.filter(({ source }) => isOwn(source)).length;
const isShort = read < tree.length * LEAST_SHARE;

for (const { from, to, rule, cycle } of summary.violations) {
  const way = cycle ? cycle.map(({ name }) => name).join(" → ") : to;
  console.error(`${rule.name}: ${from} → ${way}`);
}
if (isShort) console.error(`the cruise read ${read} modules of ${tree.length} files`);
const isGood = summary.violations.length === 0 && !isShort;
if (isGood) console.log(`${modules.length} modules, no violation`);
process.exitCode = isGood ? 0 : 1;
