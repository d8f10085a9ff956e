import { AppError } from "@/lib/platform/errors";
import {
  type Comparison,
  comparisons,
  isName,
  MAX_AMOUNT,
  type Range,
  type RecordQuery,
  type SortColumn,
  sortColumns,
} from "../model";
import { parseInstant } from "../schema/instant";

/**
 * The query of `GET /records`: its whole grammar, and the protocol's words for what is wrong.
 *
 * Keys are read by position and after decoding, `component[comp 1[x]][equals]` as the component
 * `comp 1[x]`: whether a bracket was encoded can no longer be told when a request reaches us.
 */

const fields = [
  "record_id",
  "start_time",
  "stop_time",
  "runtime",
  "meta",
  "component",
  "sort_by",
  "limit",
] as const;
type Field = (typeof fields)[number];

const NOTHING = /^$/;
const ONE = /^\[([^\][]*)\]$/;
const NAME = /^\[(.*)\]$/s;
const NAME_THEN_ONE = /^\[(.*)\]\[([^\][]*)\]$/s;
const NAME_THEN_TWO = /^\[(.*)\]\[([^\][]*)\]\[([^\][]*)\]$/s;

/** Characters of a bad text that the answer repeats. */
const MAX_SHOWN_LENGTH = 300;

interface Draft {
  recordId: string | null;
  startAt: Range<string>;
  stopAt: Range<string>;
  runtimeSeconds: Range<bigint>;
  meta: Map<string, { contains: string[]; lacks: string[] }>;
  components: Map<string, Range<bigint>>;
  sort: { asc?: SortColumn; desc?: SortColumn };
  limit: bigint | null;
}

/** Reads what stands behind the `?`. Throws `invalid_input` (400). */
export function parseRecordQuery(search: string): RecordQuery {
  const draft: Draft = {
    recordId: null,
    startAt: {},
    stopAt: {},
    runtimeSeconds: {},
    meta: new Map(),
    components: new Map(),
    sort: {},
    limit: null,
  };
  const seen = new Set<string>();
  for (const pair of search.split("&")) if (pair !== "") readPair(draft, seen, pair);
  const { meta, components, sort, ...plain } = draft;
  return {
    ...plain,
    meta: [...meta].map(([key, condition]) => ({ key, ...condition })),
    components: [...components].map(([name, amount]) => ({ name, amount })),
    // Both directions: ascending wins.
    sort: { column: sort.asc ?? sort.desc ?? "stop_time", isDescending: !sort.asc && !!sort.desc },
  };
}

function fail(message: string): never {
  throw new AppError("invalid_input", message);
}

function oneOf(names: readonly string[]): string {
  return `expected one of ${names.map((name) => `\`${name}\``).join(", ")}`;
}

const shown = (text: string) => text.slice(0, MAX_SHOWN_LENGTH);

function readPair(draft: Draft, seen: Set<string>, pair: string): void {
  const split = pair.indexOf("=");
  const key = decode(split < 0 ? pair : pair.slice(0, split));
  const value = decode(split < 0 ? "" : pair.slice(split + 1));
  const [head = ""] = key.split("[", 1);
  const field = fields.find((known) => known === head);
  if (!field) fail(`unknown field \`${shown(head)}\`, ${oneOf(fields)}`);
  const path = key.slice(head.length);
  const isListItem = field === "meta" && path.endsWith("[]");
  if (seen.has(key) && !isListItem) fail("Multiple values for one key");
  seen.add(key);
  readers[field](draft, path, value);
}

/** `+` is a blank; what is no percent-encoding stays as it is. Throws where it is not UTF-8. */
function decode(text: string): string {
  return text.replaceAll("+", " ").replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
    const codes = run.slice(1).split("%");
    const bytes = Uint8Array.from(codes, (code) => Number.parseInt(code, 16));
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      return fail("invalid utf-8 sequence");
    }
  });
}

type Reader = (draft: Draft, path: string, value: string) => void;

const readers: Record<Field, Reader> = {
  record_id: (draft, path, value) => {
    if (isGiven(path, NOTHING, value)) draft.recordId = readName(value);
  },
  limit: (draft, path, value) => {
    if (isGiven(path, NOTHING, value)) draft.limit = readNumber(value);
  },
  start_time: (draft, path, value) => readInstantBound(draft.startAt, path, value),
  stop_time: (draft, path, value) => readInstantBound(draft.stopAt, path, value),
  runtime: (draft, path, value) => {
    const [comparison] = readPath(path, ONE, value);
    if (comparison !== undefined) readBound(draft.runtimeSeconds, comparison, value);
  },
  component: (draft, path, value) => {
    const [name, comparison] = readPath(path, NAME_THEN_ONE, value);
    if (name === undefined || comparison === undefined) return;
    const amount = draft.components.get(requireText(name)) ?? {};
    if (readBound(amount, comparison, value)) draft.components.set(name, amount);
  },
  meta: readMeta,
  sort_by: (draft, path, value) => {
    if (path === "" && value === "") return;
    const direction = ONE.exec(path)?.[1] ?? (path === "" ? value : path);
    if (direction !== "asc" && direction !== "desc") {
      fail(`unknown variant \`${shown(direction)}\`, expected \`asc\` or \`desc\``);
    }
    if (value === "") return;
    const column = sortColumns.find((known) => known === value);
    if (!column) fail(`unknown variant \`${shown(value)}\`, ${oneOf(sortColumns)}`);
    draft.sort[direction] = column;
  },
};

/** Whether there is a value; throws for a path of another form. */
function isGiven(path: string, form: RegExp, value: string): boolean {
  if (form.test(path)) return value !== "";
  return fail(`invalid type: map, expected a value for \`${shown(path)}\``);
}

/** The parts of a path, none where nothing is given; throws for a path of another form. */
function readPath(path: string, form: RegExp, value: string): string[] {
  const match = form.exec(path);
  if (match) return match.slice(1);
  if (value === "" && (path === "" || NAME.test(path))) return [];
  return fail(`could not convert Flat("${shown(value)}") to QsDeserializer`);
}

function readComparison(text: string): Comparison {
  const comparison = comparisons.find((known) => known === text);
  return comparison ?? fail(`unknown field \`${shown(text)}\`, ${oneOf(comparisons)}`);
}

function readInstantBound(range: Range<string>, path: string, value: string): void {
  const [text] = readPath(path, ONE, value);
  if (text === undefined) return;
  const comparison = readComparison(text);
  if (value === "") return;
  const instant = parseInstant(value);
  // The protocol reads an equal instant and makes nothing of it.
  if (comparison !== "equals") range[comparison] = instant;
}

function readBound(range: Range<bigint>, text: string, value: string): boolean {
  const comparison = readComparison(text);
  if (value === "") return false;
  range[comparison] = readNumber(value);
  return true;
}

function readMeta(draft: Draft, path: string, value: string): void {
  if (path === "" && value === "") return;
  const [, listKey, listOperator, index] = NAME_THEN_TWO.exec(path) ?? [];
  const isList = index !== undefined && /^\d*$/.test(index);
  // Clients before 0.10 send one value without an index.
  const [single, singleOperator] = isList ? [] : readPath(path, NAME_THEN_ONE, value);
  const key = isList ? listKey : single;
  const operator = isList ? listOperator : singleOperator;
  if (key === undefined) return;
  if (!isList && key.includes("][")) fail("invalid digit found in string");
  if (operator !== "c" && operator !== "dnc") return;
  if (!isList && value === "") return;
  const condition = draft.meta.get(requireText(key)) ?? { contains: [], lacks: [] };
  (operator === "c" ? condition.contains : condition.lacks).push(readName(value));
  draft.meta.set(key, condition);
}

/** Any text but one that PostgreSQL cannot hold. */
function requireText(text: string): string {
  return text.includes("\0") ? fail(`Parsing '${shown(text)}' failed`) : text;
}

function readName(text: string): string {
  return isName(text) ? text : fail(`Parsing '${shown(text)}' failed`);
}

function readNumber(text: string): bigint {
  if (!/^[+-]?\d+$/.test(text)) fail("invalid digit found in string");
  const number = BigInt(text.replace(/^\+/, ""));
  if (number > MAX_AMOUNT) fail("number too large to fit in target type");
  if (number < -MAX_AMOUNT - 1n) fail("number too small to fit in target type");
  return number < 0n ? fail(`Parsing '${text}' failed.`) : number;
}
