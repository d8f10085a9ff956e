import "server-only";
import { createHash } from "node:crypto";
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import type { z } from "zod";
import { setInstant } from "./clock";
import { env } from "./env";
import { AppError } from "./errors";
import { Prisma, PrismaClient } from "./generated/client";
import { log } from "./log";
import { processGlobal, processName } from "./process-global";

export { Prisma } from "./generated/client";

/** The client inside a transaction. */
export type Tx = Prisma.TransactionClient;

interface Handles {
  pool?: pg.Pool;
  client?: PrismaClient;
}

const handles = processGlobal<Handles>("db", () => ({}));

/** The one connection pool of this process: Prisma, raw SQL, COPY and the queue share it. */
export function pool(): pg.Pool {
  if (!handles.pool) {
    const { DATABASE_URL, HEADROOM_DATABASE_CONNECTIONS } = env();
    if (!DATABASE_URL) throw new AppError("unavailable", "DATABASE_URL is not set");
    handles.pool = new pg.Pool({
      connectionString: DATABASE_URL,
      max: HEADROOM_DATABASE_CONNECTIONS,
      idleTimeoutMillis: 30_000,
      connectionTimeoutMillis: 10_000,
      application_name: processName,
      options: "-c timezone=UTC",
    });
    // A killed server ends idle connections; the pool opens new ones, the process must not die.
    const lost = (error: Error) => log().warn({ err: error }, "connection lost");
    handles.pool.on("error", lost);
    handles.pool.on("connect", (client) => client.on("error", lost));
  }
  return handles.pool;
}

/** Prisma over the shared pool. Statements are prepared once per connection, by their text. */
export function db(): PrismaClient {
  if (!handles.client) {
    const adapter = new PrismaPg(pool(), {
      onConnectionError: (error) => log().warn({ err: error }, "connection lost"),
      statementNameGenerator: (query) => {
        // PERF: texts with inlined lists vary endlessly and would fill the server's memory.
        if (query.sql.length > 4_000) return undefined as unknown as string;
        return createHash("md5").update(query.sql).digest("base64");
      },
    });
    handles.client = new PrismaClient({ adapter });
  }
  return handles.client;
}

/**
 * One statement straight over the pool, prepared once per connection and text; returns how many
 * rows it wrote. PERF: past Prisma, for the few paths where its own work would cost more than the
 * statement.
 */
export async function runStatement(sql: Prisma.Sql): Promise<number> {
  return (await pool().query(preparedOf(sql))).rowCount ?? 0;
}

/** Asks for rows in the same way; the driver gives 64-bit numbers as text. */
export async function askDirectly<Row>(shape: z.ZodType<Row>, sql: Prisma.Sql): Promise<Row[]> {
  return checkRows(shape, (await pool().query(preparedOf(sql))).rows);
}

function preparedOf({ text, values }: Prisma.Sql): pg.QueryConfig {
  return { name: createHash("md5").update(text).digest("base64"), text, values };
}

/** Anything that runs a statement of the driver: the pool, or a connection of it. */
export type Connection = pg.Pool | pg.PoolClient;

/** Asks for rows on a connection of the caller's own; 64-bit numbers are text. */
export async function askOn<Row>(
  connection: Connection,
  shape: z.ZodType<Row>,
  { text, values }: Prisma.Sql,
): Promise<Row[]> {
  return checkRows(shape, (await connection.query({ text, values })).rows);
}

type SqlValue = Parameters<typeof Prisma.sql>[1];

/**
 * Asks for rows: `await ask(rowShape, tx)\`select …\``. The shape is what the statement promises;
 * in tests and development every row is held against it, in production rows pass as they come, so
 * a shape must not change a value.
 */
export function ask<Row>(shape: z.ZodType<Row>, on: Tx = db()) {
  return async (text: TemplateStringsArray, ...values: SqlValue[]): Promise<Row[]> => {
    return checkRows(shape, await on.$queryRaw<Row[]>(text, ...values));
  };
}

/** Rows held against what their statement promises, but in production, where they pass. */
export function checkRows<Row>(shape: z.ZodType<Row>, rows: Row[]): Row[] {
  return env().NODE_ENV === "production" ? rows : rows.map((row) => asPromised(shape, row));
}

function asPromised<Row>(shape: z.ZodType<Row>, row: Row): Row {
  const checked = shape.safeParse(row);
  if (checked.success) return row;
  const where = checked.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  throw new TypeError(`a row is not what its statement promised: ${where.join("; ")}`);
}

/** Every column of a list of rows with its type in PostgreSQL. */
export type RecordColumns<Row> = Readonly<Record<keyof Row & string, string>>;

/**
 * A list of rows as a table of a statement: `from ${recordset(rows, { id: "int" })} as r`. The
 * columns are named once, with their types in PostgreSQL; a name that rows do not have does not compile. JSON has no 64-bit numbers:
 * hand them over as text, or with a `print` that knows them.
 */
export function recordset<Row extends object, Name extends keyof Row & string>(
  rows: readonly Row[],
  columns: Readonly<Record<Name, string>>,
  print: (rows: readonly Row[]) => string = JSON.stringify,
): Prisma.Sql {
  const types = Object.entries(columns).map(([name, type]) => `"${name}" ${String(type)}`);
  return Prisma.sql`(
    select * from json_to_recordset(${print(rows)}::json)
      as r(${Prisma.raw(types.join(", "))}))`;
}

/**
 * One transaction. Waits up to 10 s for a connection and may run for 60 s, so that a burst of
 * reports behind one lock is served in turn instead of failing.
 */
export function transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
  return db().$transaction(work, { maxWait: 30_000, timeout: 60_000 });
}

/**
 * The present instant by the database's clock, for use inside a statement: the same for all
 * processes on all hosts. A test's instant where one is set.
 */
export function databaseNow(): Prisma.Sql {
  const instant = setInstant();
  return instant ? Prisma.sql`${instant}::timestamptz` : Prisma.sql`clock_timestamp()`;
}

/** Takes a lock that ends with the transaction; `name` is hashed to PostgreSQL's 64-bit key. */
export async function lockFor(tx: Tx, name: string): Promise<void> {
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`;
}

/** Ends every connection; for scripts and tests. */
export async function closeDb(): Promise<void> {
  await handles.client?.$disconnect();
  await handles.pool?.end();
  delete handles.client;
  delete handles.pool;
}
