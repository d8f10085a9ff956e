import { spawn } from "node:child_process";

/**
 * `npm test`: everything that proves the product, fastest first; stops after the first round in
 * which something failed. Steps of one round run side by side and are shown one after the other.
 */

interface Step {
  name: string;
  command: string[];
}

const npm = (name: string, script: string, ...args: string[]): Step => ({
  name,
  command: ["npm", "run", "-s", script, ...(args.length > 0 ? ["--", ...args] : [])],
});

const rounds: Step[][] = [
  [npm("generate", "generate")],
  [
    npm("types", "check:types"),
    npm("format and lint", "check:format"),
    npm("imports and file names", "check:house"),
    npm("dead code", "check:dead"),
  ],
  [npm("unit and database tests", "check:tests")],
  [npm("migrations match the schema", "migrate", "--check")],
  [npm("build", "build")],
  [npm("browser tests", "check:browser")],
];

/** Static checks that run at once; more than there are cores only wait for each other. */
const SIDE_BY_SIDE = 2;

interface Outcome extends Step {
  isPassed: boolean;
  seconds: string;
}

function run(step: Step, isAlone: boolean): Promise<Outcome> {
  const startedAt = Date.now();
  const [command = "", ...args] = step.command;
  if (isAlone) console.log(`\n== ${step.name}`);
  const child = spawn(command, args, { stdio: isAlone ? "inherit" : ["ignore", "pipe", "pipe"] });
  const text: Buffer[] = [];
  child.stdout?.on("data", (piece: Buffer) => text.push(piece));
  child.stderr?.on("data", (piece: Buffer) => text.push(piece));
  return new Promise((resolve) => {
    child.on("close", (status) => {
      const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
      const isPassed = status === 0;
      if (!isAlone) console.log(`\n== ${step.name}\n${Buffer.concat(text)}`);
      console.log(`== ${step.name}${isPassed ? ":" : " failed after"} ${seconds} s`);
      resolve({ ...step, isPassed, seconds });
    });
  });
}

async function runRound(steps: readonly Step[]): Promise<Outcome[]> {
  const waiting = [...steps];
  const outcomes: Outcome[] = [];
  const work = async () => {
    for (let step = waiting.shift(); step; step = waiting.shift()) {
      outcomes.push(await run(step, steps.length === 1));
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work));
  return outcomes;
}

const startedAt = Date.now();
const outcomes: Outcome[] = [];
for (const round of rounds) {
  outcomes.push(...(await runRound(round)));
  if (outcomes.some(({ isPassed }) => !isPassed)) break;
}
const failed = outcomes.filter(({ isPassed }) => !isPassed);
const minutes = ((Date.now() - startedAt) / 60_000).toFixed(1);
if (failed.length === 0) console.log(`\neverything passed in ${minutes} min`);
else console.error(`\nfailed: ${failed.map(({ name }) => name).join(", ")}`);
console.log(`steps: ${outcomes.length - failed.length} passed, ${failed.length} failed`);
process.exitCode = failed.length === 0 ? 0 : 1;
