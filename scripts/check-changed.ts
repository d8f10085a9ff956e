import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/**
 * `npm run check:changed`: the minute before a commit. Format, types and the tests that the changed
 * files reach, against the last commit or a revision (`-- main`).
 */
const [since = "HEAD"] = process.argv.slice(2);
const git = (...args: string[]) =>
  execFileSync("git", args, { encoding: "utf8" }).split("\n").filter(Boolean);
const changed = [
  ...git("diff", "--name-only", "--diff-filter=d", since),
  ...git("ls-files", "--others", "--exclude-standard"),
].filter((file) => existsSync(file) && /\.(tsx?|cjs|mjs|json|css)$/.test(file));

if (changed.length === 0) {
  console.log("nothing has changed");
  process.exit();
}

const code = changed.filter((file) => /\.tsx?$/.test(file) && !file.startsWith("e2e/"));
const steps: [name: string, command: string, args: string[]][] = [
  ["format", "biome", ["check", "--no-errors-on-unmatched", ...changed]],
  ["types", "npm", ["run", "-s", "check:types"]],
  ...(code.length === 0
    ? []
    : [
        ["unit tests", "vitest", ["related", "--run", "--project", "unit", ...code]] satisfies [
          string,
          string,
          string[],
        ],
      ]),
];
for (const [name, command, args] of steps) {
  console.log(`\n== ${name}`);
  const { status } = spawnSync(command, args, { stdio: "inherit" });
  if (status !== 0) process.exit(1);
}
const specs = new Set(
  changed.flatMap(
    (file) => /^(?:app\/\(dashboard\)|components|lib)\/(\w+)\//.exec(file)?.[1] ?? [],
  ),
);
if (specs.size > 0) {
  console.log(`\nnot run: database and browser tests of ${[...specs].join(", ")}`);
}
