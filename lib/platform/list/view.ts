import "server-only";
import { type TableSpec, tableParams } from "../table-params";
import type { FilterShape } from "./address";
import type { CellKind } from "./column";
import type { AnyList, Columns, Filters } from "./declare";
import type { FilterControl, Option } from "./filter";
import type { ListSource } from "./sources";

/** A column as the browser knows it. */
export interface ColumnView {
  id: string;
  header: string;
  cell: CellKind;
  align: "start" | "end";
  help?: string;
  label?: string;
  className?: string;
  isFixed: boolean;
  isLink?: boolean;
  isHeaderUnseen?: boolean;
}

/** A filter as the browser knows it. */
export interface FilterView {
  key: string;
  noun: string;
  shape: FilterShape;
  look?: FilterControl;
}

/** A list as the browser knows it: words, columns and filters, nothing of where rows come from. */
export interface ListView {
  name: string;
  caption: string;
  noun: string;
  spec: TableSpec;
  columns: ColumnView[];
  filters: FilterView[];
  /** What the search box is called; absent: none. */
  search?: string;
  empty: { title: string; text: string; filtered?: string };
  /** Whether all rows can be had as a file. */
  hasFile: boolean;
  /** The feeds that the rows come from, and the server's clock, ISO, when it was asked. */
  sources?: readonly ListSource[];
  shownAt?: string;
}

/** What filters offer, by key: names, or words with their values. */
export type Choices = Readonly<Record<string, readonly string[] | readonly Option[]>>;

interface Wishes {
  choices?: Choices;
  /** Keeps the addresses of several tables on one page apart. */
  prefix?: string;
  /** Columns hidden at first, instead of those of the declaration. */
  hidden?: readonly string[];
  /** Without search and filters, as on a page that is about one group already. */
  isBare?: boolean;
}

/** The list for this reader: without what it must not see. */
export function viewList<V>(list: AnyList<V>, viewer: V, wishes: Wishes = {}): ListView {
  const hidden = new Set<string>(list.hides?.(viewer));
  const { choices = {}, isBare = false } = wishes;
  const columns = Object.entries(list.columns as Columns).filter(([id]) => !hidden.has(id));
  const filters = Object.entries(list.filters as Filters).filter(([key]) => !hidden.has(key));
  const { spec } = list.table;
  const search = isBare ? undefined : list.search?.label;
  return {
    name: list.name,
    caption: list.caption,
    noun: list.noun,
    spec: tableParams({
      ...(spec as TableSpec),
      sortable: (spec.sortable as readonly string[]).filter((id) => !hidden.has(id)),
      ...(wishes.prefix === undefined ? {} : { prefix: wishes.prefix }),
      ...(wishes.hidden === undefined ? {} : { defaultHidden: wishes.hidden }),
    }).spec,
    columns: viewColumns(Object.fromEntries(columns)),
    filters: isBare
      ? []
      : filters.map(([key, { noun, shape, look }]) => ({
          key,
          noun,
          shape,
          ...(look === undefined ? {} : { look: withOptions(look, choices[key]) }),
        })),
    ...(search === undefined ? {} : { search }),
    empty: list.empty,
    hasFile: columns.some(([, { file }]) => file !== undefined),
  };
}

/** Columns that people see, as the browser knows them. */
export const viewColumns = (columns: Columns): ColumnView[] =>
  Object.entries(columns).flatMap(([id, one]) => viewColumn(id, one));

/** The list without one of its filters, on a page that is about one value of it. */
export function withoutFilter(view: ListView, key: string): ListView {
  return { ...view, filters: view.filters.filter((filter) => filter.key !== key) };
}

/** The list without one of its columns, where every row would say the same. */
export function withoutColumn(view: ListView, id: string): ListView {
  return { ...view, columns: view.columns.filter((column) => column.id !== id) };
}

const atEnd: ReadonlySet<CellKind> = new Set(["number", "bytes", "share", "day"]);

function viewColumn(id: string, { words, kind }: Columns[string]): ColumnView[] {
  if (!words) return [];
  const { header, help, label, className, isFixed = false, isLink, isHeaderUnseen } = words;
  const cell = kind?.cell ?? "drawn";
  return [
    {
      id,
      header,
      cell,
      align: words.align ?? (atEnd.has(cell) ? "end" : "start"),
      isFixed,
      ...(help === undefined ? {} : { help }),
      ...(label === undefined ? {} : { label }),
      ...(className === undefined ? {} : { className }),
      ...(isLink === undefined ? {} : { isLink }),
      ...(isHeaderUnseen === undefined ? {} : { isHeaderUnseen }),
    },
  ];
}

function withOptions(look: FilterControl, options: Choices[string] | undefined): FilterControl {
  if (options === undefined) return look;
  if (look.control === "names") return { ...look, options: options.map(String) };
  if (look.control !== "choice") return look;
  const pairs = options.map((one): Option => (typeof one === "string" ? [one, one] : one));
  return { ...look, options: pairs };
}

/** The view of a list with the feeds that its rows come from, as of now. */
export async function withSources<V>(
  view: ListView,
  list: AnyList<V>,
  viewer: V,
  params: Record<string, unknown>,
  now: Date,
): Promise<ListView> {
  const sources: readonly ListSource[] = (await list.sources?.(viewer, params)) ?? [];
  return { ...view, sources, shownAt: now.toISOString() };
}
