import "server-only";
import type { Prisma } from "../db";
import type { PageSize, SortValue } from "../table-params";
import { type TableParams, type TableState, tableParams } from "../table-params";
import type { FilterValue } from "./address";
import type { Column, Kind, Place } from "./column";
import type { Filter } from "./filter";
import type { ListSource } from "./sources";

/**
 * A list is declared once: columns, filters, scope and order. What a page, its address, its filter
 * bar and its file need is made from the declaration.
 *
 * column   a value of a row: on the screen, only in the row, or only in files
 * filter   a parameter of the address that keeps some of the rows
 * scope    the part of the `where` that keeps a reader to what it may see; always first
 * key      what makes a row unique, as text
 * totals   what all rows of the list come to, whatever the page shows
 */

export type Columns = Readonly<Record<string, Column>>;
export type Filters = Readonly<Record<string, Filter>>;
export type Totals = Readonly<Record<string, readonly [kind: Kind<unknown>, sql: Prisma.Sql]>>;

/** Columns that the list can be ordered by. */
export type SortIdOf<C extends Columns> = {
  [Id in keyof C & string]: C[Id] extends Column<unknown, Place, true> ? Id : never;
}[keyof C & string];

type InRow<C extends Columns> = {
  [Id in keyof C]: C[Id] extends Column<infer Value, "screen" | "row">
    ? [Value] extends [never]
      ? never
      : Id
    : never;
}[keyof C];

/** The values of a row by the ids of its columns, and what makes it unique. */
export type RowOf<L> = L extends { columns: infer C extends Columns }
  ? { id: string } & {
      [Id in InRow<C>]: C[Id] extends Column<infer Value> ? Value : never;
    }
  : never;

type OnScreen<C extends Columns> = {
  [Id in keyof C & string]: C[Id] extends Column<unknown, "screen"> ? Id : never;
}[keyof C & string];

type Drawn<C extends Columns> = {
  [Id in keyof C & string]: C[Id] extends Column<never, "screen"> ? Id : never;
}[keyof C & string];

/**
 * Cells that a room draws itself, by column: those without a value must be drawn, others may be.
 * `Extra` is what a page adds to each row.
 */
export type CellsOf<L, Node, Extra = unknown> = L extends { columns: infer C extends Columns }
  ? { readonly [Id in Drawn<C>]: (row: RowOf<L> & Extra) => Node } & {
      readonly [Id in OnScreen<C>]?: (row: RowOf<L> & Extra) => Node;
    }
  : never;

type ValueOf<T> = T extends Filter<infer Value> ? Value : never;

/** The values of the filters by key. */
export type ValuesOf<F extends Filters> = { [Key in keyof F]: ValueOf<F[Key]> };

/** The parameters of a list's page: its filters and what stands in the table's own part. */
export type ParamsOf<L> =
  L extends List<infer _V, infer _C, infer F, infer _T> ? ValuesOf<F> & TableState : never;

export type TotalsOf<T extends Totals> = {
  [Id in keyof T]: T[Id] extends readonly [Kind<infer Value>, Prisma.Sql] ? Value : never;
};

/** Who asks, and by what the list is narrowed and ordered. */
export interface ListCall<V, F extends Filters = Filters> {
  viewer: V;
  given: ValuesOf<F>;
  sort: string;
}

/** What a row is made of: all there is to declare of one that is asked for by another grammar. */
export interface RowSpec<C extends Columns> {
  key: Prisma.Sql;
  columns: C;
  /** Columns that come first in files; the others follow as declared. */
  fileFirst?: readonly NoInfer<keyof C & string>[];
}

/** Any row, for what works on all of them. */
export type AnyRows = Pick<AnyList, "key" | "columns" | "fileFirst">;

/** Declares rows that are filtered and ordered elsewhere. */
export const defineRows = <const C extends Columns>(rows: RowSpec<C>): RowSpec<C> => rows;

export interface ListSpec<V, C extends Columns, F extends Filters, T extends Totals>
  extends RowSpec<C> {
  /** As in `/api/export/<name>`; also names its file. */
  name: string;
  /** Name of the file without its ending, where it is not that of the list. */
  fileName?: string;
  /** Names the table for screen readers. */
  caption: string;
  /** What is counted, in the plural. */
  noun: string;
  /** The tables, as after `from`. */
  from: Prisma.Sql | ((call: ListCall<V, F>) => Prisma.Sql);
  /** Throws `forbidden` for whoever may see nothing of it. */
  scope(viewer: V, call: ListCall<V, F>): Prisma.Sql;
  /** The feeds that the rows come from, and how old they are; named under the list. */
  sources?(viewer: V, params: Record<string, unknown>): Promise<ListSource[]>;
  filters: F;
  /**
   * Every word in one of the places, or equal to one of `whole`, such as a number; or what a list of
   * its own kind makes of the text.
   */
  search?: { label: string } & (
    | { places: readonly Prisma.Sql[]; whole?: readonly Prisma.Sql[] }
    | { where: (q: string, viewer: V) => Prisma.Sql[] }
  );
  /** The order of the page where the address says nothing. */
  sort: SortValue<NoInfer<SortIdOf<C>>>;
  /** What orders rows that are equal in a column; must make them unique. */
  unique: Prisma.Sql;
  /** The order of files whose address names none; absent: as on the page. */
  fileOrder?: Prisma.Sql;
  totals?: T;
  /**
   * PERF: sorted by keys alone; the rest is read for the rows of the page only. `keys` are columns
   * of `from`; `tables` joins what the columns need to them, as `k`.
   */
  keyed?: {
    keys: Readonly<Record<string, Prisma.Sql>>;
    tables: Prisma.Sql | ((call: ListCall<V, F>) => Prisma.Sql);
  };
  /** Columns and filters that this reader must not see: neither values nor orders nor parameters. */
  hides?: (viewer: V) => readonly NoInfer<(keyof C | keyof F) & string>[];
  /** `filtered` is the title where a filter is the reason, if that is another one. */
  empty: { title: string; text: string; filtered?: string };
  size?: PageSize;
}

export interface List<V, C extends Columns, F extends Filters, T extends Totals>
  extends ListSpec<V, C, F, T> {
  /** The table's own part of the address. */
  table: TableParams<SortIdOf<C>>;
}

/** Any list, for what works on all of them. */
// biome-ignore lint/suspicious/noExplicitAny: a list of unknown columns is still asked with its own viewer
export type AnyList<V = any> = List<V, any, any, any>;

/** Declares a list; see {@link ListSpec}. */
export function defineList<
  V,
  const C extends Columns,
  const F extends Filters,
  const T extends Totals = Record<never, never>,
>(spec: ListSpec<V, C, F, T>): List<V, C, F, T> {
  const ids = Object.keys(spec.columns);
  const hidden = ids.filter((id) => spec.columns[id]?.words?.isHidden);
  const table = tableParams({
    sortable: ids.filter((id) => spec.columns[id]?.isSortable) as SortIdOf<C>[],
    defaultSort: spec.sort as SortValue<SortIdOf<C>>,
    ...(spec.size === undefined ? {} : { defaultSize: spec.size }),
    ...(hidden.length === 0 ? {} : { defaultHidden: hidden }),
  });
  return { ...spec, table };
}

/** Filters without a value, for callers that narrow by nothing or by one of them. */
export function noFilters<F extends Filters>({ filters }: { filters: F }): ValuesOf<F> {
  const empty = Object.entries(filters).map(([key, { shape }]): [string, FilterValue | null] => {
    if (shape.kind === "names") return [key, []];
    return [key, shape.kind === "flag" ? false : null];
  });
  return Object.fromEntries(empty) as ValuesOf<F>;
}
