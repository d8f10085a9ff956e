import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

test("every path and command the README names exists", () => {
  const readme = readFileSync("README.md", "utf8");
  const links = [...readme.matchAll(/\]\(([^)#]+)\)/g)].map((match) => match[1] ?? "");
  const drawn = [...readme.matchAll(/^(?:door|front|engine|ground|proof)\s+(\S+)/gm)];
  const paths = [...links, ...drawn.map((match) => match[1] ?? "")];
  expect(paths.length).toBeGreaterThan(10);
  expect(paths.filter((path) => !existsSync(path))).toEqual([]);
  const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as {
    scripts: Record<string, string>;
  };
  const commands = [...readme.matchAll(/npm run (?:-s )?([a-z:]+)/g)].map(
    (match) => match[1] ?? "",
  );
  expect(commands.filter((command) => !(command in scripts))).toEqual([]);
});

test("what has to pass here has to pass there: every check is a step of the workflow", () => {
  const steps = readFileSync("scripts/check.ts", "utf8").matchAll(/"(check:[a-z-]+)"/g);
  // One run here, two side by side there.
  const parts: Record<string, string[]> = { "check:tests": ["check:unit", "check:db"] };
  const checks = [...steps].flatMap(([, name = ""]) => parts[name] ?? [name]);
  const workflow = readFileSync(".github/workflows/ci.yml", "utf8");
  expect(checks.length).toBeGreaterThan(5);
  expect(checks.filter((name) => !workflow.includes(`npm run ${name}\n`))).toEqual([]);
});

test("the index of decisions names every decision by its title", () => {
  const files = readdirSync("docs/decisions").filter((file) => /^\d{4}-/.test(file));
  const index = readFileSync("docs/decisions/README.md", "utf8");
  const missing = files.filter((file) => {
    const [, title = ""] =
      /^# \d+\. (.*)/.exec(readFileSync(`docs/decisions/${file}`, "utf8")) ?? [];
    return !index.includes(`[${title}](${file})`);
  });
  expect(missing).toEqual([]);
});
