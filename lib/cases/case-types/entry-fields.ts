import { AppError } from "@/lib/platform/errors";
import { printExactJson } from "@/lib/platform/exact-json";
import { type Resource, resources } from "../model";

/** Characters of an account name. */
const MAX_ACCOUNT_LENGTH = 32;
/** Characters of a submitter's user name. */
export const MAX_NAME_LENGTH = 32;
/** Submitters that one entry may name, and that a case remembers. */
export const MAX_SUBMITTERS = 1_000;
/** Characters of a summary as JSON. */
const MAX_SUMMARY_LENGTH = 16_384;
/** Nesting of a summary; scalars are what detectors send, small tables are shown nested. */
const MAX_SUMMARY_DEPTH = 4;

const LONE_SURROGATE = /\p{Surrogate}/u;
const UNPRINTABLE = /[\p{Surrogate}\p{Control}]/gu;

function invalid(message: string): AppError {
  return new AppError("invalid_input", message);
}

/** The entry as an object that has all `fields`; throws for the first one missing. */
export function requireFields<Field extends string>(
  raw: unknown,
  fields: readonly Field[],
): Record<Field, unknown> {
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) {
    throw invalid("An entry must be a JSON object");
  }
  for (const field of fields) {
    if (!Object.hasOwn(raw, field)) throw invalid(`Missing required field: '${field}'`);
  }
  return raw as Record<Field, unknown>;
}

/** `cpu` or `gpu`, sent in any case. */
export function readResource(raw: unknown): Resource {
  const found = resources.find((name) => typeof raw === "string" && raw.toLowerCase() === name);
  if (found) return found;
  const shown = typeof raw === "string" ? `'${printable(raw)}'` : printExactJson(raw).slice(0, 64);
  throw invalid(`Invalid resource type: ${shown}`);
}

/** A name of 1 to `maxLength` characters that the database can hold. */
export function readName(raw: unknown, field: string, maxLength: number): string {
  if (typeof raw !== "string") throw invalid(`Field '${field}' must be text`);
  if (raw.trim() === "") throw invalid(`Field '${field}' must not be empty`);
  // The database counts characters, JavaScript's length counts UTF-16 units.
  if (raw.length > maxLength && [...raw].length > maxLength) {
    throw invalid(`Field '${field}' is longer than ${maxLength} characters`);
  }
  requireStorable(raw, field);
  return raw;
}

/** The account of an entry. */
export function readAccount(raw: unknown): string {
  return readName(raw, "account", MAX_ACCOUNT_LENGTH);
}

/** A finite number. */
export function readNumber(raw: unknown, field: string): number {
  const value = typeof raw === "bigint" ? Number(raw) : raw;
  if (typeof value !== "number" || !Number.isFinite(value)) {
    throw invalid(`Field '${field}' must be a number`);
  }
  return value;
}

/** User names without repeats, in the order sent. */
export function readSubmitters(raw: unknown): string[] {
  if (!Array.isArray(raw)) throw invalid("Field 'submitters' must be an array of user names");
  if (raw.length > MAX_SUBMITTERS) {
    throw invalid(`Field 'submitters' names more than ${MAX_SUBMITTERS} users`);
  }
  return [...new Set(raw.map((name) => readName(name, "submitters", MAX_NAME_LENGTH)))];
}

/** The summary: an object, or null. Small nested tables are taken as they are. */
export function readSummary(raw: unknown): Record<string, unknown> | null {
  if (raw === null) return null;
  if (typeof raw !== "object" || Array.isArray(raw)) {
    throw invalid("Field 'summary' must be an object or null");
  }
  requireStorableValue(raw, 0);
  if (printExactJson(raw).length > MAX_SUMMARY_LENGTH) {
    throw invalid(`Field 'summary' is longer than ${MAX_SUMMARY_LENGTH} characters`);
  }
  return raw as Record<string, unknown>;
}

function requireStorableValue(value: unknown, depth: number): void {
  if (typeof value === "string") requireStorable(value, "summary");
  if (typeof value === "number" && !Number.isFinite(value)) {
    throw invalid("Field 'summary' holds a number that is too large");
  }
  if (typeof value !== "object" || value === null) return;
  if (depth >= MAX_SUMMARY_DEPTH) throw invalid("Field 'summary' is nested too deeply");
  for (const [key, item] of Object.entries(value)) {
    requireStorable(key, "summary");
    requireStorableValue(item, depth + 1);
  }
}

// PostgreSQL holds neither NUL nor half a surrogate pair in text or JSON.
function requireStorable(text: string, field: string): void {
  if (text.includes("\0") || LONE_SURROGATE.test(text)) {
    throw invalid(`Field '${field}' holds a character that cannot be stored`);
  }
}

function printable(text: string): string {
  return text.slice(0, 64).replace(UNPRINTABLE, "\uFFFD");
}
