import { readFile } from "node:fs/promises";
import type { ParseArgsOptionsConfig } from "node:util";
import type { z } from "zod";
import { AppError } from "@/lib/platform/errors";

/** What a verb says: the value for `--json`, the text for people; or pieces of a long text. */
export type Answer =
  | {
      value: unknown;
      text: string;
      /** For people, beside the answer: standard error. */
      hint?: string;
    }
  | { pieces: AsyncIterable<string> };

type Values = Record<string, string | boolean | (string | boolean)[] | undefined>;

export interface Verb {
  /** Its options and arguments, as the usage shows them. */
  usage: string;
  options: ParseArgsOptionsConfig;
  /** Names of the required arguments without a dash. */
  positionals?: readonly string[];
  /** Names of arguments after those that may be left out. */
  optionalPositionals?: readonly string[];
  run(call: { values: Values; positionals: string[] }): Promise<Answer>;
}

export interface Noun {
  name: string;
  about: string;
  verbs: Record<string, Verb>;
}

/** A call that cannot be understood: the problem, and how it is done. */
export class UsageError extends Error {
  constructor(
    message: string,
    readonly usage: string,
  ) {
    super(message);
  }
}

/** Fields whose option has another name. */
const optionNames: Record<string, string> = {
  clusterId: "cluster",
  componentId: "component",
  intervalSeconds: "interval",
  expiresAt: "expires",
  overlapHours: "overlap",
  roles: "role",
};

/** The input by its schema; what is wrong with it in one line, by option. */
export function parseInput<Schema extends z.ZodType>(
  schema: Schema,
  input: Record<string, unknown>,
): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const problems = new Map<string, string>();
  for (const { path, message } of parsed.error.issues) {
    const field = String(path[0] ?? "");
    const option = `--${optionNames[field] ?? field}`;
    if (!problems.has(option)) problems.set(option, message);
  }
  const lines = [...problems].map(([option, message]) => `${option}: ${message}`);
  throw new AppError("invalid_input", lines.join(" "));
}

/** The value of a text option; undefined where it was not given. */
export function textValue(value: Values[string]): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** The bytes of a file that the caller named; throws `invalid_input` where it cannot be read. */
export async function readInputFile(path: string): Promise<Buffer> {
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new AppError("invalid_input", `Cannot read ${path}: ${error.code ?? error.message}.`);
  });
}

/** A receipt is JSON for people too, only indented. */
export function asReceipt(receipt: unknown): Answer {
  return { value: receipt, text: JSON.stringify(receipt, null, 2) };
}

/** Every row of a list that comes in pages. */
export async function everyPage<Row>(
  load: (page: number) => Promise<{ rows: Row[]; rowCount: number }>,
): Promise<Row[]> {
  const all: Row[] = [];
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const { rows, rowCount } = await load(page);
    all.push(...rows);
    if (rows.length === 0 || all.length >= rowCount) break;
  }
  return all;
}

/** Pages of 100, as far as lists go at all. */
const MAX_PAGES = 101;

/** Rows under a heading, columns aligned. */
export function asTable(heading: string[], rows: (string | number | null)[][]): string {
  const cells = [heading, ...rows.map((row) => row.map((cell) => String(cell ?? "–")))];
  const widths = heading.map((_, column) =>
    Math.max(...cells.map((row) => row[column]?.length ?? 0)),
  );
  return cells
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

export function isoOrNull(at: Date | null): string | null {
  return at?.toISOString() ?? null;
}
