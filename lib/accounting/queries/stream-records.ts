import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import { type Prisma, pool } from "@/lib/platform/db";
import { env } from "@/lib/platform/env";
import { AppError } from "@/lib/platform/errors";
import { processGlobal } from "@/lib/platform/process-global";
import type { RecordQuery, Sites } from "../model";
import { selectRecords } from "./record-sql";

/** How long a reader may wait for one of the connections that readers may hold. */
const WAIT_MS = 10_000;

/** Readers that stop reading hold a connection and a snapshot: not for longer than this. */
const STALLED_MS = 300_000;

/** How long what is under way is waited for when a reader has gone. */
const CLOSE_MS = 2_000;

/** Records as bytes of text, piece by piece, straight from the database. */
export interface RecordStream {
  /** The next piece, which may end within a line, or null at the end. */
  next(): Promise<Buffer | null>;
  /** Frees the connection at once, also while a piece is being fetched. */
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
  const copy = new Copy(client);
  const close = () => void copy.close();
  signal?.addEventListener("abort", close, { once: true });
  try {
    if (!signal?.aborted) await copy.open(query, sites);
  } catch (error) {
    if (!signal?.aborted) throw error;
  } finally {
    if (!copy.isOpen) await copy.close();
  }
  if (signal?.aborted) throw new AppError("invalid_state", "The reader has gone.");
  return copy;
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

/** The query with its values in it, for COPY takes none. SECURITY: each of them is escaped here. */
function inlined({ strings, values }: Prisma.Sql): string {
  return strings.map((text, at) => text + (at < values.length ? literal(values[at]) : "")).join("");
}

function literal(value: unknown): string {
  if (typeof value === "bigint") return `(${value})`;
  if (Array.isArray(value)) return `array[${value.map(literal).join(", ")}]`;
  if (typeof value !== "string") throw new Error("a query of records has texts and whole numbers");
  // It would end the statement.
  if (value.includes("\0")) throw new AppError("invalid_input", "Parsing '\\0' failed.");
  return pg.escapeLiteral(value);
}

// PERF: as rows, a million records were a million strings, and the process grew by 400 MB. CSV with
// a quote and a delimiter that JSON cannot contain is each line as it is, and a line feed.
const FORMAT = "(format csv, delimiter E'\\x02', quote E'\\x01')";

class Copy implements RecordStream {
  readonly #client: pg.PoolClient;
  #pieces: AsyncIterator<Buffer> | undefined;
  #first: IteratorResult<Buffer> | undefined;
  #isAtEnd = false;
  #isClosed = false;
  isOpen = false;
  #stalled: NodeJS.Timeout | undefined;

  constructor(client: pg.PoolClient) {
    this.#client = client;
  }

  async open(query: RecordQuery, sites: Sites): Promise<void> {
    const text = inlined(selectRecords(query, sites));
    // PERF: the default page cost is a disk's; with it a day's records of one site are looked for
    // in the index of meta, among all of that site's.
    await this.#client.query(
      "begin read only; set local random_page_cost = 1.1; set local jit = off",
    );
    const rows = this.#client.query(copyTo(`copy (${text}) to stdout with ${FORMAT}`));
    // Also when nobody reads: the next who asks for a piece hears of it.
    rows.on("error", () => undefined);
    this.#pieces = rows[Symbol.asyncIterator]();
    this.#first = await this.#pieces.next();
    this.isOpen = true;
    this.#watch();
  }

  async next(): Promise<Buffer | null> {
    // Thrown, since an end would pass for the whole result.
    if (this.#isAtEnd) return null;
    if (this.#isClosed) throw closedEarly();
    const piece = this.#first ?? (await this.#pieces?.next());
    this.#first = undefined;
    if (this.#isClosed) throw closedEarly();
    this.#watch();
    if (piece && !piece.done) return piece.value;
    this.#isAtEnd = true;
    await this.close();
    return null;
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
      await Promise.race([this.#settle(), lateness()]);
      this.#client.release();
    } catch (error) {
      // Its server sees that the connection is gone.
      this.#client.release(error instanceof Error ? error : true);
    } finally {
      leaveSeat();
    }
  }

  // The connection is fit for others when nothing is under way on it.
  async #settle(): Promise<void> {
    const { processID } = this.#client as unknown as { processID: number };
    if (this.#pieces && !this.#isAtEnd) {
      await pool().query("select pg_cancel_backend($1)", [processID]);
      await this.#discard(this.#pieces);
    }
    await this.#client.query("rollback");
  }

  async #discard(pieces: AsyncIterator<Buffer>): Promise<void> {
    try {
      while (!(await pieces.next()).done);
    } catch {
      // That it was cancelled is what it says.
    }
  }
}

const closedEarly = () => new Error("the stream was closed before its end");

async function lateness(): Promise<never> {
  await sleep(CLOSE_MS, undefined, { ref: false });
  throw new Error("the database does not let go of a query");
}
