import "server-only";
import { z } from "zod";
import type { Viewer } from "@/lib/auth/model";
import { checkRows, Prisma, pool } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { columnsShape, decodeRows, listColumns } from "@/lib/platform/list/page";
import { ownerTables, type RecordRow, recordRows } from "../lists/records";
import type { RecordQuery, SortColumn } from "../model";
import type { RecordCursor } from "../params/explorer";
import { recordsWithin } from "./list-records-scope";
import { conditionsOf, recordColumns } from "./record-sql";

/** How long a page may be looked for; past it people are asked to narrow the query down. */
const PAGE_LIMIT_MS = 15_000;

/** How far, and how long, matching records are counted. */
const MAX_COUNT = 10_000;
const COUNT_LIMIT_MS = 1_500;

/** PostgreSQL's code for a statement that took too long. */
const CANCELLED = "57014";

/** A page of the explorer. */
export interface RecordPage {
  rows: RecordRow[];
  /** Where the next page starts; null on the last one. */
  next: RecordCursor | null;
  /** Matching records up to 10,000; null where counting them would take too long. */
  matching: { count: number; isMore: boolean } | null;
}

interface PageWish {
  after: RecordCursor | null;
  size: number;
}

/**
 * One page of the records that meet the query, in its order, within the viewer's groups. Throws
 * `forbidden`, and `unavailable` where the database looks for longer than 15 seconds.
 */
export async function listRecords(
  viewer: Viewer,
  query: RecordQuery,
  { after, size }: PageWish,
): Promise<RecordPage> {
  const scope = await recordsWithin(viewer);
  const left = query.limit === null ? null : query.limit - BigInt(after?.shownCount ?? 0);
  // One more than is shown tells whether there is a next page.
  const wanted = left !== null && left <= BigInt(size) ? Number(left > 0n ? left : 0n) : size + 1;
  const [found, matching] = await Promise.all([
    wanted === 0 ? [] : readPage(pageOf(query, scope, after, wanted)),
    countMatching(query, scope),
  ]);
  const rows = found.slice(0, size);
  const last = rows.at(-1);
  const shownCount = (after?.shownCount ?? 0) + rows.length;
  const next =
    last === undefined || found.length <= size
      ? null
      : { shownCount, id: last.id, value: last[orderColumns[query.sort.column]] };
  return { rows, next, matching };
}

/** The columns whose values say where a record stands. */
const orderColumns = {
  record_id: "recordId",
  start_time: "startAt",
  stop_time: "stopAt",
  runtime: "runtimeSeconds",
} as const satisfies Record<SortColumn, keyof RecordRow>;

/**
 * The statement of a page. PERF: behind a cursor it is put together of up to two ranges, each of
 * which an index gives in order; one condition with "or" would be looked at row by row.
 */
function pageOf(
  query: RecordQuery,
  scope: Prisma.Sql,
  after: RecordCursor | null,
  rows: number,
): Prisma.Sql {
  const { column, isDescending } = query.sort;
  const direction = isDescending ? Prisma.sql`desc` : Prisma.sql`asc`;
  const order = recordColumns[column];
  const base = [scope, ...conditionsOf(query)];
  const parts = rangesOf(query, after).map(
    (range, part) => Prisma.sql`
      (select ${part}::int as part, ${order} as place, *
      from (
        select * from accounting_records where ${Prisma.join([...base, range], " and ")}
        order by ${order} ${direction}, id ${direction} limit ${rows}
      ) r)`,
  );
  return Prisma.sql`
    select ${listColumns(recordRows)} from (${Prisma.join(parts, " union all ")}) r ${ownerTables}
    order by r.part, r.place ${direction}, r.id ${direction} limit ${rows}`;
}

/** Where the records behind a cursor are: NULLS LAST ascending, FIRST descending. */
function rangesOf({ sort }: RecordQuery, after: RecordCursor | null): Prisma.Sql[] {
  if (after === null) return [Prisma.sql`true`];
  const column = recordColumns[sort.column];
  const id = Prisma.sql`${after.id}::bigint`;
  const isNull = Prisma.sql`${column} is null`;
  const mayBeNull = sort.column === "stop_time" || sort.column === "runtime";
  const comparison = sort.isDescending ? Prisma.sql`<` : Prisma.sql`>`;
  if (after.value === null) {
    const rest = Prisma.sql`${isNull} and id ${comparison} ${id}`;
    return sort.isDescending ? [rest, Prisma.sql`${column} is not null`] : [rest];
  }
  const value = Prisma.sql`${after.value}${casts[sort.column]}`;
  const behind = Prisma.sql`(${column}, id) ${comparison} (${value}, ${id})`;
  return !sort.isDescending && mayBeNull ? [behind, isNull] : [behind];
}

const casts: Record<SortColumn, Prisma.Sql> = {
  start_time: Prisma.sql`::timestamptz`,
  stop_time: Prisma.sql`::timestamptz`,
  runtime: Prisma.sql`::bigint`,
  record_id: Prisma.sql`::text`,
};

async function readPage(page: Prisma.Sql): Promise<RecordRow[]> {
  const rows = await within(PAGE_LIMIT_MS, columnsShape(recordRows), page);
  if (rows !== null) return decodeRows(recordRows, rows);
  throw new AppError(
    "unavailable",
    "The database looked for too long. Narrow the query down, for example by start time.",
  );
}

async function countMatching(
  query: RecordQuery,
  scope: Prisma.Sql,
): Promise<RecordPage["matching"]> {
  const bound = MAX_COUNT + 1;
  const limit = query.limit !== null && query.limit < BigInt(bound) ? query.limit : bound;
  const rows = await within(
    COUNT_LIMIT_MS,
    z.object({ count: z.int() }),
    Prisma.sql`select count(*)::int as count from (
      select 1 from accounting_records
      where ${Prisma.join([scope, ...conditionsOf(query)], " and ")}
      limit ${limit}::bigint
    ) found`,
  );
  const count = rows?.[0]?.count;
  if (count === undefined) return null;
  return { count: Math.min(count, MAX_COUNT), isMore: count > MAX_COUNT };
}

/** The rows of a statement, or null where it takes longer than `limitMs`. */
async function within<Row extends object>(
  limitMs: number,
  shape: z.ZodType<Row>,
  { text, values }: Prisma.Sql,
): Promise<Row[] | null> {
  const client = await pool().connect();
  let failure: Error | undefined;
  try {
    // PERF: as in stream-records.ts; the default page cost is a disk's.
    await client.query(`begin read only; set local random_page_cost = 1.1; set local jit = off;
      set local statement_timeout = ${limitMs}`);
    const { rows } = await client.query<Row>(text, values);
    return checkRows(shape, rows);
  } catch (error) {
    if ((error as { code?: unknown }).code === CANCELLED) return null;
    failure = error instanceof Error ? error : new Error(String(error));
    throw error;
  } finally {
    const lost = await client.query("rollback").then(
      () => undefined,
      (error: Error) => error,
    );
    client.release(lost ?? failure);
  }
}
