import "server-only";
import { Prisma } from "@/lib/platform/db";
import { env } from "@/lib/platform/env";
import { printExactJson } from "@/lib/platform/exact-json";
import {
  type Comparison,
  type ComponentCondition,
  comparisons,
  type MetaCondition,
  type Range,
  type RecordQuery,
  type Sites,
  type SortColumn,
} from "../model";

/** A question about records as SQL; everything that was asked is a parameter. */

/** What each sort column of the protocol is in the table. */
export const recordColumns: Record<SortColumn, Prisma.Sql> = {
  start_time: Prisma.sql`start_at`,
  stop_time: Prisma.sql`stop_at`,
  runtime: Prisma.sql`runtime_seconds`,
  record_id: Prisma.sql`record_id`,
};

const operators: Record<Comparison, Prisma.Sql> = {
  gt: Prisma.sql`>`,
  lt: Prisma.sql`<`,
  gte: Prisma.sql`>=`,
  lte: Prisma.sql`<=`,
  equals: Prisma.sql`=`,
};

const pathOperators: Record<Comparison, string> = {
  gt: ">",
  lt: "<",
  gte: ">=",
  lte: "<=",
  equals: "==",
};

// The form that the index of prisma/migrations/*_accounting serves.
const meta = Prisma.sql`(meta::jsonb)`;

/**
 * Selects `line`, the record as the protocol shows it. NULLS LAST ascending, FIRST descending, as
 * PostgreSQL does by itself; the internal id makes the order total, and in the direction in which
 * an index can be read.
 */
export function selectRecords(query: RecordQuery, sites: Sites): Prisma.Sql {
  const { column, isDescending } = query.sort;
  const direction = isDescending ? Prisma.sql`desc` : Prisma.sql`asc`;
  const limit = query.limit === null ? Prisma.empty : Prisma.sql`limit ${query.limit}::bigint`;
  return Prisma.sql`
    select ${recordLine} as line from accounting_records
    where ${Prisma.join([withinSites(sites), ...conditionsOf(query)], " and ")}
    order by ${recordColumns[column]} ${direction}, id ${direction} ${limit}`;
}

/** The records that name one of the sites; all for null. */
export function withinSites(sites: Sites): Prisma.Sql {
  if (sites === null) return Prisma.sql`true`;
  const keys = env().HEADROOM_ACCOUNTING_SITE_KEYS;
  const options = sites.flatMap((site) => keys.map((key) => holds({ [key]: [site] })));
  return options.length === 0 ? Prisma.sql`false` : Prisma.sql`(${Prisma.join(options, " or ")})`;
}

function holds(wanted: Record<string, readonly string[]>): Prisma.Sql {
  return Prisma.sql`${meta} @> ${JSON.stringify(wanted)}::jsonb`;
}

/** What the records have to meet, one part a condition. */
export function conditionsOf(query: RecordQuery): Prisma.Sql[] {
  const { recordId } = query;
  return [
    ...(recordId === null ? [] : [Prisma.sql`record_id = ${recordId}::text`]),
    ...withinRange("start_time", query.startAt, "timestamptz"),
    ...withinRange("stop_time", query.stopAt, "timestamptz"),
    ...withinRange("runtime", query.runtimeSeconds, "bigint"),
    ...query.meta.flatMap(metaConditions),
    ...query.components.map(componentCondition),
  ];
}

function withinRange(
  column: SortColumn,
  range: Range<string | bigint>,
  type: "timestamptz" | "bigint",
): Prisma.Sql[] {
  return comparisons.flatMap((comparison) => {
    const bound = range[comparison];
    if (bound === undefined) return [];
    const cast = type === "bigint" ? Prisma.sql`::bigint` : Prisma.sql`::timestamptz`;
    return [Prisma.sql`${recordColumns[column]} ${operators[comparison]} ${bound}${cast}`];
  });
}

function metaConditions({ key, contains, lacks }: MetaCondition): Prisma.Sql[] {
  const found: Prisma.Sql[] = [];
  // fromEntries defines a key such as __proto__ instead of setting it.
  if (contains.length > 0) found.push(holds(Object.fromEntries([[key, contains]])));
  if (lacks.length > 0) {
    const values = Prisma.sql`${meta} -> ${key}::text`;
    // A record without the key gives null, which is no match: so the protocol has it.
    found.push(Prisma.sql`not (${values} ?| ${[...lacks]}::text[])`);
  }
  return found;
}

// One component has to meet every bound.
function componentCondition({ name, amount }: ComponentCondition): Prisma.Sql {
  const given = comparisons.filter((comparison) => amount[comparison] !== undefined);
  const tests = given.map((comparison) => `@.amount ${pathOperators[comparison]} $${comparison}`);
  const path = `$[*] ? (${["@.name == $name", ...tests].join(" && ")})`;
  const variables = printExactJson({ ...amount, name });
  return Prisma.sql`jsonb_path_exists(components::jsonb, ${path}::jsonpath, ${variables}::jsonb)`;
}

/**
 * An instant as the protocol shows it: no, three or six digits, the fewest that are exact.
 * PERF: to_json is quick but cuts zeros, so it serves whole seconds and what ends in none; its own
 * offset is +00:00, since all our sessions are in UTC.
 */
function instantText(column: string): string {
  const second = `date_trunc('second', ${column})`;
  const utc = `(${column} at time zone 'UTC')`;
  // Years have no zero in PostgreSQL; outside of four digits they carry a sign.
  const bc = `case when extract(year from ${utc}) < 0 then 1 else 0 end`;
  const year = `(extract(year from ${utc})::int + ${bc})`;
  const sign = `case when ${year} between 0 and 9999 then '' when ${year} < 0 then '-' else '+' end`;
  const digits = `lpad(abs(${year})::text, greatest(4, length(abs(${year})::text)), '0')`;
  const fraction = `case when ${second} = ${column} then ''
    when date_trunc('milliseconds', ${column}) = ${column} then to_char(${utc}, '.MS')
    else to_char(${utc}, '.US') end`;
  return `case
    when ${column} >= '0001-01-01Z' and ${column} < '10000-01-01Z' and
      (${second} = ${column} or date_part('microseconds', ${column})::int % 10 <> 0)
    then replace(to_json(${column})::text, '+00:00', 'Z')
    else '"' || ${sign} || ${digits} || to_char(${utc}, '-MM-DD"T"HH24:MI:SS') || ${fraction} || 'Z"'
    end`;
}

/**
 * The record as the protocol shows it: six keys, compact. A backslash of the id becomes \u005c like
 * those of the other texts, which were stored so (schema/json-reader.ts).
 */
export const recordLine = lineOf("");

function lineOf(prefix: string, runtime = `${prefix}runtime_seconds`): Prisma.Sql {
  return Prisma.raw(`'{"record_id":' || replace(to_json(${prefix}record_id)::text, '\\\\', '\\u005c')
  || ',"meta":' || coalesce(${prefix}meta::text, 'null')
  || ',"components":' || ${prefix}components::text
  || ',"start_time":' || ${instantText(`${prefix}start_at`)}
  || ',"stop_time":' || coalesce(${instantText(`${prefix}stop_at`)}, 'null')
  || ',"runtime":' || coalesce(${runtime}::text, 'null') || '}'`);
}

/** The record `r` and its instants as the protocol shows them, where other tables stand beside it. */
export const ownLine = lineOf("r.");
/** What came under a taken id, `c`, in the same words. */
export const conflictLine = lineOf(
  "c.",
  "trunc(extract(epoch from c.stop_at - c.start_at))::bigint",
);
export const ownInstants = {
  start: Prisma.raw(`trim('"' from ${instantText("r.start_at")})`),
  stop: Prisma.raw(`trim('"' from ${instantText("r.stop_at")})`),
};
