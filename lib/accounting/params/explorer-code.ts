import type { Comparison } from "../model";
import { parseInstant } from "../schema/instant";
import type { Condition, QueryForm } from "./explorer";

/** A query of the explorer as other people run it: a call of the API, a Python program. */

/** Above this, pyauditor's `set_count` fails: it holds one byte. */
const MAX_COUNT = 255n;

/** The first and last year that Python's datetime knows have four digits. */
const pythonInstant = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):([0-5]\d)(?:\.(\d{1,6}))?\+00$/;

/** The call of `GET /records`; credentials are left for the reader to fill in. */
export function toCurl(origin: string, text: string): string {
  const url = `${origin}/records${text === "" ? "" : `?${text}`}`;
  // -g: brackets are part of the address and no pattern.
  return `curl -g -u 'USER:PASSWORD' '${url.replaceAll("'", "%27")}'`;
}

/** The same query with the calls of pyauditor 0.10 and later. */
export function toPyauditor(origin: string, form: QueryForm): string {
  const calls = [...recordId(form), ...ranges(form), ...meta(form), ...components(form)];
  const { sort, limit } = form;
  if (sort)
    calls.push(
      `.sort_by(SortBy().${sort.isDescending ? "de" : "a"}scending(${quote(sort.column)}))`,
    );
  if (/^\d+$/.test(limit)) calls.push(`.limit(${BigInt(limit)})`);
  const builder = ["QueryBuilder()", ...calls].map((call) => `    ${call}`).join("\n");
  const body = `query = (\n${builder}\n    .build()\n)`;
  return [
    ...(body.includes("datetime(") ? ["from datetime import datetime, timezone", ""] : []),
    `from pyauditor import ${["AuditorClientBuilder", ...namesIn(body)].join(", ")}`,
    "",
    "client = (",
    "    AuditorClientBuilder()",
    `    .connection_string(${quote(withPlaceholders(origin))})`,
    "    .build_blocking()",
    ")",
    body,
    "for record in client.advanced_query(query):",
    "    print(record.to_json())",
    "",
  ].join("\n");
}

const builders = [
  "ComponentQuery",
  "MetaOperator",
  "MetaQuery",
  "Operator",
  "QueryBuilder",
  "SortBy",
  "Value",
];

function namesIn(body: string): string[] {
  return builders.filter((name) => new RegExp(`\\b${name}\\b`).test(body));
}

function withPlaceholders(origin: string): string {
  return origin.replace("://", "://USER:PASSWORD@");
}

// JSON's escapes are a part of Python's.
const quote = (text: string) => JSON.stringify(text);

const of = ({ conditions }: QueryForm, field: Condition["field"]) =>
  conditions.filter((condition) => condition.field === field && condition.value !== "");

function recordId(form: QueryForm): string[] {
  return of(form, "record_id").map(({ value }) => `.with_record_id(${quote(value)})`);
}

function ranges(form: QueryForm): string[] {
  return (["start_time", "stop_time", "runtime"] as const).flatMap((field) => {
    const value = field === "runtime" ? runtimeValue : instantValue;
    const bounds = of(form, field);
    return bounds.length === 0 ? [] : [`.with_${field}(${operatorOf(bounds, value)})`];
  });
}

function meta(form: QueryForm): string[] {
  const operators = byName(of(form, "meta")).map(([name, all]) => {
    const list = (operator: Condition["operator"]) => {
      const values = all.filter((one) => one.operator === operator).map((one) => quote(one.value));
      return values.length === 0 ? undefined : `[${values.join(", ")}]`;
    };
    const [contains, lacks] = [list("c"), list("dnc")];
    const calls = [
      ...(contains ? [`.contains(${contains})`] : []),
      ...(lacks ? [`.does_not_contain(${lacks})`] : []),
    ];
    return `.meta_operator(${quote(name)}, MetaOperator()${calls.join("")})`;
  });
  return operators.length === 0 ? [] : [`.with_meta_query(MetaQuery()${operators.join("")})`];
}

function components(form: QueryForm): string[] {
  const operators = byName(of(form, "component")).map(
    ([name, all]) => `.component_operator(${quote(name)}, ${operatorOf(all, amountValue)})`,
  );
  if (operators.length === 0) return [];
  return [`.with_component_query(ComponentQuery()${operators.join("")})`];
}

function byName(conditions: readonly Condition[]): [string, Condition[]][] {
  const names = [...new Set(conditions.map(({ name }) => name))];
  return names.map((name) => [name, conditions.filter((one) => one.name === name)]);
}

function operatorOf(conditions: readonly Condition[], value: (text: string) => string): string {
  const calls = conditions.map((one) => `.${one.operator as Comparison}(${value(one.value)})`);
  return `Operator()${calls.join("")}`;
}

// A datetime has to be in UTC exactly; parseInstant has checked the text before.
function instantValue(text: string): string {
  const parts = pythonInstant.exec(parseInstant(text))?.slice(1);
  if (!parts) return `Value.set_datetime(${quote(text)})`;
  const [fraction] = parts.splice(6, 1);
  const numbers = parts.map(Number);
  const micros = Number((fraction ?? "").padEnd(6, "0"));
  const all = micros === 0 ? numbers : [...numbers, micros];
  return `Value.set_datetime(datetime(${all.join(", ")}, tzinfo=timezone.utc))`;
}

const runtimeValue = (text: string) => `Value.set_runtime(${BigInt(text)})`;

function amountValue(text: string): string {
  const amount = BigInt(text);
  return amount > MAX_COUNT ? `Value.set_runtime(${amount})` : `Value.set_count(${amount})`;
}
