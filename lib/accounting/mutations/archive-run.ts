import "server-only";
import { mkdir } from "node:fs/promises";
import type pg from "pg";
import { z } from "zod";
import {
  ask,
  askDirectly,
  askOn,
  databaseNow,
  db,
  Prisma,
  pool,
  transaction,
} from "@/lib/platform/db";
import { env } from "@/lib/platform/env";
import { AppError, asAppError } from "@/lib/platform/errors";
import { announce } from "@/lib/platform/events";
import { log } from "@/lib/platform/log";
import { archiveFolder } from "../queries/archive-folder";
import { horizonQuery, horizonShape, selectMonths } from "../queries/archive-sql";
import { archiveFileName } from "./archive-file";
import { type ArchiveRow, type ArchiveWatch, archiveMonth } from "./archive-month";

/** What came late to an archived month waits this long, so that it comes in few files. */
const REST_DAYS = 28;

/** What a run may be told. */
export interface ArchiveOptions extends ArchiveWatch {
  /** Who asked for it; without, a run that cannot be now is no error. */
  requestedBy?: string | undefined;
  /** This month alone, `2026-01`, however young; one that was asked back is archived again. */
  month?: string | undefined;
}

/** What became of a month. */
export interface ArchivedMonth {
  month: string;
  part: number;
  fileName: string;
  rowCount: bigint;
  /** Why it is not archived, in a sentence; null where it is. */
  problem: string | null;
}

/**
 * Archives the months that are older than the setting: into a file, checked against the file as it
 * was read back, then out of the database. What a killed run left is finished first. One process of
 * the installation at a time is in here; for the others it throws `invalid_state` (409) where
 * somebody asked. Throws `invalid_input` for a month that is not over.
 */
export async function runArchive(options: ArchiveOptions = {}): Promise<ArchivedMonth[]> {
  const { requestedBy, month } = options;
  const before = await cutOff(month);
  if (before === null) {
    if (requestedBy === undefined) return [];
    const message = "Name a month: HEADROOM_ACCOUNTING_ARCHIVE_MONTHS is not set.";
    throw new AppError("invalid_input", message);
  }
  const run = () => archiveAll(options, before);
  return (await alone(requestedBy !== undefined, run)) ?? [];
}

/** First month that stays; null where all stay. */
async function cutOff(month: string | undefined): Promise<string | null> {
  const months = env().HEADROOM_ACCOUNTING_ARCHIVE_MONTHS;
  if (month === undefined && months === undefined) return null;
  if (month !== undefined && !/^\d{4}-(?:0[1-9]|1[0-2])$/.test(month)) {
    throw new AppError("invalid_input", "A month is written as 2026-01.");
  }
  const [row] = await ask(z.object({ present: z.string(), before: z.string() }))`
    select to_char(now, 'YYYY-MM') as present,
      to_char(now - ${months ?? 0}::int * interval '1 month', 'YYYY-MM') as before
    from (select date_trunc('month', ${databaseNow()} at time zone 'UTC') as now) m`;
  if (!row) throw new Error("the database has no clock");
  if (month !== undefined && month >= row.present) {
    throw new AppError("invalid_input", `${month} is not over yet.`);
  }
  return month === undefined ? row.before : row.present;
}

/** Runs the work where no other process is at it; else throws for a caller who insists. */
export async function alone<T>(insists: boolean, work: () => Promise<T>): Promise<T | undefined> {
  const client = await pool().connect();
  try {
    if (await lead(client)) return await work();
    if (!insists) return undefined;
    throw new AppError("invalid_state", "Records are archived or restored right now.");
  } finally {
    // The lock is the connection's: it ends with a killed process too.
    await client.query("select pg_advisory_unlock_all()").catch(() => undefined);
    client.release();
  }
}

async function lead(client: pg.PoolClient): Promise<boolean> {
  const [row] = await askOn(
    client,
    z.object({ isLeader: z.boolean() }),
    Prisma.sql`select pg_try_advisory_lock(hashtextextended('accounting-archive', 0)) as "isLeader"`,
  );
  return row?.isLeader === true;
}

async function archiveAll(options: ArchiveOptions, before: string): Promise<ArchivedMonth[]> {
  await mkdir(archiveFolder(), { recursive: true, mode: 0o750 });
  const done: ArchivedMonth[] = [];
  for (const row of await unfinishedRows()) done.push(await tryMonth(row, options));
  for (const month of await dueMonths(options, before)) {
    if (done.some((one) => one.month === month && one.problem !== null)) continue;
    done.push(await tryMonth(await newRow(month), options));
  }
  return done;
}

async function dueMonths({ month }: ArchiveOptions, before: string): Promise<string[]> {
  if (month !== undefined) return [month];
  const [state] = await askDirectly(horizonShape, horizonQuery);
  if (!state) return [];
  const query = selectMonths(before, BigInt(state.horizon), REST_DAYS);
  const rows = await askDirectly(z.object({ month: z.string() }), query);
  return rows.map((row) => row.month);
}

// One month that cannot be archived keeps no other from it.
async function tryMonth(row: ArchiveRow, options: ArchiveOptions): Promise<ArchivedMonth> {
  const { id, month, part, fileName } = row;
  const facts = { month, part, fileName };
  try {
    const rowCount = await archiveMonth(row, options);
    log().info({ kind: "archive", ...facts, rows: Number(rowCount) }, `${month} is archived`);
    return { ...facts, rowCount, problem: null };
  } catch (error) {
    if (options.signal?.aborted) throw error;
    const problem = asAppError(error)?.message ?? "Something went wrong; see the log.";
    log().error({ err: error, ...facts }, `${month} is not archived`);
    await db().accountingArchive.update({ where: { id }, data: { error: problem } });
    return { ...facts, rowCount: 0n, problem };
  } finally {
    await transaction((tx) => announce(tx, { room: "accounting", kind: "archive" }));
  }
}

const columns = {
  id: true,
  part: true,
  fileName: true,
  state: true,
  rowCount: true,
  bytes: true,
  sha256: true,
  horizonXid: true,
  month: true,
} as const;

/** A row as the database has it. */
export interface StoredRow {
  id: number;
  part: number;
  fileName: string;
  state: string;
  rowCount: bigint;
  bytes: bigint;
  sha256: string;
  horizonXid: bigint;
  month: Date;
}

export function toArchiveRow({ rowCount, bytes, sha256, month, ...row }: StoredRow): ArchiveRow {
  const content = { rowCount, bytes, sha256 };
  return { ...row, month: month.toISOString().slice(0, 7), content };
}

async function unfinishedRows(): Promise<ArchiveRow[]> {
  const rows = await db().accountingArchive.findMany({
    where: { state: { in: ["writing", "written"] } },
    orderBy: { id: "asc" },
    select: columns,
  });
  return rows.map(toArchiveRow);
}

async function newRow(month: string): Promise<ArchiveRow> {
  const start = new Date(`${month}-01T00:00:00Z`);
  return transaction(async (tx) => {
    const last = await tx.accountingArchive.aggregate({
      where: { month: start },
      _max: { part: true },
    });
    const part = (last._max.part ?? 0) + 1;
    const fileName = archiveFileName(month, part);
    const [made] = await ask(z.object({ id: z.int() }), tx)`
      insert into accounting_archives (month, part, file_name, created_at)
      values (${start}::date, ${part}, ${fileName}, ${databaseNow()}) returning id`;
    const row = await tx.accountingArchive.findUniqueOrThrow({
      where: { id: made?.id ?? 0 },
      select: columns,
    });
    return toArchiveRow(row);
  });
}
