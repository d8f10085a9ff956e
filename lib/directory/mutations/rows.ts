import "server-only";
import type { z } from "zod";
import { MAX_VERDICTS, type RowCounts, type RowVerdict } from "../model";

/** The good rows of one list, the names it carries, and what is wrong with the others. */
export interface JudgedRows<Row> {
  good: { line: number; row: Row }[];
  /** Names of all rows, refused ones too: who is named, even badly, is not gone. */
  named: string[];
}

/** Collects verdicts up to their bound, and counts all of them. */
export class Verdicts {
  readonly list: RowVerdict[] = [];
  readonly counts = { people: 0, groups: 0 };

  add(verdict: RowVerdict): void {
    this.counts[verdict.list] += 1;
    if (this.list.length < MAX_VERDICTS) this.list.push(verdict);
  }
}

interface ListRules<Row> {
  list: RowVerdict["list"];
  schema: z.ZodType<Row>;
  /** The name of a row, and of a raw row as far as it has one. */
  nameKey: keyof Row & string;
  /** A second value that no two rows of a load may share. */
  uniqueKey: keyof Row & string;
}

/** Judges every row by itself; of two rows with one name or number the first one counts. */
export function judgeRows<Row extends object>(
  raw: readonly unknown[],
  rules: ListRules<Row>,
  rejected: Verdicts,
): JudgedRows<Row> {
  const named = new Set<string>();
  const seen = new Map<string, number>();
  const good: JudgedRows<Row>["good"] = [];
  for (const [index, value] of raw.entries()) {
    const line = index + 1;
    const name = (value as Record<string, unknown> | null)?.[rules.nameKey];
    if (typeof name === "string") named.add(name);
    const parsed = rules.schema.safeParse(value);
    const reason = parsed.success
      ? findTwin(parsed.data, rules, seen, line)
      : firstIssue(parsed.error);
    if (reason !== undefined) rejected.add({ list: rules.list, line, reason });
    else if (parsed.success) good.push({ line, row: parsed.data });
  }
  return { good, named: [...named] };
}

function findTwin<Row extends object>(
  row: Row,
  rules: ListRules<Row>,
  seen: Map<string, number>,
  line: number,
): string | undefined {
  const keys = [rules.nameKey, rules.uniqueKey]
    .filter((key) => row[key] !== undefined && row[key] !== null)
    .map((key) => ({ key, id: `${key} ${String(row[key])}` }));
  for (const { id } of keys) {
    const first = seen.get(id);
    if (first !== undefined) return `${id} stands in line ${first} already`;
  }
  for (const { id } of keys) seen.set(id, line);
  return undefined;
}

function firstIssue(error: z.ZodError): string {
  const [issue] = error.issues;
  return issue ? `${issue.path.join(".") || "row"}: ${issue.message}` : "is not valid";
}

/** Counts of a list whose created, updated and gone rows are known. */
export function toCounts(
  received: number,
  rejected: number,
  changes: { created: number; updated: number; gone: number },
): RowCounts {
  const { created, updated, gone } = changes;
  const unchanged = received - rejected - created - updated;
  return { received, created, updated, unchanged, gone, rejected };
}
