import "server-only";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type pg from "pg";
import { z } from "zod";
import { ask, askOn, databaseNow, db, Prisma, pool, transaction } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { RECORD_SEPARATOR } from "../model";
import { archiveFolder } from "../queries/archive-folder";
import { archivable, horizonQuery, horizonShape, selectLines } from "../queries/archive-sql";
import {
  draftPath,
  exists,
  type FileContent,
  isSameContent,
  publishFile,
  readContent,
  writeFileOf,
} from "./archive-file";
import { addCounts } from "./read-batch";

/**
 * One month on its way into a file, step by step. Every step can be made again, so whoever finds a
 * month that a killed process left goes on from the step that its row names.
 */

const PIECE_ROWS = 2_000;
const DELETED_AT_ONCE = 5_000;

/** Whose records follow each other in a file. */
export interface SourceRun {
  componentId: string | null;
  rowCount: number;
}

/** Points between which a process may die; tests let it. */
export type ArchivePoint =
  | "begun"
  | "piece"
  | "drafted"
  | "described"
  | "published"
  | "written"
  | "batch"
  | "emptied";

export interface ArchiveWatch {
  signal?: AbortSignal | undefined;
  onPoint?: ((point: ArchivePoint) => void | Promise<void>) | undefined;
}

export interface ArchiveRow {
  id: number;
  /** `2026-01`. */
  month: string;
  part: number;
  fileName: string;
  state: string;
  content: FileContent;
  horizonXid: bigint;
}

/** Writes, checks and deletes, from wherever the row is; returns the records that are in the file. */
export async function archiveMonth(row: ArchiveRow, watch: ArchiveWatch): Promise<bigint> {
  const path = join(archiveFolder(), row.fileName);
  let current = row;
  if (row.state === "writing") {
    current = await (row.content.sha256 === ""
      ? write(row, path, watch)
      : resume(row, path, watch));
    if (current.content.rowCount === 0n) return 0n;
    await watch.onPoint?.("published");
    await db().accountingArchive.update({ where: { id: row.id }, data: { state: "written" } });
    await watch.onPoint?.("written");
  } else {
    await requireContent(path, row.content);
  }
  await deleteRecords(current, watch);
  await watch.onPoint?.("emptied");
  await finish(current);
  return current.content.rowCount;
}

// Also of older files of the month: whatever was asked back from them is gone again.
async function finish({ id, month }: ArchiveRow): Promise<void> {
  await db().$executeRaw`
    update accounting_archives set state = 'deleted', deleted_at = ${databaseNow()}, error = null
    where id = ${id} or (month = ${`${month}-01`}::date and state in ('restored', 'restoring'))`;
}

/** Throws `invalid_state` unless the file on the disk is what was written. */
export async function requireContent(path: string, content: FileContent): Promise<void> {
  if (isSameContent(await readContent(path), content)) return;
  throw new AppError("invalid_state", `${path} is not what was written: nothing was changed.`);
}

/** Writes the month into a file and checks it; without records there is neither file nor row. */
async function write(row: ArchiveRow, path: string, watch: ArchiveWatch): Promise<ArchiveRow> {
  if (await exists(path)) throw new AppError("conflict", `${path} exists and is not ours.`);
  await watch.onPoint?.("begun");
  const source = new MonthReader(await pool().connect(), watch);
  try {
    const horizonXid = await source.open(row.month);
    const written = await writeFileOf(draftPath(path), source.pieces());
    await watch.onPoint?.("drafted");
    const content = { ...written, rowCount: source.rowCount };
    const described = { ...row, content, horizonXid };
    if (content.rowCount === 0n) {
      await rm(draftPath(path));
      await db().accountingArchive.delete({ where: { id: row.id } });
      return described;
    }
    await requireContent(draftPath(path), content);
    const sources = source.runs as unknown as Prisma.InputJsonValue;
    const data = { ...content, sources, horizonXid };
    await db().accountingArchive.update({ where: { id: row.id }, data });
    await watch.onPoint?.("described");
    await publishFile(path);
    return described;
  } finally {
    await source.close();
  }
}

/** Gives the file that the row describes its name, where a process was killed before. */
async function resume(row: ArchiveRow, path: string, watch: ArchiveWatch): Promise<ArchiveRow> {
  if (await exists(path)) {
    await requireContent(path, row.content);
    await rm(draftPath(path), { force: true });
    return row;
  }
  const isWhole = await readContent(draftPath(path)).then(
    (found) => isSameContent(found, row.content),
    () => false,
  );
  if (!isWhole) return write(row, path, watch);
  await publishFile(path);
  return row;
}

/** Reads a month from one snapshot of the database, piece by piece. */
class MonthReader {
  readonly #client: pg.PoolClient;
  readonly #watch: ArchiveWatch;
  readonly runs: SourceRun[] = [];
  rowCount = 0n;

  constructor(client: pg.PoolClient, watch: ArchiveWatch) {
    this.#client = client;
    this.#watch = watch;
  }

  async open(month: string): Promise<bigint> {
    await this.#client.query("begin isolation level repeatable read read only");
    const [state] = await askOn(this.#client, horizonShape, horizonQuery);
    if (!state) throw new AppError("unavailable", "The usage is counted anew. Try again later.");
    const horizonXid = BigInt(state.horizon);
    const { text, values } = selectLines(month, horizonXid);
    await this.#client.query(`declare lines no scroll cursor for ${text}`, values);
    return horizonXid;
  }

  async *pieces(): AsyncGenerator<string> {
    while (true) {
      this.#watch.signal?.throwIfAborted();
      // PERF: millions of lines; pairs, as the statement names them.
      const { rows } = await this.#client.query<[string | null, string]>({
        text: `fetch ${PIECE_ROWS} from lines`,
        rowMode: "array",
      });
      if (rows.length === 0) return;
      for (const [componentId] of rows) this.#count(componentId);
      this.rowCount += BigInt(rows.length);
      yield rows.map(([, line]) => line + RECORD_SEPARATOR).join("");
      await this.#watch.onPoint?.("piece");
    }
  }

  #count(componentId: string | null): void {
    const last = this.runs.at(-1);
    if (last?.componentId === componentId) last.rowCount += 1;
    else this.runs.push({ componentId, rowCount: 1 });
  }

  async close(): Promise<void> {
    await this.#client.query("rollback").then(
      () => this.#client.release(),
      (error: Error) => this.#client.release(error),
    );
  }
}

async function deleteRecords(row: ArchiveRow, watch: ArchiveWatch): Promise<void> {
  let lastId: bigint | null = 0n;
  while (lastId !== null) {
    watch.signal?.throwIfAborted();
    lastId = await deleteBatch(row, lastId);
    await watch.onPoint?.("batch");
  }
}

// PERF: by their ids, so that all batches together read the table once.
async function deleteBatch(row: ArchiveRow, afterId: bigint): Promise<bigint | null> {
  const where = archivable(row.month, row.horizonXid);
  return transaction(async (tx) => {
    // Usage is not counted meanwhile: what is gone must be known to it as archived.
    await tx.$executeRaw`select from accounting_state where id = 1 for update`;
    // What was changed since it was written is not what is in the file: it stays.
    const [found] = await ask(z.object({ lastId: z.bigint().nullable() }), tx)`
      with doomed as (
        select id from accounting_records where id > ${afterId} and ${where}
        order by id limit ${DELETED_AT_ONCE}
      ), gone as (
        delete from accounting_records
        where id in (select id from doomed) and change_xid < ${row.horizonXid}
        returning id, meta::jsonb as meta
      ), kept as (
        update accounting_usages set is_archived = true where id in (select id from gone)
      ), counted as (${addCounts(Prisma.sql`select meta, -1 as sign from gone`)})
      select max(id) as "lastId" from doomed`;
    return found?.lastId ?? null;
  });
}
