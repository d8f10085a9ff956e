import {
  createParser,
  type inferParserType,
  parseAsNumberLiteral,
  type SingleParserBuilder,
} from "nuqs/server";

/** Rows a page may hold. */
export const PAGE_SIZES = [20, 50, 100] as const;
export type PageSize = (typeof PAGE_SIZES)[number];

/** PERF: PostgreSQL reads and drops every skipped row, so people filter instead of paging deep. */
export const MAX_OFFSET = 10_000;

/** Longest search text; longer text is cut. */
export const MAX_SEARCH_LENGTH = 100;

const MAX_HIDDEN_COLUMNS = 50;

/** A sortable column's id; `-id` sorts it descending. */
export type SortValue<Id extends string> = Id | `-${Id}`;

/** What a table allows; plain data, so it may also cross from server to client as a prop. */
export type TableSpec<Id extends string = string> = {
  readonly sortable: readonly Id[];
  readonly defaultSort: SortValue<Id>;
  readonly defaultSize?: PageSize;
  /** Columns hidden until the URL says otherwise. */
  readonly defaultHidden?: readonly string[];
  /** Keeps the keys of several tables on one page apart: `users` gives `users.page`. */
  readonly prefix?: string;
};

type WithDefault<Value> = ReturnType<SingleParserBuilder<Value>["withDefault"]>;

export type TableParsers<Id extends string = string> = {
  page: WithDefault<number>;
  size: WithDefault<PageSize>;
  sort: WithDefault<SortValue<Id>>;
  q: WithDefault<string>;
  columns: WithDefault<string[]>;
};

type TableUrlKeys = Partial<Record<keyof TableParsers, string>>;

/** The values of a table's part of the URL. `columns` lists the hidden ones. */
export type TableState<Id extends string = string> = inferParserType<TableParsers<Id>>;

export type TableParams<Id extends string = string> = {
  readonly spec: TableSpec<Id>;
  readonly parsers: TableParsers<Id>;
  /** For `createLoader` and `useQueryStates`; empty without a prefix. */
  readonly urlKeys: TableUrlKeys;
};

/** Highest page of `size` rows that stays within {@link MAX_OFFSET}. */
export const maxPage = (size: number): number => Math.floor(MAX_OFFSET / size) + 1;

/** Number of the last page people can open, at least 1. */
export const lastPage = (rowCount: number, size: number): number =>
  Math.min(Math.max(1, Math.ceil(rowCount / size)), maxPage(size));

/** The page as `LIMIT` and `OFFSET`; the offset never passes {@link MAX_OFFSET}. */
export const pageWindow = (state: { page: number; size: number }) => ({
  limit: state.size,
  offset: (Math.min(Math.max(1, state.page), maxPage(state.size)) - 1) * state.size,
});

/** Splits `-pain` into the column and its direction. */
export const readSort = <Id extends string>(sort: SortValue<Id>): { id: Id; isDesc: boolean } =>
  sort.startsWith("-")
    ? { id: sort.slice(1) as Id, isDesc: true }
    : { id: sort as Id, isDesc: false };

// SECURITY: PostgreSQL refuses U+0000 in text, so a crafted link would turn into a server error.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it removes
const CONTROL = /[\u0000-\u001f\u007f]+/g;

/** Search text as queries use it: trimmed, without control characters, bounded. */
export const cleanSearch = (text: string): string =>
  Array.from(text.replace(CONTROL, " ").trim()).slice(0, MAX_SEARCH_LENGTH).join("").trim();

const parsePage = createParser<number>({
  parse: (text) => {
    const page = /^[1-9]\d{0,4}$/.test(text) ? Number(text) : 1;
    return page <= maxPage(PAGE_SIZES[0]) ? page : null;
  },
  serialize: String,
});

const parseSearch = createParser<string>({ parse: cleanSearch, serialize: (text) => text });

const COLUMN_ID = /^[A-Za-z0-9_-]{1,64}$/;

const parseHidden = createParser<string[]>({
  parse: (text) =>
    [...new Set(text.split(","))].filter((id) => COLUMN_ID.test(id)).slice(0, MAX_HIDDEN_COLUMNS),
  serialize: (ids) => ids.join(","),
  eq: (a, b) => a.length === b.length && a.every((id) => b.includes(id)),
});

const parseSort = <Id extends string>(sortable: readonly Id[]) =>
  createParser<SortValue<Id>>({
    parse: (text) => {
      const id = sortable.find((known) => text === known || text === `-${known}`);
      return id === undefined ? null : (text as SortValue<Id>);
    },
    serialize: (sort) => sort,
  });

/**
 * The URL vocabulary of one table: `page`, `size`, `sort`, `q`, `columns`. Spread `parsers` into
 * the room's own map for `createLoader`; a bad value gives the default and never throws.
 */
export const tableParams = <const Id extends string>(spec: TableSpec<Id>): TableParams<Id> => ({
  spec,
  parsers: {
    page: parsePage.withDefault(1),
    size: parseAsNumberLiteral(PAGE_SIZES).withDefault(spec.defaultSize ?? PAGE_SIZES[0]),
    sort: parseSort(spec.sortable).withDefault(spec.defaultSort),
    q: parseSearch.withDefault(""),
    columns: parseHidden.withDefault([...(spec.defaultHidden ?? [])]),
  },
  urlKeys: spec.prefix === undefined ? {} : prefixed(spec.prefix),
});

const prefixed = (prefix: string): TableUrlKeys => ({
  page: `${prefix}.page`,
  size: `${prefix}.size`,
  sort: `${prefix}.sort`,
  q: `${prefix}.q`,
  columns: `${prefix}.columns`,
});
