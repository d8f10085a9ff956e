import "server-only";
import type { z } from "zod";
import { checkRows, type Prisma, pool } from "./db";

/** Rows read at a time: what an export keeps in memory. */
const BATCH_ROWS = 1_000;

/**
 * All rows of a query from one snapshot, a thousand at a time, in constant memory. The driver gives
 * 64-bit numbers as text. `settings` are planner settings for this query alone, such as `jit = off`.
 */
export async function* exportRows<Row extends object>(
  shape: z.ZodType<Row>,
  { text, values }: Prisma.Sql,
  settings: readonly string[] = [],
): AsyncGenerator<Row[]> {
  const client = await pool().connect();
  let failure: Error | undefined;
  try {
    // A reader who stalls must not hold the connection and the snapshot for ever.
    await client.query(`begin isolation level repeatable read read only;
      set local idle_in_transaction_session_timeout = '60s'; set local cursor_tuple_fraction = 1;
      ${settings.map((setting) => `set local ${setting};`).join(" ")}`);
    await client.query(`declare rows no scroll cursor for ${text}`, values);
    for (;;) {
      const { rows } = await client.query<Row>(`fetch ${BATCH_ROWS} from rows`);
      if (rows.length > 0) yield checkRows(shape, rows);
      if (rows.length < BATCH_ROWS) return;
    }
  } catch (error) {
    failure = error instanceof Error ? error : new Error(String(error));
    throw error;
  } finally {
    if (!failure) await client.query("rollback").catch((error: Error) => (failure = error));
    // A connection in an unknown state is closed instead of being lent to the next request.
    client.release(failure);
  }
}
