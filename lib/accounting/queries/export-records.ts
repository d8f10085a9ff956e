import "server-only";
import { z } from "zod";
import type { Viewer } from "@/lib/auth/model";
import { Prisma } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { exportRows } from "@/lib/platform/export-rows";
import type { ListFile } from "@/lib/platform/list/file";
import {
  type TabularFormat,
  type TabularValue,
  tabularHead,
  tabularLine,
} from "@/lib/platform/tabular";
import { RECORD_SEPARATOR, type RecordQuery } from "../model";
import { readExplorer, type SearchRecord } from "../params/explorer";
import { ownerColumns, ownerTables, recordsWithin } from "./list-records-scope";
import { conditionsOf, recordColumns, recordLine } from "./record-sql";

/** Records are asked for by their indexes, in an order that an index has. */
const PLANNING = ["random_page_cost = 1.1", "jit = off"];

const rawRow = z.object({
  line: z.string(),
  /** Digits and RFC 3339, taken from the line; texts of JSON stay as they are stored. */
  recordId: z.string(),
  site: z.string().nullable(),
  group: z.string().nullable(),
  user: z.string().nullable(),
  meta: z.string().nullable(),
  components: z.string(),
});
type RawRow = z.infer<typeof rawRow>;

const names = [
  "record_id",
  "site",
  "group",
  "user",
  "start_time",
  "stop_time",
  "runtime_seconds",
  "meta",
  "components",
] as const;

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
  const sql = statement(query, [await recordsWithin(viewer)]);
  return { name: "records", pieces: piecesOf(sql, format) };
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

function statement(query: RecordQuery, scope: Prisma.Sql[]): Prisma.Sql {
  const { column, isDescending } = query.sort;
  const direction = isDescending ? Prisma.sql`desc` : Prisma.sql`asc`;
  const limit = query.limit === null ? Prisma.empty : Prisma.sql`limit ${query.limit}::bigint`;
  return Prisma.sql`
    select r.line, r.record_id as "recordId", ${ownerColumns},
      r.meta::text as meta, r.components::text as components
    from (
      select id, record_id, ${recordColumns[column]} as place, meta, components,
        ${recordLine} as line
      from accounting_records
      where ${Prisma.join([...scope, ...conditionsOf(query)], " and ")}
    ) r ${ownerTables}
    order by r.place ${direction}, r.id ${direction} ${limit}`;
}

async function* piecesOf(sql: Prisma.Sql, format: TabularFormat): AsyncGenerator<string> {
  yield tabularHead(format, names);
  for await (const batch of exportRows(rawRow, sql, PLANNING)) {
    yield batch
      .map((row) =>
        format === "ndjson"
          ? row.line + RECORD_SEPARATOR
          : tabularLine(format, names, valuesOf(row)),
      )
      .join("");
  }
}

/** The end of a record's line: its times are in the protocol's form there and nowhere else. */
const times = /"start_time":"([^"]*)","stop_time":(?:null|"([^"]*)"),"runtime":(?:null|(-?\d+))}$/;

function valuesOf(row: RawRow): TabularValue[] {
  const [, start = null, stop = null, runtime] = times.exec(row.line) ?? [];
  const seconds = runtime === undefined ? null : Number(runtime);
  const { recordId, site, group, user, meta, components } = row;
  return [recordId, site, group, user, start, stop, seconds, meta, components];
}
