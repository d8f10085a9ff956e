import "server-only";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { from as copyFrom } from "pg-copy-streams";
import { pool } from "@/lib/platform/db";

/** A cell of a copied row; null is SQL's. */
export type Cell = string | number | bigint | null;

/** Rows of one piece of text: what COPY holds in memory. */
const ROWS_A_PIECE = 1_000;

const escapes: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "\t": "\\t",
  "\n": "\\n",
  "\r": "\\r",
  // PostgreSQL holds no NUL in text.
  "\0": "\uFFFD",
};

function cellText(cell: Cell): string {
  if (cell === null) return "\\N";
  return typeof cell === "string"
    ? cell.replace(/[\\\t\n\r\0]/g, (c) => escapes[c] ?? c)
    : `${cell}`;
}

function* piecesOf<Row>(
  rows: Iterable<Row>,
  toCells: (row: Row) => readonly Cell[],
): Generator<string> {
  let lines: string[] = [];
  for (const row of rows) {
    lines.push(toCells(row).map(cellText).join("\t"));
    if (lines.length < ROWS_A_PIECE) continue;
    yield `${lines.join("\n")}\n`;
    lines = [];
  }
  if (lines.length > 0) yield `${lines.join("\n")}\n`;
}

/**
 * Adds rows by COPY over a connection of its own: all of them or none, committed when this returns.
 * `target` is a table with its columns. Returns how many; throws what the database says.
 */
export async function copyRows<Row>(
  target: string,
  rows: Iterable<Row>,
  toCells: (row: Row) => readonly Cell[],
): Promise<number> {
  const client = await pool().connect();
  let failure: Error | undefined;
  try {
    const stream = client.query(copyFrom(`copy ${target} from stdin`));
    await pipeline(Readable.from(piecesOf(rows, toCells)), stream);
    return stream.rowCount;
  } catch (error) {
    failure = error instanceof Error ? error : new Error(String(error));
    throw error;
  } finally {
    // A connection in the middle of a COPY is closed instead of being lent again.
    client.release(failure);
  }
}
