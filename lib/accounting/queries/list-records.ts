import "server-only";
import type pg from "pg";
import type { Viewer } from "@/lib/auth/model";
import { Prisma, pool } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { parseExactJson } from "@/lib/platform/exact-json";
import type { RecordQuery } from "../model";
import type { RecordCursor } from "../params/explorer";
import { ownerColumns, ownerTables, recordsWithin } from "./list-records-scope";
import { conditionsOf, recordColumns, recordLine } from "./record-sql";

/** How long a page may be looked for; past it people are asked to narrow the query down. */
const PAGE_LIMIT_MS = 15_000;

/** How far, and how long, matching records are counted. */
const MAX_COUNT = 10_000;
const COUNT_LIMIT_MS = 1_500;

/** PostgreSQL's code for a statement that took too long. */
const CANCELLED = "57014";

/** A component as the explorer shows it: digits as they are stored. */
export interface RecordComponent {
  name: string;
  /** Decimal digits: a 64-bit number. */
  amount: string;
  scores: { name: string; value: string }[];
}

/** A record of the explorer. Times are RFC 3339 in UTC, exact to the microsecond. */
export interface RecordRow {
  recordId: string;
  /** What it counts as by its mapping; null: not counted yet, empty: none. */
  site: string | null;
  group: string | null;
  user: string | null;
  startAt: string;
  /** Null while it runs. */
  stopAt: string | null;
  /** Whole seconds in decimal digits, negative where the sender said so; null while it runs. */
  runtimeSeconds: string | null;
  meta: { key: string; values: string[] }[] | null;
  components: RecordComponent[];
  /** The record as `GET /records` prints it. */
  line: string;
}

/** A page of the explorer. */
export interface RecordPage {
  rows: RecordRow[];
  /** Where the next page starts; null on the last one. */
  next: RecordCursor | null;
  /** Matching records up to 10,000; null where counting them would take too long. */
  matching: { count: number; isMore: boolean } | null;
}

interface RawRecord {
  id: string;
  line: string;
  site: string | null;
  group: string | null;
  user: string | null;
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
  const [raws, matching] = await Promise.all([
    wanted === 0 ? [] : readPage(pageOf(query, scope, after, wanted)),
    countMatching(query, scope),
  ]);
  const rows = raws.slice(0, size).map(toRow);
  const last = raws[rows.length - 1];
  const shownCount = (after?.shownCount ?? 0) + rows.length;
  const next =
    last === undefined || raws.length <= size
      ? null
      : { shownCount, id: last.id, value: orderValue(query, rows.at(-1)) };
  return { rows, next, matching };
}

/** The value by which a record stands where it stands. */
function orderValue({ sort }: RecordQuery, row: RecordRow | undefined): string | null {
  if (row === undefined) return null;
  if (sort.column === "record_id") return row.recordId;
  if (sort.column === "start_time") return row.startAt;
  return sort.column === "stop_time" ? row.stopAt : row.runtimeSeconds;
}

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
      (select ${part}::int as part, id, ${order} as place, line
      from (
        select id, ${order}, ${recordLine} as line
        from accounting_records where ${Prisma.join([...base, range], " and ")}
        order by ${order} ${direction}, id ${direction} limit ${rows}
      ) r)`,
  );
  return Prisma.sql`
    select r.id::text as id, r.line, ${ownerColumns}
    from (${Prisma.join(parts, " union all ")}) r ${ownerTables}
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

const casts: Record<RecordQuery["sort"]["column"], Prisma.Sql> = {
  start_time: Prisma.sql`::timestamptz`,
  stop_time: Prisma.sql`::timestamptz`,
  runtime: Prisma.sql`::bigint`,
  record_id: Prisma.sql`::text`,
};

async function readPage(page: Prisma.Sql): Promise<RawRecord[]> {
  const rows = await within<RawRecord>(PAGE_LIMIT_MS, page);
  if (rows !== null) return rows;
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
  const rows = await within<{ count: number }>(
    COUNT_LIMIT_MS,
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
async function within<Row extends pg.QueryResultRow>(
  limitMs: number,
  { text, values }: Prisma.Sql,
): Promise<Row[] | null> {
  const client = await pool().connect();
  let failure: Error | undefined;
  try {
    // PERF: as in stream-records.ts; the default page cost is a disk's.
    await client.query(`begin read only; set local random_page_cost = 1.1; set local jit = off;
      set local statement_timeout = ${limitMs}`);
    const { rows } = await client.query<Row>(text, values);
    return rows;
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

interface Line {
  record_id: string;
  meta: Record<string, string[]> | null;
  components: {
    name: string;
    amount: number | bigint;
    scores: { name: string; value: number | bigint }[];
  }[];
  start_time: string;
  stop_time: string | null;
  runtime: number | bigint | null;
}

function toRow({ line, site, group, user }: RawRecord): RecordRow {
  const record = parseExactJson(line) as Line;
  return {
    recordId: record.record_id,
    site,
    group,
    user,
    startAt: record.start_time,
    stopAt: record.stop_time,
    runtimeSeconds: record.runtime === null ? null : String(record.runtime),
    meta: record.meta && Object.entries(record.meta).map(([key, values]) => ({ key, values })),
    components: record.components.map(({ name, amount, scores }) => ({
      name,
      amount: String(amount),
      scores: scores.map((score) => ({ name: score.name, value: String(score.value) })),
    })),
    line,
  };
}
