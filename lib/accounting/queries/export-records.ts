import "server-only";
import { z } from "zod";
import type { Viewer } from "@/lib/auth/model";
import { Prisma } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { exportRows } from "@/lib/platform/export-rows";
import { fileColumns, fileText, type ListFile } from "@/lib/platform/list/file";
import type { TabularFormat } from "@/lib/platform/tabular";
import { ownerTables, recordRows } from "../lists/records";
import { RECORD_SEPARATOR, type RecordQuery } from "../model";
import { readExplorer, type SearchRecord } from "../params/explorer";
import { recordsWithin } from "./list-records-scope";
import { conditionsOf, ownLine, recordColumns } from "./record-sql";

/** Records are asked for by their indexes, in an order that an index has. */
const PLANNING = ["random_page_cost = 1.1", "jit = off"];

/**
 * Every record that meets the explorer's query, within the viewer's groups and, for a machine, its
 * sites; read through a cursor from one snapshot in constant memory. NDJSON has the lines of
 * `GET /records`. Throws `invalid_input` for a query that is none, and `forbidden`.
 */
export async function exportRecords(
  viewer: Viewer,
  search: URLSearchParams,
  format: TabularFormat,
): Promise<ListFile> {
  const { query, problem } = readExplorer(repeatable(search));
  if (query === null) throw new AppError("invalid_input", problem ?? "This is no query.");
  const scope = await recordsWithin(viewer);
  const pieces =
    format === "ndjson"
      ? lines(statement(query, scope, Prisma.sql`${ownLine} as line`))
      : table(query, scope, format);
  return { name: "records", pieces };
}

/** Parameters by name; what is given several times as a list. */
function repeatable(search: URLSearchParams): SearchRecord {
  const names = [...new Set(search.keys())];
  return Object.fromEntries(
    names.map((name) => {
      const [first = "", ...more] = search.getAll(name);
      return [name, more.length === 0 ? first : [first, ...more]];
    }),
  );
}

function statement(query: RecordQuery, scope: Prisma.Sql, values: Prisma.Sql): Prisma.Sql {
  const { column, isDescending } = query.sort;
  const direction = isDescending ? Prisma.sql`desc` : Prisma.sql`asc`;
  const limit = query.limit === null ? Prisma.empty : Prisma.sql`limit ${query.limit}::bigint`;
  return Prisma.sql`
    select ${values} from (
      select *, ${recordColumns[column]} as place from accounting_records
      where ${Prisma.join([scope, ...conditionsOf(query)], " and ")}
    ) r ${ownerTables}
    order by r.place ${direction}, r.id ${direction} ${limit}`;
}

function table(query: RecordQuery, scope: Prisma.Sql, format: TabularFormat) {
  const { columns, values } = fileColumns(recordRows);
  return fileText(statement(query, scope, values), columns, format, PLANNING);
}

async function* lines(sql: Prisma.Sql): AsyncGenerator<string> {
  for await (const batch of exportRows(z.object({ line: z.string() }), sql, PLANNING)) {
    yield batch.map(({ line }) => line + RECORD_SEPARATOR).join("");
  }
}
