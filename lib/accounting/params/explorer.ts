import { asAppError } from "@/lib/platform/errors";
import { PAGE_SIZES, type PageSize } from "@/lib/platform/table-params";
import {
  type Comparison,
  comparisons,
  type RecordQuery,
  type SortColumn,
  sortColumns,
} from "../model";
import { parseInstant } from "../schema/instant";
import { parseRecordQuery } from "./record-query";

/**
 * The address of the record explorer: word for word the query of `GET /records`, with `after` and
 * `size` beside it, which only say which page of the answer is looked at.
 */

/** What a condition may ask of. */
export const conditionFields = [
  "record_id",
  "start_time",
  "stop_time",
  "runtime",
  "meta",
  "component",
] as const;
export type ConditionField = (typeof conditionFields)[number];

export type ConditionOperator = Comparison | "is" | "c" | "dnc";

/** Operators that each field knows, in the grammar's own words; `is` is written as nothing. */
export const fieldOperators: Record<ConditionField, readonly ConditionOperator[]> = {
  record_id: ["is"],
  start_time: comparisons,
  stop_time: comparisons,
  runtime: comparisons,
  meta: ["c", "dnc"],
  component: comparisons,
};

/** Fields that need a name: the meta key, the component. */
export const namedFields: readonly ConditionField[] = ["meta", "component"];

/** One line of the form. */
export interface Condition {
  field: ConditionField;
  /** Meta key or component; empty for the other fields. */
  name: string;
  operator: ConditionOperator;
  value: string;
}

/** The whole query as form controls show it. */
export interface QueryForm {
  conditions: readonly Condition[];
  sort: { column: SortColumn; isDescending: boolean } | null;
  /** As it was written. */
  limit: string;
}

/** Where a page starts: behind this record. */
export interface RecordCursor {
  /** Records on the pages before. */
  shownCount: number;
  /** Internal number of the last record, decimal digits. */
  id: string;
  /** What the order looks at: RFC 3339, digits or a record id; null where it has none. */
  value: string | null;
}

/** All that the address says. */
export interface Explorer {
  form: QueryForm;
  /** The query in the form in which clients send it. */
  text: string;
  /** Null where the query is not valid. */
  query: RecordQuery | null;
  /** What the protocol says is wrong, or null. */
  problem: string | null;
  after: RecordCursor | null;
  size: PageSize;
}

export type SearchRecord = Record<string, string | string[] | undefined>;

/** Parameters that are no part of the query. */
const ownParameters: readonly string[] = ["after", "size"];

const DEFAULT_SIZE: PageSize = 50;

/** Conditions that a form shows; nobody reads more, and the address has its own limit. */
const MAX_CONDITIONS = 100;

/** What people look for first: the newest. */
export const NEWEST_FIRST = "sort_by[desc]=start_time";

/** Address of the explorer with this query. */
export const explorerPath = (text: string): string =>
  text === "" ? "/accounting/records" : `/accounting/records?${text}`;

/** Reads an address; what is wrong with the query is told, what is wrong with the page ignored. */
export function readExplorer(search: SearchRecord): Explorer {
  const pairs = pairsOf(search).filter(([key]) => !ownParameters.includes(key));
  const form = readForm(pairs);
  const base = { form, text: printQuery(form), size: readSize(search.size) };
  try {
    const query = parseRecordQuery(pairs.map(([key, value]) => printPair(key, value)).join("&"));
    return { ...base, query, problem: null, after: readCursor(search.after, query) };
  } catch (error) {
    const known = asAppError(error);
    if (known?.code !== "invalid_input") throw error;
    return { ...base, query: null, problem: known.message, after: null };
  }
}

function pairsOf(search: SearchRecord): [key: string, value: string][] {
  return Object.entries(search).flatMap(([key, value = ""]) =>
    [value].flat().map((one): [string, string] => [key, one]),
  );
}

const plainKey = /^(start_time|stop_time|runtime)\[(gt|lt|gte|lte|equals)\]$/;
const componentKey = /^component\[(.*)\]\[(gt|lt|gte|lte|equals)\]$/s;
const metaKey = /^meta\[(.*)\]\[(c|dnc)\](?:\[\d*\])?$/s;

/** What the form can show of the query; the grammar itself judges the rest. */
function readForm(pairs: readonly (readonly [string, string])[]): QueryForm {
  const form = { conditions: [] as Condition[], sort: null as QueryForm["sort"], limit: "" };
  for (const [key, value] of pairs) {
    const condition = readCondition(key, value);
    if (condition && value !== "") form.conditions.push(condition);
    if (key === "limit") form.limit = value;
    const direction = /^sort_by\[(asc|desc)\]$/.exec(key)?.[1];
    const column = sortColumns.find((known) => known === value);
    // Both directions: ascending wins.
    if (direction && column && !(form.sort && direction === "desc")) {
      form.sort = { column, isDescending: direction === "desc" };
    }
  }
  return { ...form, conditions: form.conditions.slice(0, MAX_CONDITIONS) };
}

function readCondition(key: string, value: string): Condition | undefined {
  if (key === "record_id") return { field: "record_id", name: "", operator: "is", value };
  const [, plain, comparison] = plainKey.exec(key) ?? [];
  if (plain) return toCondition(plain, "", comparison, value);
  const [, component, amount] = componentKey.exec(key) ?? [];
  if (component !== undefined) return toCondition("component", component, amount, value);
  const [, word, operator] = metaKey.exec(key) ?? [];
  return word === undefined ? undefined : toCondition("meta", word, operator, value);
}

function toCondition(field: string, name: string, operator = "", value = ""): Condition {
  return {
    field: field as ConditionField,
    name,
    operator: operator as ConditionOperator,
    value,
  };
}

/** A key or value as clients encode it: a blank as `+`, all but `A-Za-z0-9*-._` in percent form. */
function encode(text: string): string {
  return new URLSearchParams([["", text]]).toString().slice(1);
}

function printPair(key: string, value: string): string {
  return `${encode(key)}=${encode(value)}`;
}

/**
 * The query as pyauditor's QueryBuilder writes it: its order of fields and operators, brackets as
 * they are, values encoded. Conditions without a value are left out.
 */
export function printQuery({ conditions, sort, limit }: QueryForm): string {
  const given = conditions.filter(({ value }) => value !== "");
  const parts = conditionFields.flatMap((field) => {
    const own = given.filter((condition) => condition.field === field);
    return printField(field, own);
  });
  if (sort) parts.push(`sort_by[${sort.isDescending ? "desc" : "asc"}]=${sort.column}`);
  if (limit !== "") parts.push(`limit=${encode(limit)}`);
  return parts.join("&");
}

function printField(field: ConditionField, conditions: readonly Condition[]): string[] {
  if (field === "record_id") return conditions.map(({ value }) => `record_id=${encode(value)}`);
  const counts = new Map<string, number>();
  const names = [...new Set(conditions.map(({ name }) => name))];
  const inOrder = names.flatMap((name) =>
    fieldOperators[field].flatMap((operator) =>
      conditions.filter((one) => one.name === name && one.operator === operator),
    ),
  );
  return inOrder.map(({ name, operator, value }) => {
    const part = namedFields.includes(field) ? `[${encode(name)}][${operator}]` : `[${operator}]`;
    if (field !== "meta") return `${field}${part}=${encode(value)}`;
    const index = counts.get(part) ?? 0;
    counts.set(part, index + 1);
    return `${field}${part}[${index}]=${encode(value)}`;
  });
}

function readSize(text: string | string[] | undefined): PageSize {
  return PAGE_SIZES.find((size) => String(size) === text) ?? DEFAULT_SIZE;
}

const cursorForm = /^(\d{1,9})\.([1-9]\d{0,18})\.(.*)$/s;
const MAX_ID = 2n ** 63n - 1n;

function readCursor(
  text: string | string[] | undefined,
  { sort }: RecordQuery,
): RecordCursor | null {
  const [, shown, id, value] = cursorForm.exec(typeof text === "string" ? text : "") ?? [];
  if (id === undefined || value === undefined || BigInt(id) > MAX_ID) return null;
  if (!isOrderValue(sort.column, value)) return null;
  return { shownCount: Number(shown), id, value: value === "" ? null : value };
}

/** Whether PostgreSQL can read the value of a cursor. */
function isOrderValue(column: SortColumn, value: string): boolean {
  if (column === "record_id") return value !== "" && !value.includes("\0");
  if (value === "") return column !== "start_time";
  if (column === "runtime") return /^-?\d{1,18}$/.test(value);
  try {
    return parseInstant(value) !== "";
  } catch {
    return false;
  }
}

/** The address of another page of the same query; without a cursor of the first one. */
export function pagePath(
  { text, size }: Pick<Explorer, "text" | "size">,
  after: RecordCursor | null,
): string {
  const own = [
    ...(after === null
      ? []
      : [`after=${encode(`${after.shownCount}.${after.id}.${after.value ?? ""}`)}`]),
    ...(size === DEFAULT_SIZE ? [] : [`size=${size}`]),
  ];
  return explorerPath([text, ...own].filter((part) => part !== "").join("&"));
}

const day = /^\d{4}-\d{2}-\d{2}$/;
const withoutOffset = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(:\d{2}(?:\.\d+)?)?$/;

const isTime = (field: ConditionField) => field === "start_time" || field === "stop_time";

/** The value as the grammar wants it: a day or a time without an offset is meant in UTC. */
export function completeValue({ field, value }: Condition): string {
  const text = field === "meta" || field === "record_id" ? value : value.trim();
  if (!isTime(field)) return text;
  if (day.test(text)) return `${text}T00:00:00Z`;
  return text.replace(
    withoutOffset,
    (_, date, minute, rest) => `${date}T${minute}${rest ?? ":00"}Z`,
  );
}

/** What is wrong with a condition, in words for people; undefined where nothing is. */
export function conditionProblem(condition: Condition): string | undefined {
  const { field, name } = condition;
  const value = completeValue(condition);
  if (namedFields.includes(field) && name === "") {
    return field === "meta" ? "Name the meta key." : "Name the component.";
  }
  if (value === "") return "Give a value, or remove the condition.";
  try {
    parseRecordQuery(printQuery({ conditions: [{ ...condition, value }], sort: null, limit: "" }));
    return undefined;
  } catch {
    if (isTime(field)) return "Write a time such as 2026-03-01T09:15:00Z, or a day.";
    if (field === "meta" || field === "record_id") return "Write up to 256 characters.";
    return "Write a whole number, 0 or more.";
  }
}
