import { printExactJson } from "@/lib/platform/exact-json";

/** A part of a value that differs: a row of a list by its key, or a field by its path. */
export interface ValueChange {
  /** `groups.def-a.bytes`; empty for the value itself. */
  path: string;
  kind: "new" | "gone" | "grown" | "shrunk" | "changed";
  was: string | null;
  now: string | null;
}

/** Differences that one comparison names. */
export const MAX_VALUE_CHANGES = 200;

/** What names a row of a list, the first that all rows have. */
const rowKeys = ["account", "group", "gid", "uid", "name", "feed", "volume", "key", "id"] as const;

const MAX_TEXT = 120;

/**
 * What differs between two values, at most 200 places in the order of their paths. Rows of lists
 * are matched by what names them, so that a list in another order is the same; numbers grow and
 * shrink.
 */
export function diffValues(was: unknown, now: unknown): ValueChange[] {
  const changes: ValueChange[] = [];
  compare([], was, now, changes);
  return changes;
}

function compare(path: readonly string[], was: unknown, now: unknown, found: ValueChange[]): void {
  if (found.length >= MAX_VALUE_CHANGES) return;
  const before = partsOf(was);
  const after = partsOf(now);
  if (before === undefined || after === undefined || isList(was) !== isList(now)) {
    const [left, right] = [textOf(was), textOf(now)];
    if (left !== right) {
      found.push({ path: path.join("."), kind: kindOf(was, now), was: left, now: right });
    }
    return;
  }
  for (const key of [...new Set([...before.keys(), ...after.keys()])].sort()) {
    const place = [...path, key];
    if (found.length >= MAX_VALUE_CHANGES) return;
    if (!before.has(key)) {
      const text = textOf(after.get(key));
      found.push({ path: place.join("."), kind: "new", was: null, now: text });
    } else if (!after.has(key)) {
      const text = textOf(before.get(key));
      found.push({ path: place.join("."), kind: "gone", was: text, now: null });
    } else compare(place, before.get(key), after.get(key), found);
  }
}

const isList = (value: unknown): boolean => Array.isArray(value);

/** The fields of an object and the rows of a list; undefined for what has no parts. */
function partsOf(value: unknown): Map<string, unknown> | undefined {
  if (Array.isArray(value)) return rowsOf(value);
  const isObject = typeof value === "object" && value !== null;
  if (!isObject || value instanceof Date || value instanceof Uint8Array) return undefined;
  return new Map(Object.entries(value));
}

function rowsOf(rows: readonly unknown[]): Map<string, unknown> {
  for (const key of rowKeys) {
    const names = rows.map((row) => nameOf(row, key));
    const isNaming = !names.includes(undefined) && new Set(names).size === rows.length;
    if (isNaming) return new Map(rows.map((row, index) => [names[index] ?? "", row]));
  }
  return new Map(rows.map((row, index) => [String(index + 1), row]));
}

function nameOf(row: unknown, key: string): string | undefined {
  if (typeof row !== "object" || row === null || !Object.hasOwn(row, key)) return undefined;
  const name = (row as Record<string, unknown>)[key];
  return ["string", "number", "bigint"].includes(typeof name) ? String(name) : undefined;
}

const isNumber = (value: unknown): value is number | bigint =>
  typeof value === "number" || typeof value === "bigint";

function kindOf(was: unknown, now: unknown): ValueChange["kind"] {
  if (!isNumber(was) || !isNumber(now)) return "changed";
  return now > was ? "grown" : "shrunk";
}

function textOf(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  const text = typeof value === "string" ? value : (printExactJson(value) ?? "");
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
}
