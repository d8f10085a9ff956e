import "server-only";
import { z } from "zod";
import { Prisma } from "../db";
import { exportRows } from "../export-rows";
import { type TabularFormat, type TabularValue, tabularHead, tabularLine } from "../tabular";
import type { Column, Kind } from "./column";
import type { AnyList, AnyRows, Columns } from "./declare";
import { listOrder, listTables, listWhere } from "./page";
import { type FileParams, readFileParams } from "./params";

/** A table as a file. */
export interface ListFile {
  /** Name of the file, without its ending. */
  name: string;
  /** Text of the file, some hundred rows a piece. */
  pieces: AsyncGenerator<string>;
}

type FileColumn = Column & { file: string; kind: Kind<unknown>; sql: Prisma.Sql };

/** What files have of the rows: their columns, those by name, and what to select for them. */
export function fileColumns(
  rows: AnyRows,
  isLeftOut: ReadonlySet<string> = new Set(),
): { columns: FileColumn[]; names: string[]; values: Prisma.Sql } {
  const ids = [...new Set([...(rows.fileFirst ?? []), ...Object.keys(rows.columns)])];
  const columns = ids
    .filter((id) => !isLeftOut.has(id))
    .map((id) => (rows.columns as Columns)[id])
    .filter(
      (one): one is FileColumn => one?.file !== undefined && !!one.kind && one.sql !== undefined,
    );
  const values = columns.map(
    ({ file, kind, sql }) => Prisma.sql`${kind.toFile(sql)} as ${Prisma.raw(`"${file}"`)}`,
  );
  return { columns, names: columns.map(({ file }) => file), values: Prisma.join(values) };
}

/**
 * All rows of the list that an address describes, in the reader's scope, in its order and without
 * the columns it hides: the query of the page, read through a cursor from one snapshot in constant
 * memory. Throws `invalid_input` for parameters that the list does not have, and `forbidden`.
 */
export function listFile<V>(
  list: AnyList<V>,
  viewer: V,
  search: URLSearchParams,
  format: TabularFormat,
): ListFile {
  const params = readFileParams(list, viewer, search);
  const hidden = new Set<string>(list.hides?.(viewer));
  const { columns, values } = fileColumns(list, new Set([...hidden, ...params.hidden]));
  const query = Prisma.sql`
    select ${values} from ${listTables(list, viewer, params)}
    where ${listWhere(list, viewer, params)} ${fileOrder(list, params, hidden)}`;
  return { name: list.fileName ?? list.name, pieces: fileText(query, columns, format) };
}

function fileOrder(list: AnyList, { sort }: FileParams, hidden: ReadonlySet<string>): Prisma.Sql {
  if (sort === undefined && list.fileOrder) return Prisma.sql`order by ${list.fileOrder}`;
  return listOrder(list, sort ?? list.sort, hidden);
}

// Cells are written as they come; what they are is said by the kinds of the columns.
const anyRow = z.record(z.string(), z.custom<TabularValue>());

/** The text of a file: what the query gives of these columns, some hundred rows a piece. */
export async function* fileText(
  query: Prisma.Sql,
  columns: readonly FileColumn[],
  format: TabularFormat,
  settings: readonly string[] = [],
): AsyncGenerator<string> {
  const names = columns.map(({ file }) => file);
  yield tabularHead(format, names);
  for await (const rows of exportRows(anyRow, query, settings)) {
    yield rows
      .map((row) => {
        const cells = columns.map(({ file, kind }) => {
          const raw = row[file] ?? null;
          return kind.write ? kind.write(raw) : raw;
        });
        return tabularLine(format, names, cells);
      })
      .join("");
  }
}
