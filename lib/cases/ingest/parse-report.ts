import type { BadRow, FeedRow } from "@/lib/dataspace/model";
import { AppError, asAppError } from "@/lib/platform/errors";
import type { CaseType, EntryBase } from "../case-types/definition";

/** Entries that one report may hold. */
export const MAX_ENTRIES = 20_000;

/**
 * Entries of one account and resource that one report may hold. PERF: each is compared with all
 * cases of its account, so without a bound a senseless report would keep a processor busy.
 */
const MAX_ENTRIES_PER_ACCOUNT = 1_000;

export type Entry = EntryBase & { detail: unknown };

/** A report of one type whose every row is good. */
export interface CaseReport {
  type: CaseType;
  entries: Entry[];
  /** As received, for the feed's generation. */
  rows: unknown[];
}

/**
 * Checks every row by the type's own rules and names every bad one. Throws `too_large` (413) for
 * more than 20,000 rows.
 */
export function parseReport(
  type: CaseType,
  rows: readonly FeedRow[],
): { report: CaseReport; rejected: BadRow[] } {
  if (rows.length > MAX_ENTRIES) {
    throw new AppError("too_large", `A report holds at most ${MAX_ENTRIES} entries.`);
  }
  const entries: Entry[] = [];
  const rejected: BadRow[] = [];
  const seen = new Map<string, number>();
  for (const { line, content, problem } of rows) {
    const parsed = problem ?? tryEntry(type, content, seen);
    if (typeof parsed === "string") rejected.push({ line, reason: parsed, content });
    else entries.push(parsed);
  }
  return { report: { type, entries, rows: rows.map(({ content }) => content) }, rejected };
}

function tryEntry(type: CaseType, content: unknown, seen: Map<string, number>): Entry | string {
  try {
    const entry = type.parseEntry(content);
    const key = `${entry.resource} ${entry.account}`;
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    if (count <= MAX_ENTRIES_PER_ACCOUNT) return entry;
    return `More than ${MAX_ENTRIES_PER_ACCOUNT} entries for one account and resource`;
  } catch (error) {
    const known = asAppError(error);
    if (!known) throw error;
    return known.message;
  }
}
