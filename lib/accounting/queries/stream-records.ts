import "server-only";
import type pg from "pg";
import { pool } from "@/lib/platform/db";
import { env } from "@/lib/platform/env";
import { AppError } from "@/lib/platform/errors";
import { processGlobal } from "@/lib/platform/process-global";
import { RECORD_SEPARATOR, type RecordQuery, type Sites } from "../model";
import { selectRecords } from "./record-sql";

/** Rows of the first piece: small, so that an answer begins soon. */
const FIRST_ROWS = 500;
const MAX_ROWS = 4_000;

/** Size that pieces are kept near, in characters. */
const PIECE_LENGTH = 300_000;

/** How long a reader may wait for one of the connections that readers may hold. */
const WAIT_MS = 10_000;

/** Readers that stop reading hold a connection and a snapshot: not for longer than this. */
const STALLED_MS = 300_000;

/** Records as text, piece by piece, from a cursor of the database. */
export interface RecordStream {
  /** The next piece, or null at the end; the next one is fetched ahead meanwhile. */
  next(): Promise<string | null>;
  /** Frees the cursor at once, also while a piece is being fetched. */
  close(): Promise<void>;
}

interface Seats {
  taken: number;
  waiting: (() => void)[];
}

const seats = processGlobal<Seats>("record-streams", () => ({ taken: 0, waiting: [] }));

/**
 * Opens the records that meet the query, within `sites`, in its order; `signal` closes it at any
 * time. The first piece is there when this returns, so whatever is wrong is thrown here. Throws
 * `unavailable` when too many others read.
 */
export async function streamRecords(
  query: RecordQuery,
  sites: Sites,
  signal?: AbortSignal,
): Promise<RecordStream> {
  await takeSeat();
  const client = await pool()
    .connect()
    .catch((error: unknown) => {
      leaveSeat();
      throw error;
    });
  const cursor = new Cursor(client);
  const close = () => void cursor.close();
  signal?.addEventListener("abort", close, { once: true });
  try {
    if (!signal?.aborted) await cursor.open(query, sites);
  } catch (error) {
    if (!signal?.aborted) throw error;
  } finally {
    if (!cursor.isOpen) await cursor.close();
  }
  if (signal?.aborted) throw new AppError("invalid_state", "The reader has gone.");
  return cursor;
}

// A part of the pool, so that slow readers never keep writers out.
async function takeSeat(): Promise<void> {
  const most = Math.max(1, Math.floor(env().HEADROOM_DATABASE_CONNECTIONS / 2));
  if (seats.taken < most) {
    seats.taken += 1;
    return;
  }
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      seats.waiting = seats.waiting.filter((waiting) => waiting !== enter);
      reject(new AppError("unavailable", "Too many others read records now. Please try again."));
    }, WAIT_MS);
    const enter = () => {
      clearTimeout(timer);
      resolve();
    };
    seats.waiting.push(enter);
  });
}

// The seat goes to whoever waited longest; it is never free in between.
function leaveSeat(): void {
  const next = seats.waiting.shift();
  if (next) next();
  else seats.taken -= 1;
}

class Cursor implements RecordStream {
  readonly #client: pg.PoolClient;
  #ahead: Promise<string | null> = Promise.resolve(null);
  /** The statement that runs now. */
  #running: Promise<unknown> | undefined;
  #isAtEnd = false;
  #isClosed = false;
  isOpen = false;
  #rows = FIRST_ROWS;
  #stalled: NodeJS.Timeout | undefined;

  constructor(client: pg.PoolClient) {
    this.#client = client;
  }

  async open(query: RecordQuery, sites: Sites): Promise<void> {
    // PERF: the default page cost is a disk's; with it a day's records of one site are looked for
    // in the index of meta, among all of that site's.
    await this.#client.query(`begin read only; set local random_page_cost = 1.1;
      set local cursor_tuple_fraction = 1; set local jit = off`);
    const { text, values } = selectRecords(query, sites);
    await this.#run(`declare records no scroll cursor for ${text}`, values);
    const first = await this.#fetch();
    this.#ahead = Promise.resolve(first);
    this.isOpen = true;
    this.#watch();
  }

  async #run(text: string, values: unknown[] = []): Promise<[string][]> {
    // Thrown, since an end would pass for the whole result.
    if (this.#isClosed) throw new Error("the cursor was closed before its end");
    const running = this.#client.query<[string]>({ text, values, rowMode: "array" });
    this.#running = running;
    try {
      return (await running).rows;
    } finally {
      this.#running = undefined;
    }
  }

  async next(): Promise<string | null> {
    const piece = await this.#ahead;
    if (piece === null) return null;
    this.#ahead = this.#isAtEnd ? this.close().then(() => null) : this.#fetch();
    // Whoever asks for the next piece hears of its failure; until then nobody does.
    this.#ahead.catch(() => undefined);
    this.#watch();
    return piece;
  }

  async #fetch(): Promise<string | null> {
    const rows = await this.#run(`fetch ${this.#rows} from records`);
    this.#isAtEnd = rows.length < this.#rows;
    if (rows.length === 0) {
      await this.close();
      return null;
    }
    const piece = rows.map(([line]) => line + RECORD_SEPARATOR).join("");
    // Long records come in smaller numbers, so that a piece stays about as large.
    const fitting = Math.floor((PIECE_LENGTH * rows.length) / piece.length);
    this.#rows = Math.max(1, Math.min(MAX_ROWS, fitting));
    return piece;
  }

  #watch(): void {
    clearTimeout(this.#stalled);
    if (this.#isClosed) return;
    this.#stalled = setTimeout(() => void this.close(), STALLED_MS);
    this.#stalled.unref();
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearTimeout(this.#stalled);
    try {
      if (this.#running) await this.#cancel(this.#running);
      await this.#client.query("rollback");
      this.#client.release();
    } catch (error) {
      this.#client.release(error instanceof Error ? error : true);
    } finally {
      leaveSeat();
    }
  }

  async #cancel(running: Promise<unknown>): Promise<void> {
    const { processID } = this.#client as unknown as { processID: number };
    await pool().query("select pg_cancel_backend($1)", [processID]);
    await running.catch(() => undefined);
  }
}
