import { spawnSync } from "node:child_process";

/** `npm test`: everything that proves the product, fastest first; stops at the first failure. */
const steps: [name: string, command: string[]][] = [
  ["generate", ["npm", "run", "-s", "generate"]],
  ["format and lint", ["npm", "run", "-s", "check:format"]],
  ["types", ["npm", "run", "-s", "check:types"]],
  ["imports and file names", ["npm", "run", "-s", "check:house"]],
  ["dead code", ["npm", "run", "-s", "check:dead"]],
  ["unit tests", ["npm", "run", "-s", "check:unit"]],
  ["database tests", ["npm", "run", "-s", "check:db"]],
  ["migrations match the schema", ["npm", "run", "-s", "migrate", "--", "--check"]],
  ["build", ["npm", "run", "-s", "build"]],
  ["browser tests", ["npm", "run", "-s", "check:browser"]],
];

const startedAt = Date.now();
let passed = 0;
for (const [name, [command = "", ...args]] of steps) {
  const stepStartedAt = Date.now();
  console.log(`\n== ${name}`);
  const { status } = spawnSync(command, args, { stdio: "inherit" });
  const seconds = ((Date.now() - stepStartedAt) / 1000).toFixed(1);
  if (status !== 0) {
    console.error(`\n== ${name} failed after ${seconds} s`);
    console.log(`steps: ${passed} passed, 1 failed`);
    process.exit(1);
  }
  passed += 1;
  console.log(`== ${name}: ${seconds} s`);
}
console.log(`\neverything passed in ${((Date.now() - startedAt) / 60_000).toFixed(1)} min`);
console.log(`steps: ${passed} passed, 0 failed`);
