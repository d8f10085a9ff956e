import "server-only";
import { createLoader, type SearchParams } from "nuqs/server";
import { z } from "zod";
import { AppError } from "../errors";
import { tableParams } from "../table-params";
import { complaint, expected, type FilterValue, parserOf } from "./address";
import type { AnyList, Columns, Filters, ParamsOf } from "./declare";

/** A list's part of an address. */

/** The parameters of a page; what makes no sense gives the default and never an error. */
export async function loadListParams<L extends AnyList>(
  list: L,
  search: Promise<SearchParams> | SearchParams | URLSearchParams,
  prefix?: string,
): Promise<ParamsOf<L>> {
  const filters = Object.entries(list.filters as Filters).map(
    ([key, { shape }]) => [key, parserOf(shape)] as const,
  );
  const table = prefix === undefined ? list.table : tableParams({ ...list.table.spec, prefix });
  const load = createLoader(
    { ...Object.fromEntries(filters), ...table.parsers },
    { urlKeys: table.urlKeys },
  );
  return load(await search) as ParamsOf<L>;
}

/** The parameters of a list's file as texts, for whoever tells what they may be. */
export function fileShape(list: AnyList): z.ZodObject {
  const own = Object.entries(list.filters as Filters).map(([key, { noun, shape }]) => {
    const text = z.string().superRefine((given, context) => {
      const message = given === "" ? undefined : complaint(shape, given);
      if (message) context.addIssue({ code: "custom", message });
    });
    return [key, text.optional().describe(`Narrows by ${noun}; ${expected[shape.kind]}`)] as const;
  });
  const { sortable } = list.table.spec;
  const sort = z.enum(sortable.flatMap((id: string) => [id, `-${id}`]));
  return z.object({
    ...Object.fromEntries(own),
    ...(list.search ? { q: z.string().optional().describe(`${list.search.label}.`) } : {}),
    sort: sort.optional().describe("A column; with - before it the greatest first."),
    columns: z.string().optional().describe("Columns to leave out, with commas between them."),
    page: z.string().optional().describe("Of the screen; a file has all rows."),
    size: z.string().optional().describe("Of the screen; a file has all rows."),
  });
}

/** What a file is narrowed and ordered by. */
export interface FileParams {
  q: string;
  /** Absent: the order of the file. */
  sort?: string;
  /** Columns that the page hides. */
  hidden: readonly string[];
  [key: string]: unknown;
}

/** Parameters that say how rows are shown on the screen; a file takes and ignores them. */
const screenKeys: ReadonlySet<string> = new Set(["page", "size"]);

/**
 * The parameters of a file. Unlike a page's, a wrong one is refused: a script that misspells a
 * filter must not take all rows for the ones it asked for. Throws `invalid_input` with `fields`.
 */
export function readFileParams<V>(
  list: AnyList<V>,
  viewer: V,
  search: URLSearchParams,
): FileParams {
  const wrong: Record<string, string[]> = {};
  const hidden = new Set<string>(list.hides?.(viewer));
  const filters = list.filters as Filters;
  const params: FileParams = { q: "", hidden: [] };
  for (const [key, { shape, isScreenDefault }] of Object.entries(filters)) {
    params[key] = isScreenDefault ? emptyOf(shape.kind) : initialOf(shape);
  }
  for (const key of new Set(search.keys())) {
    const [text = "", ...more] = search.getAll(key);
    const found = more.length > 0 ? "was given twice." : wrongWith(list, hidden, key, text);
    if (found) wrong[key.slice(0, 40)] = [found];
    else assign(params, list, key, text);
  }
  const [first] = Object.entries(wrong);
  if (!first) return params;
  throw new AppError("invalid_input", `${first[0]} ${first[1][0]}`, { fields: wrong });
}

const emptyOf = (kind: string): FilterValue | null =>
  kind === "names" ? [] : kind === "flag" ? false : null;

const initialOf = (shape: Filters[string]["shape"]): FilterValue | null => {
  if (shape.kind === "names") return [...(shape.initial ?? [])];
  if (shape.kind === "choice") return shape.initial ?? null;
  return emptyOf(shape.kind);
};

function wrongWith(
  list: AnyList,
  hidden: ReadonlySet<string>,
  key: string,
  text: string,
): string | undefined {
  const filter = hidden.has(key) ? undefined : (list.filters as Filters)[key];
  // An empty value means that nothing was chosen, as a form sends it.
  if (filter) return text === "" ? undefined : complaint(filter.shape, text);
  if (key === "q" && list.search) return text.includes("\0") ? "must be text." : undefined;
  if (key === "columns" || screenKeys.has(key)) return undefined;
  if (key !== "sort") return "is no parameter of this table.";
  const id = text.replace(/^-/, "");
  const isKnown = (list.columns as Columns)[id]?.isSortable === true && !hidden.has(id);
  return isKnown ? undefined : "is no column that this table can be ordered by.";
}

function assign(params: FileParams, list: AnyList, key: string, text: string): void {
  const filter = (list.filters as Filters)[key];
  if (filter) {
    const value = text === "" ? null : parserOf(filter.shape).parse(text);
    params[key] = value ?? emptyOf(filter.shape.kind);
  } else if (key === "q") params.q = text.trim();
  else if (key === "sort") params.sort = text;
  else if (key === "columns") params.hidden = text.split(",").filter(Boolean);
}
