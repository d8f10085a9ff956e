import { createParser, parseAsStringLiteral, type SingleParserBuilder } from "nuqs/server";
import { readSize } from "../sizes";

/**
 * How the filters of a list stand in an address. Plain data, read by the server and by the filter
 * bar in the browser alike, so that both have the same idea of what an address says.
 */
export type FilterShape =
  /** Letters, digits and `_.@-`, such as an id. */
  | { kind: "word" }
  /** Printable text, as names of volumes, groups and people are. */
  | { kind: "name" }
  /** Several of them; a comma in one is written `%2C`. */
  | { kind: "names"; initial?: readonly string[] }
  | { kind: "choice"; values: readonly string[]; initial?: string }
  /** A size in words such as `1.5 TiB`, kept as it was written. */
  | { kind: "size" }
  /** Days with at most one decimal. */
  | { kind: "days" }
  | { kind: "flag" }
  /** A calendar day, `2026-11-20`. */
  | { kind: "day" };

export type FilterValue = string | number | boolean | string[];

/** Longest name that people can read. UNIT: characters. */
const NAME = /^[^\p{Cc}\p{Surrogate}]{1,200}$/u;
const WORD = /^[\w.@-]{1,64}$/;
/** Names a list may be narrowed to at once. */
const MAX_NAMES = 100;
const MAX_DAYS = 100_000;
/** PostgreSQL's `bigint` ends here. */
const MAX_BYTES = 2n ** 63n - 1n;

const readName = (text: string): string | null => (NAME.test(text.trim()) ? text.trim() : null);

function readNames(text: string): string[] | null {
  const names = text.split(",").map((part) => readName(part.replaceAll("%2C", ",")));
  return [...new Set(names.filter((name) => name !== null))].slice(0, MAX_NAMES);
}

function readDays(text: string): number | null {
  const days = /^\d{1,6}(\.\d)?$/.test(text) ? Number(text) : Number.NaN;
  return days <= MAX_DAYS ? days : null;
}

/** `2026-11-20` of a day that is written with or without its dashes. */
function readDay(text: string): string | null {
  const match = /^(\d{4})-?(\d{2})-?(\d{2})$/.exec(text);
  if (!match) return null;
  const day = match.slice(1).join("-");
  const at = new Date(`${day}T00:00:00Z`);
  // The engine turns the 31st of June into the 1st of July.
  return Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== day ? null : day;
}

function readSizeText(text: string): string | null {
  const bytes = readSize(text);
  return bytes === undefined || bytes > MAX_BYTES ? null : text.trim();
}

const serialize = String;

/** Printable text, as names of volumes, groups, feeds and people are. */
export const parseName = createParser<string>({ parse: readName, serialize });

/** A row number of the database. */
export const parseId = createParser<number>({
  parse: (text) => (/^[1-9]\d{0,8}$/.test(text) ? Number(text) : null),
  serialize,
});

/** Days with at most one decimal. */
export const parseDays = createParser<number>({ parse: readDays, serialize });

/** A size in words, kept as it was written. */
export const parseSize = createParser<string>({ parse: readSizeText, serialize });

const parseFlag = createParser<boolean>({
  parse: (text) => text === "1" || text === "true",
  serialize: (isOn) => (isOn ? "1" : "0"),
});

/** On or off; off where the address says nothing. */
export const flagParser = parseFlag.withDefault(false);

/** Names as the address has them. */
export const writeNames = (names: readonly string[]): string =>
  names.map((name) => name.replaceAll(",", "%2C")).join(",");

function namesParser(initial: readonly string[] = []) {
  return createParser<string[]>({
    parse: readNames,
    serialize: writeNames,
    eq: (a, b) => a.length === b.length && a.every((name) => b.includes(name)),
  }).withDefault([...initial]);
}

/** The parser of a filter; what an address says wrongly gives the default, null where there is none. */
export function parserOf(shape: FilterShape): SingleParserBuilder<FilterValue> {
  return bareParserOf(shape) as unknown as SingleParserBuilder<FilterValue>;
}

function bareParserOf(shape: FilterShape) {
  switch (shape.kind) {
    case "word":
      return createParser({ parse: (text) => (WORD.test(text) ? text : null), serialize });
    case "name":
      return parseName;
    case "names":
      return namesParser(shape.initial);
    case "choice": {
      const parser = parseAsStringLiteral(shape.values);
      return shape.initial === undefined ? parser : parser.withDefault(shape.initial);
    }
    case "size":
      return parseSize;
    case "days":
      return parseDays;
    case "flag":
      return flagParser;
    case "day":
      return createParser({ parse: readDay, serialize });
  }
}

/** What a filter expects, for whoever wrote something else. */
export const expected: Readonly<Record<FilterShape["kind"], string>> = {
  word: "must be letters, digits and _ . @ - only, at most 64.",
  name: "must be printable text of at most 200 characters.",
  names: "must be names with commas between them, at most 100.",
  choice: "must be one of",
  size: "must be a size such as 1.5TiB.",
  days: "must be a number of days.",
  flag: "must be 1 or 0.",
  day: "must be a date such as 2026-11-20.",
};

/** What is wrong with the text of a filter; undefined where it can be read whole. */
export function complaint(shape: FilterShape, text: string): string | undefined {
  const words = expected[shape.kind];
  if (shape.kind === "flag") return /^(0|1|true|false)$/.test(text) ? undefined : words;
  if (shape.kind === "names") {
    const parts = text.split(",").map((part) => part.replaceAll("%2C", ","));
    return parts.length <= MAX_NAMES && parts.every((part) => readName(part)) ? undefined : words;
  }
  if (bareParserOf(shape).parse(text) !== null) return undefined;
  return shape.kind === "choice" ? `${words} ${shape.values.join(", ")}.` : words;
}

/** Whether a filter narrows the list: not empty, not off. */
export function isSet(value: unknown): value is FilterValue {
  if (value === null || value === undefined || value === false || value === "") return false;
  return !Array.isArray(value) || value.length > 0;
}
