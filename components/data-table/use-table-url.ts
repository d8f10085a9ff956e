"use client";

import {
  type inferParserType,
  type Nullable,
  type ParserMap,
  type UrlKeys,
  useQueryStates,
} from "nuqs";
import { useMemo } from "react";
import { useTableTransition } from "@/components/data-table/table-transition";
import { type TableSpec, type TableState, tableParams } from "@/lib/platform/table-params";

type Changes<Parsers extends ParserMap> = Partial<Nullable<inferParserType<Parsers>>>;

/**
 * A room's filters in the URL. A change asks the server again and returns to page 1, since the
 * page people were on belongs to another list. `parsers` must include the table's own.
 */
export const useTableFilters = <Parsers extends ParserMap & { page: unknown }>(
  parsers: Parsers,
  urlKeys: UrlKeys<Parsers> = {},
) => {
  const [isPending, startTransition] = useTableTransition();
  const [values, setValues] = useQueryStates(parsers, {
    shallow: false,
    history: "push",
    startTransition,
    urlKeys,
  });
  const setFilters = (changes: Changes<Parsers>) => setValues({ page: null, ...changes });
  return { values, setFilters, isPending };
};

/** The table's own part of the URL: page, size, sort, search, hidden columns. */
export const useTableUrl = (spec: TableSpec) => {
  const { parsers, urlKeys } = useMemo(() => tableParams(spec), [spec]);
  const [isPending, startTransition] = useTableTransition();
  const [state, setState] = useQueryStates(parsers, { startTransition, urlKeys });

  const change = (changes: Partial<Nullable<TableState>>, history: "push" | "replace" = "push") =>
    setState(changes, { shallow: false, history });

  return {
    state,
    isPending,
    setPage: (page: number) => change({ page }),
    setSize: (size: TableState["size"]) => change({ size, page: null }),
    setSort: (sort: TableState["sort"]) => change({ sort, page: null }),
    // Every letter in the browser's history would make its back button useless.
    setSearch: (q: string) => change({ q, page: null }, "replace"),
    // The rows are already here, so hiding a column need not ask the server.
    setHidden: (columns: string[]) => setState({ columns }, { shallow: true }),
  };
};
