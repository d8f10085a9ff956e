import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { formatFigures } from "@/tools/bench/measure";
import { benchParts, runBench } from "@/tools/bench/run-bench";
import { ensureChromium } from "./chromium";

/**
 * `npm run bench`: the budgets as ratios to limits measured in the same run. A missed budget is a
 * word in the table, not a failure. `--only records` measures one part, `--records 5000000` with so
 * many accounting records, `--days 365` with scans of so many days.
 */
const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    only: { type: "string", multiple: true, default: [...benchParts] },
    records: { type: "string", default: "1000000" },
    days: { type: "string", default: "60" },
  },
});
const say = (line: string) => console.error(`bench: ${line}`);

try {
  if (!existsSync(join(".next", "BUILD_ID"))) {
    throw new Error("there is no build: run `npm run build` first");
  }
  const startedAt = Date.now();
  const figures = await runBench({
    parts: new Set(values.only),
    records: Number(values.records),
    days: Number(values.days),
    chromium: ensureChromium,
    say,
  });
  const seconds = Math.round((Date.now() - startedAt) / 1000);
  console.log(values.json ? JSON.stringify({ seconds, figures }) : formatFigures(figures));
  say(`${seconds} s`);
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
