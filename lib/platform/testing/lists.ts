import { expect } from "vitest";
import type { AnyList, Columns, List, ParamsOf, RowOf, Totals } from "@/lib/platform/list/declare";
import { listFile } from "@/lib/platform/list/file";
import { listPage } from "@/lib/platform/list/page";
import { loadListParams } from "@/lib/platform/list/params";

/** What every list must hold: its page and its file say the same, cell by cell. */

/** The whole page of a list that an address asks for, with totals. */
export async function openPage<L extends AnyList>(list: L, viewer: unknown, query = "") {
  const params = await loadListParams(list, new URLSearchParams(query));
  const page = await listPage(
    list as AnyList,
    viewer,
    params as ParamsOf<AnyList> & { page: number; size: number },
  );
  return page as unknown as {
    rows: RowOf<L>[];
    rowCount: number;
    totals: L extends List<infer _V, infer _C, infer _F, infer T>
      ? { [Id in keyof T]: T extends Totals ? unknown : never }
      : never;
  };
}

/** Rows of a list's file as lines of JSON say them. */
export async function openFile(
  list: AnyList,
  viewer: unknown,
  query = "",
): Promise<Record<string, unknown>[]> {
  const { pieces } = listFile(list, viewer, new URLSearchParams(query), "ndjson");
  let text = "";
  for await (const piece of pieces) text += piece;
  return text
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** Every cell that page and file have in common, row by row, in the order of the page. */
export async function expectFileToEqualPage(
  list: AnyList,
  viewer: unknown,
  query = "",
): Promise<void> {
  const { rows, rowCount } = await openPage(list, viewer, query);
  expect(rows.length, "the page must hold all rows").toBe(rowCount);
  const sort = query.includes("sort=") ? "" : `&sort=${list.sort}`;
  const file = await openFile(list, viewer, `${query}${sort}`);
  const shared = Object.entries(list.columns as Columns).filter(
    ([, { at, file: name, kind }]) => at !== "file" && name !== undefined && kind !== undefined,
  );
  const onPage = (rows as Record<string, unknown>[]).map((row) =>
    Object.fromEntries(shared.map(([id, { file: name }]) => [name, asInFile(row[id])])),
  );
  const inFile = file.map((row) =>
    Object.fromEntries(shared.map(([, { file: name }]) => [name, asInFile(row[name ?? ""])])),
  );
  expect(inFile).toEqual(onPage);
}

// Digits of 64 bits are text in one and a number in the other.
function asInFile(value: unknown): unknown {
  if (value instanceof Date) return `${value.toISOString().slice(0, 19)}Z`;
  return typeof value === "number" || typeof value === "bigint" ? String(value) : value;
}

type ValueOf = (row: never) => unknown;

/**
 * Every column that a list can be ordered by, both ways: the order is that of the cells, what is
 * missing last. Each column must have two values at least, or the order would prove nothing.
 * `values` says what a column is ordered by where that is not its cell.
 */
export async function expectOrders<L extends AnyList>(
  list: L,
  viewer: unknown,
  values: Partial<Record<string, (row: RowOf<L>) => unknown>> = {},
  query = "",
): Promise<void> {
  for (const id of list.table.spec.sortable as readonly string[]) {
    const cellOf = (values[id] ?? ((row: Record<string, unknown>) => row[id])) as ValueOf;
    for (const sort of [id, `-${id}`]) {
      const { rows } = await openPage(list, viewer, `${query}&sort=${sort}`);
      const found = rows.map((row) => comparable(cellOf(row as never)));
      const present = found.filter((value) => value !== null);
      expect(new Set(present).size, `${id} has one value only`).toBeGreaterThan(1);
      const sorted = [...present].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
      if (sort.startsWith("-")) sorted.reverse();
      const missing = found.slice(present.length).map(() => null);
      expect(found, `order by ${sort}`).toEqual([...sorted, ...missing]);
    }
  }
}

function comparable(value: unknown): string | number | bigint | null {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return value.getTime();
  if (typeof value === "boolean") return Number(value);
  return value as string | number | bigint;
}
