import "server-only";
import type { Actor } from "@/lib/auth/model";
import { databaseNow, db } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import {
  REAPER_OFFLINE_MS,
  type ReapedFeed,
  type ReaperStateName,
  type RetentionField,
  reaperStates,
} from "../model";
import { requireRead } from "../space/access";

/** How long generations are kept and how the Reaper runs; days, seconds, seconds, products. */
export type RetentionSettings = Record<RetentionField, number> & { version: number };

/** The settings as they are. */
export async function readRetention(actor: Actor): Promise<RetentionSettings> {
  requireRead(actor);
  const { retentionDays, secondsBetweenRuns, startDelaySeconds, batchSize, version } =
    await db().retentionSettings.findUniqueOrThrow({ where: { id: 1 } });
  return { retentionDays, secondsBetweenRuns, startDelaySeconds, batchSize, version };
}

/** What the Reaper does now. */
export interface ReaperStatus {
  state: ReaperStateName;
  /** The state's number in its source, 0 to 7. */
  stateNumber: number;
  nextRunAt: Date | null;
  /** When a worker last looked. */
  heardAt: Date | null;
  lastStartedAt: Date | null;
  lastEndedAt: Date | null;
  lastError: string | null;
}

/** The Reaper's state; OFFLINE where no worker has looked for five minutes. */
export async function readReaper(actor: Actor): Promise<ReaperStatus> {
  requireRead(actor);
  const [row] = await db().$queryRaw<(Omit<ReaperStatus, "stateNumber"> & { isSilent: boolean })[]>`
    select state, next_run_at as "nextRunAt", heard_at as "heardAt",
      last_started_at as "lastStartedAt", last_ended_at as "lastEndedAt",
      last_error as "lastError", state not in ('BOOT', 'SHUTDOWN') and coalesce(heard_at
        < ${databaseNow()} - ${REAPER_OFFLINE_MS} * interval '1 millisecond', true) as "isSilent"
    from reaper_state`;
  if (!row) throw new Error("the Reaper has no state");
  const { isSilent, ...status } = row;
  const state = isSilent ? "OFFLINE" : status.state;
  return { ...status, state, stateNumber: reaperStates.indexOf(state) };
}

/** Runs of one page. */
const PAGE_SIZE = 50;

/** One pass of the Reaper, or a dry run of one. */
export interface ReaperRunRow {
  id: number;
  startedAt: Date;
  endedAt: Date | null;
  state: "RUNNING" | "DONE" | "STOPPED" | "FAILED" | "LOST";
  isDryRun: boolean;
  /** Who asked for it; null: it was due. */
  requestedBy: string | null;
  generationCount: number;
  productCount: number;
  taskManagerCount: number;
  blobCount: number;
  blobBytes: bigint;
  batchCount: number;
  longestBatchMs: number;
  /** Most products first, at most 1,000 feeds. */
  report: ReapedFeed[];
  error: string | null;
}

/** Passes and dry runs, newest first, 50 a page unless asked otherwise; `page` counts from 1. */
export async function listReaperRuns(
  actor: Actor,
  { page = 1, size = PAGE_SIZE }: { page?: number; size?: number } = {},
): Promise<{ rows: ReaperRunRow[]; rowCount: number }> {
  requireRead(actor);
  const [rows, rowCount] = await Promise.all([
    db().reaperRun.findMany({
      orderBy: [{ startedAt: "desc" }, { id: "desc" }],
      skip: (page - 1) * size,
      take: size,
    }),
    db().reaperRun.count(),
  ]);
  return {
    rows: rows.map(({ state, report, ...rest }) => ({
      ...rest,
      state: state as ReaperRunRow["state"],
      report: report as unknown as ReapedFeed[],
    })),
    rowCount,
  };
}

/** One pass or dry run; throws `not_found`. */
export async function getReaperRun(actor: Actor, id: number): Promise<ReaperRunRow> {
  requireRead(actor);
  const found = await db().reaperRun.findUnique({ where: { id } });
  if (!found) throw new AppError("not_found", "There is no such run; only the newest are kept.");
  return {
    ...found,
    state: found.state as ReaperRunRow["state"],
    report: found.report as unknown as ReapedFeed[],
  };
}

/** A feed whose generations are kept for a time of its own. */
export interface RetentionOverride {
  feed: string;
  retentionDays: number;
}

/** Feeds with a retention of their own, the shortest first; at most 200. */
export async function listRetentionOverrides(actor: Actor): Promise<RetentionOverride[]> {
  requireRead(actor);
  return db().$queryRaw`
    select name as feed, retention_days as "retentionDays" from feeds
    where retention_days is not null order by retention_days, name limit 200`;
}
