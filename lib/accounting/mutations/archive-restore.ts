import "server-only";
import { join } from "node:path";
import type { ComponentActor } from "@/lib/auth/model";
import { databaseNow, db, transaction } from "@/lib/platform/db";
import { AppError, asAppError } from "@/lib/platform/errors";
import { announce } from "@/lib/platform/events";
import { addRecordsIn } from "../ingest/add-records";
import { archiveFolder } from "../queries/archive-folder";
import { parseRecord } from "../schema/read-record";
import { readLines } from "./archive-file";
import { type ArchiveWatch, requireContent, type SourceRun } from "./archive-month";
import { alone, type StoredRow, toArchiveRow } from "./archive-run";

const LINES_AT_ONCE = 2_000;

export interface Restored {
  month: string;
  files: number;
  records: bigint;
  /** Records that were not there. */
  stored: bigint;
}

/**
 * Brings a month's records back from its files, as they were, each with the component that sent it;
 * what is there stays as it is, so that it may be done again. Throws `not_found` for a month without
 * a file, `invalid_state` where a file is not what was written or another process is at work.
 */
export async function restoreArchive(month: string, watch: ArchiveWatch = {}): Promise<Restored> {
  if (!/^\d{4}-(?:0[1-9]|1[0-2])$/.test(month)) {
    throw new AppError("invalid_input", "A month is written as 2026-01.");
  }
  return (await alone(true, () => restoreMonth(month, watch))) as Restored;
}

async function restoreMonth(month: string, watch: ArchiveWatch): Promise<Restored> {
  const rows = await db().accountingArchive.findMany({
    where: { month: new Date(`${month}-01T00:00:00Z`), state: { not: "writing" } },
    orderBy: { part: "asc" },
  });
  if (rows.length === 0) throw new AppError("not_found", `There is no file of ${month}.`);
  const restored: Restored = { month, files: rows.length, records: 0n, stored: 0n };
  for (const row of rows) {
    restored.records += row.rowCount;
    restored.stored += await restoreFile(row, watch).catch((error: unknown) => {
      if (watch.signal?.aborted) throw error;
      return keepProblem(row.id, error);
    });
  }
  return restored;
}

// For the page: who asked for it does not see the job.
async function keepProblem(id: number, error: unknown): Promise<never> {
  const problem = asAppError(error)?.message ?? "Something went wrong; see the log.";
  await db().accountingArchive.update({ where: { id }, data: { error: problem } });
  throw error;
}

async function restoreFile(
  row: StoredRow & { sources: unknown },
  watch: ArchiveWatch,
): Promise<bigint> {
  const path = join(archiveFolder(), row.fileName);
  await requireContent(path, toArchiveRow(row).content);
  // First, so that no run archives again what was brought back so far.
  await db().accountingArchive.update({ where: { id: row.id }, data: { state: "restoring" } });
  let stored = 0n;
  let next = 0;
  for await (const lines of readLines(path, LINES_AT_ONCE)) {
    watch.signal?.throwIfAborted();
    stored += BigInt(await restoreLines(lines, sendersOf(row.sources as SourceRun[], next, lines)));
    next += lines.length;
    await watch.onPoint?.("batch");
  }
  await transaction(async (tx) => {
    await tx.$executeRaw`
      update accounting_archives set state = 'restored', restored_at = ${databaseNow()}, error = null
      where id = ${row.id}`;
    await announce(tx, { room: "accounting", kind: "archive" });
  });
  return stored;
}

interface SentLines {
  componentId: string | null;
  from: number;
  to: number;
}

/** Which of the lines, the first of them being `first` in the file, came from whom. */
function sendersOf(
  runs: readonly SourceRun[],
  first: number,
  lines: readonly string[],
): SentLines[] {
  let end = 0;
  return runs
    .map(({ componentId, rowCount }) => {
      const start = end;
      end += rowCount;
      return {
        componentId,
        from: Math.max(0, start - first),
        to: Math.min(lines.length, end - first),
      };
    })
    .filter(({ from, to }) => from < to);
}

async function restoreLines(lines: string[], senders: SentLines[]): Promise<number> {
  let stored = 0;
  for (const { componentId, from, to } of senders) {
    const records = lines.slice(from, to).map((line) => parseRecord(line));
    const sender = { actor: componentId === null ? null : formerSender(componentId), sites: null };
    stored += await transaction((tx) => addRecordsIn(tx, records, sender));
  }
  return stored;
}

/** Whoever sent it once; the component may be another one now, or gone. */
function formerSender(id: string): ComponentActor {
  const nowhere = { clusterId: null, site: null, volume: null };
  return { kind: "component", id, name: id, service: "collector", ...nowhere, keyId: 0 };
}
