#!/usr/bin/env node
import { pipeline } from "node:stream/promises";
import { parseArgs } from "node:util";
import { closeDb } from "@/lib/platform/db";
import { asAppError } from "@/lib/platform/errors";
import { applyMigrations, pendingMigrations } from "@/lib/platform/migrate";
import { openRuntime } from "@/lib/platform/runtime";
import { archiveCommands } from "./commands/archive";
import { clusterCommands } from "./commands/cluster";
import { type Answer, type Noun, UsageError, type Verb } from "./commands/command";
import { componentCommands } from "./commands/component";
import { directoryCommands } from "./commands/directory";
import { exportCommands } from "./commands/export";
import { feedCommands } from "./commands/feed";
import { ingestCommands } from "./commands/ingest";
import { keyCommands } from "./commands/key";
import { quotaCommands } from "./commands/quota";
import { reaperCommands } from "./commands/reaper";
import { retentionCommands } from "./commands/retention";
import { scanCommands } from "./commands/scan";
import { userCommands } from "./commands/user";
import { warningCommands } from "./commands/warnings";

/**
 * `npm run headroom -- <noun> <verb> …`: the command line. Works on the same database as the site,
 * whether that runs or not. Answers go to standard output, everything else to standard error.
 */
const nouns: Noun[] = [
  userCommands,
  clusterCommands,
  componentCommands,
  keyCommands,
  directoryCommands,
  ingestCommands,
  exportCommands,
  feedCommands,
  retentionCommands,
  reaperCommands,
  scanCommands,
  quotaCommands,
  warningCommands,
  archiveCommands,
];

function usageOf(noun: Noun): string {
  const lines = Object.entries(noun.verbs).map(([name, verb]) =>
    ["  headroom", noun.name, name, verb.usage, "[--json]"].filter(Boolean).join(" "),
  );
  return `${noun.about}\n${lines.join("\n")}`;
}

function usageOfAll(): string {
  const lines = nouns.map((noun) => `  ${noun.name.padEnd(10)} ${noun.about}`);
  return `headroom <noun> <verb> [options] [--json]\n${lines.join("\n")}\n
headroom <noun> --help shows the noun's verbs.`;
}

interface Call {
  verb: Verb;
  values: Record<string, string | boolean | (string | boolean)[] | undefined>;
  positionals: string[];
}

/** What to run, or the text to show instead. Throws UsageError. */
function readArguments(argv: string[]): Call | string {
  const [nounName, ...afterNoun] = argv;
  if (nounName === undefined) throw new UsageError("Say what to do.", usageOfAll());
  if (nounName === "--help" || nounName === "-h" || nounName === "help") return usageOfAll();
  const noun = nouns.find(({ name }) => name === nounName);
  if (!noun) throw new UsageError(`There is no noun ${nounName}.`, usageOfAll());
  const usage = usageOf(noun);
  if (afterNoun.includes("--help") || afterNoun.includes("-h")) return usage;
  const [verbName, ...rest] = afterNoun;
  const verb = verbName === undefined ? undefined : noun.verbs[verbName];
  if (!verb || !Object.hasOwn(noun.verbs, verbName ?? "")) {
    const problem = verbName ? `There is no verb ${noun.name} ${verbName}.` : "Say what to do.";
    throw new UsageError(problem, usage);
  }
  try {
    const options = { ...verb.options, json: { type: "boolean" } } as const;
    const { values, positionals } = parseArgs({ args: rest, options, allowPositionals: true });
    const wanted = verb.positionals ?? [];
    if (positionals.length < wanted.length) {
      throw new Error(`${wanted[positionals.length]} is missing`);
    }
    const extra = positionals[wanted.length + (verb.optionalPositionals?.length ?? 0)];
    if (extra !== undefined) throw new Error(`unexpected argument ${extra}`);
    return { verb, values, positionals };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), usage);
  }
}

async function withDatabase(work: () => Promise<void>): Promise<void> {
  const runtime = await openRuntime();
  try {
    const pending = await pendingMigrations(runtime.databaseUrl);
    if (pending.length > 0 && !runtime.embedded) {
      throw new Error("the database is behind: run `npm run migrate` first");
    }
    if (pending.length > 0) await applyMigrations(runtime.databaseUrl);
    await work();
  } finally {
    // ORDER: our own connections first, else the embedded database looks as if it were in use.
    await closeDb();
    await runtime.release();
  }
}

/** Waits where the reader is slower; a reader who has seen enough (`| head`) ends it quietly. */
async function print(answer: Answer, isJson: boolean): Promise<void> {
  if ("pieces" in answer) {
    await pipeline(answer.pieces, process.stdout, { end: false });
    return;
  }
  console.log(isJson ? JSON.stringify(answer.value, bigintAsText) : answer.text);
  if (answer.hint && !isJson) console.error(answer.hint);
}

/** One line. Prisma quotes our source before it says what is wrong: only its last line counts. */
function oneLine(error: unknown): string {
  const message = (asAppError(error)?.message ?? String((error as Error)?.message ?? error)).trim();
  const isQuoting = (error as Error)?.name?.startsWith("PrismaClient");
  const text = isQuoting ? (message.split("\n").at(-1) ?? message) : message;
  return text.trim().replace(/\s*\n\s*/g, " ");
}

/** Bytes and 64-bit ids are text in JSON, which has no exact number for them. */
const bigintAsText = (_key: string, value: unknown) =>
  typeof value === "bigint" ? String(value) : value;

try {
  const call = readArguments(process.argv.slice(2));
  if (typeof call === "string") {
    console.log(call);
  } else {
    const { verb, values, positionals } = call;
    await withDatabase(async () =>
      print(await verb.run({ values, positionals }), values.json === true),
    );
  }
} catch (error) {
  if ((error as NodeJS.ErrnoException).code === "EPIPE") process.exit();
  console.error(`headroom: ${oneLine(error)}`);
  if (error instanceof UsageError) console.error(error.usage);
  process.exitCode = 1;
}
// The migration engine keeps timers of its own alive; everything is done here.
process.exit();
