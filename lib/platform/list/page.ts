import "server-only";
import { z } from "zod";
import { ask, Prisma } from "../db";
import { pageWindow, readSort, type SortValue } from "../table-params";
import { isSet } from "./address";
import type { Column, Kind } from "./column";
import {
  type AnyList,
  type AnyRows,
  type Columns,
  type Filters,
  type List,
  type ListCall,
  noFilters,
  type RowOf,
  type Totals,
  type TotalsOf,
} from "./declare";
import { searchParts } from "./filter";

/** What narrows and orders a page of a list, beside its filters. */
export interface ListQuery {
  q?: string;
  sort?: string;
  page: number;
  size: number;
  /** What else narrows it, on a page that is about one thing. */
  within?: Prisma.Sql;
}

export interface ListPage<Row, Sums> {
  rows: Row[];
  rowCount: number;
  totals: Sums;
}

// A filter that a caller does not name narrows nothing.
const callOf = <V>(list: AnyList<V>, viewer: V, params: Record<string, unknown>): ListCall<V> => ({
  viewer,
  given: { ...noFilters(list), ...params },
  sort: typeof params.sort === "string" ? params.sort : list.sort,
});

/** The tables of a list, for statements beside it that count or draw the same rows. */
export function listTables<V>(
  list: AnyList<V>,
  viewer: V,
  params: Record<string, unknown>,
): Prisma.Sql {
  return tablesOf(list.from, callOf(list, viewer, params));
}

type Tables<V> = Prisma.Sql | ((call: ListCall<V>) => Prisma.Sql);

const tablesOf = <V>(tables: Tables<V>, call: ListCall<V>): Prisma.Sql =>
  typeof tables === "function" ? tables(call) : tables;

/** Scope first, then the filters that are set, then the search. Throws `forbidden`. */
export function listWhere<V>(
  list: AnyList<V>,
  viewer: V,
  params: Record<string, unknown>,
): Prisma.Sql {
  const hidden = new Set<string>(list.hides?.(viewer));
  const parts = [list.scope(viewer, callOf(list, viewer, params))];
  for (const [key, filter] of Object.entries(list.filters as Filters)) {
    const value = params[key];
    if (hidden.has(key) || !isSet(value)) continue;
    const part = filter.where(value, params, viewer);
    if (part) parts.push(part);
  }
  const { search } = list;
  if (search && typeof params.q === "string") {
    const { q } = params;
    parts.push(
      ...("where" in search
        ? search.where(q, viewer)
        : searchParts(q, search.places, search.whole)),
    );
  }
  return Prisma.join(parts, " and ");
}

const directions = { true: Prisma.sql`desc`, false: Prisma.sql`asc` };

/** One step of an order; after the step that says whether it is missing, it may be. */
export interface OrderTerm {
  sql: Prisma.Sql;
  isDesc: boolean;
}

interface Order {
  sql: Prisma.Sql;
  isDesc: boolean;
  /** Whether no row lacks it. */
  isNever: boolean;
}

/** The column that a list is ordered by, or the one of its declaration. */
function orderOf(list: AnyList, sort: string, hidden: ReadonlySet<string>): Order {
  const columns = list.columns as Columns;
  const wished = readSort(sort as SortValue<string>);
  const isKnown = columns[wished.id]?.order !== undefined && !hidden.has(wished.id);
  const { id, isDesc } = isKnown ? wished : readSort(list.sort as SortValue<string>);
  const { order = Prisma.sql`1`, sql, kind } = columns[id] ?? {};
  const isNever = order === sql && kind?.shape.safeParse(null).success === false;
  return { sql: order, isDesc, isNever };
}

/** The same order step by step, for whoever looks for the rows beside one. */
export function listTerms<V>(list: AnyList<V>, viewer: V, sort: string): OrderTerm[] {
  const { sql, isDesc, isNever } = orderOf(list, sort, new Set(list.hides?.(viewer)));
  if (isNever) return [{ sql, isDesc }];
  return [
    { sql: Prisma.sql`(${sql}) is null`, isDesc: false },
    { sql: Prisma.sql`(${sql})`, isDesc },
  ];
}

/** `order by` of a list, rows without a value last either way, then by what makes rows unique. */
export function listOrder(list: AnyList, sort: string, hidden: ReadonlySet<string> = new Set()) {
  const { sql, isDesc, isNever } = orderOf(list, sort, hidden);
  // PERF: an index that is read backwards has its missing values first, so nothing is said of them
  // where there are none.
  const nulls = isNever ? Prisma.empty : Prisma.sql`nulls last`;
  return Prisma.sql`order by ${sql} ${directions[`${isDesc}`]} ${nulls}, ${list.unique}`;
}

const quoted = (id: string): Prisma.Sql => Prisma.raw(`"${id}"`);

type Value = Column & { kind: Kind<unknown>; sql: Prisma.Sql };

/** The values of a row, by id: of the screen and beside it. */
function rowColumns(columns: Columns): [id: string, column: Value][] {
  return Object.entries(columns).filter(
    (entry): entry is [string, Value] =>
      entry[1].at !== "file" && entry[1].kind !== undefined && entry[1].sql !== undefined,
  );
}

/** The columns of a row, as after `select`; what the reader must not see is null. */
export function listColumns(list: AnyRows, hidden: ReadonlySet<string> = new Set()): Prisma.Sql {
  const values = rowColumns(list.columns as Columns).map(([id, { kind, sql }]) =>
    hidden.has(id)
      ? Prisma.sql`null as ${quoted(id)}`
      : Prisma.sql`${kind.toRow(sql)} as ${quoted(id)}`,
  );
  return Prisma.join([Prisma.sql`(${list.key})::text as id`, ...values]);
}

/** The shape of a row of {@link listColumns}, before it is decoded. */
export function rowShape<V>(list: AnyList<V>, viewer: V): z.ZodType<Record<string, unknown>> {
  return columnsShape(list, new Set(list.hides?.(viewer)));
}

/** The same without a reader, of rows of which nothing is hidden. */
export function columnsShape(
  rows: AnyRows,
  hidden: ReadonlySet<string> = new Set(),
): z.ZodType<Record<string, unknown>> {
  const values = rowColumns(rows.columns as Columns).map(([id, { kind }]): [string, z.ZodType] => [
    id,
    hidden.has(id) ? z.null() : shapeOf(kind),
  ]);
  return z.object({ id: z.string(), ...Object.fromEntries(values) });
}

/** Facts that several statements ask for: their columns with the key as `id`. */
export function factColumns(facts: Columns, key: Prisma.Sql): Prisma.Sql {
  const values = rowColumns(facts).map(
    ([id, { kind, sql }]) => Prisma.sql`${kind.toRow(sql)} as ${quoted(id)}`,
  );
  return Prisma.join([Prisma.sql`(${key})::text as id`, ...values]);
}

type FactShapes<C extends Columns> = { id: z.ZodString } & {
  [Id in keyof C]: C[Id] extends Column<infer Value> ? z.ZodType<Value> : never;
};

/** The shape of a row of {@link factColumns}. */
export function factShape<C extends Columns>(facts: C) {
  const values = rowColumns(facts).map(([id, { kind }]) => [id, shapeOf(kind)] as const);
  const shapes = { id: z.string(), ...Object.fromEntries(values) };
  return z.object(shapes as unknown as FactShapes<C>);
}

// What arrives is checked before it is decoded.
function shapeOf({ shape, decode }: Kind<unknown>): z.ZodType {
  if (!decode) return shape;
  return shape.safeParse(null).success ? z.string().nullable() : z.string();
}

/** Rows as they arrive with the values that need it decoded. */
export function decodeRows<L extends AnyRows>(
  list: L,
  rows: Record<string, unknown>[],
): RowOf<L>[] {
  const coded = rowColumns(list.columns as Columns).filter(([, { kind }]) => kind.decode);
  for (const row of coded.length === 0 ? [] : rows) {
    for (const [id, { kind }] of coded) {
      const raw = row[id];
      if (typeof raw === "string") row[id] = kind.decode?.(raw);
    }
  }
  return rows as RowOf<L>[];
}

/**
 * One page of a list, with the number of all its rows and what they come to: two statements,
 * whatever the page holds. Throws `forbidden`.
 */
export async function listPage<V, C extends Columns, F extends Filters, T extends Totals>(
  list: List<V, C, F, T>,
  viewer: V,
  params: ListQuery & NoInfer<Partial<Record<keyof F, unknown>>>,
): Promise<ListPage<RowOf<List<V, C, F, T>>, TotalsOf<T>>> {
  const hidden = new Set<string>(list.hides?.(viewer));
  const values = params as Record<string, unknown> & ListQuery;
  const call = callOf(list, viewer, values);
  const tables = listTables(list, viewer, values);
  const own = listWhere(list, viewer, values);
  const where = params.within ? Prisma.sql`${own} and ${params.within}` : own;
  const order = listOrder(list, params.sort ?? list.sort, hidden);
  const { limit, offset } = pageWindow(params);
  const window = Prisma.sql`${order} limit ${limit} offset ${offset}`;
  const [rows, totals] = await Promise.all([
    ask(rowShape(list, viewer))`${pageSql(list, { call, tables, where, window, order, hidden })}`,
    sumList(list, tables, where),
  ]);
  const { rowCount, ...sums } = totals;
  return { rows: decodeRows(list, rows), rowCount, totals: sums as TotalsOf<T> };
}

interface Pieces {
  call: ListCall<unknown>;
  tables: Prisma.Sql;
  where: Prisma.Sql;
  window: Prisma.Sql;
  order: Prisma.Sql;
  hidden: ReadonlySet<string>;
}

function pageSql(list: AnyList, pieces: Pieces): Prisma.Sql {
  const { call, tables, where, window, order, hidden } = pieces;
  const columns = listColumns(list, hidden);
  if (!list.keyed) return Prisma.sql`select ${columns} from ${tables} where ${where} ${window}`;
  const keys = Object.entries(list.keyed.keys).map(
    ([name, sql]) => Prisma.sql`${sql} as ${quoted(name)}`,
  );
  return Prisma.sql`
    with page as materialized (
      select ${Prisma.join(keys)} from ${tables} where ${where} ${window}
    )
    select ${columns} from page k ${tablesOf(list.keyed.tables, call)} ${order}`;
}

async function sumList(
  list: AnyList,
  tables: Prisma.Sql,
  where: Prisma.Sql,
): Promise<{ rowCount: number } & Record<string, unknown>> {
  const totals = Object.entries((list.totals ?? {}) as Totals);
  const shape = z.object({
    rowCount: z.int(),
    ...Object.fromEntries(totals.map(([id, [kind]]): [string, z.ZodType] => [id, shapeOf(kind)])),
  });
  const sums = totals.map(([id, [kind, sql]]) => Prisma.sql`, ${kind.toRow(sql)} as ${quoted(id)}`);
  const [row] = await ask(shape)`
    select count(*)::int as "rowCount" ${sums.length === 0 ? Prisma.empty : Prisma.join(sums, "")}
    from ${tables} where ${where}`;
  const decoded = totals.map(([id, [kind]]) => {
    const raw = (row as Record<string, unknown> | undefined)?.[id];
    return [id, kind.decode && typeof raw === "string" ? kind.decode(raw) : raw];
  });
  return { rowCount: row?.rowCount ?? 0, ...Object.fromEntries(decoded) };
}
