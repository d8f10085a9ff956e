import "server-only";
import { z } from "zod";
import type { Actor } from "@/lib/auth/model";
import { ask, databaseNow, db, type Prisma } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import {
  REAPER_OFFLINE_MS,
  type ReaperStateName,
  type RetentionField,
  reaperRunStates,
  reaperStates,
} from "../model";
import { type ReapedFeed, reapedFeed } from "../schema";
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

const statusRow = z.object({
  state: z.enum(reaperStates),
  nextRunAt: z.date().nullable(),
  /** When a worker last looked. */
  heardAt: z.date().nullable(),
  lastStartedAt: z.date().nullable(),
  lastEndedAt: z.date().nullable(),
  lastError: z.string().nullable(),
  isSilent: z.boolean(),
});

/** What the Reaper does now. */
export interface ReaperStatus extends Omit<z.infer<typeof statusRow>, "isSilent"> {
  state: ReaperStateName;
  /** The state's number in its source, 0 to 7. */
  stateNumber: number;
}

/** The Reaper's state; OFFLINE where no worker has looked for five minutes. */
export async function readReaper(actor: Actor): Promise<ReaperStatus> {
  requireRead(actor);
  const [row] = await ask(statusRow)`
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

/** One pass of the Reaper, or a dry run of one. */
export interface ReaperRunRow {
  id: number;
  startedAt: Date;
  endedAt: Date | null;
  state: (typeof reaperRunStates)[number];
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

/** The newest pass or dry run; null before the first. */
export async function findLastRun(actor: Actor): Promise<ReaperRunRow | null> {
  requireRead(actor);
  const found = await db().reaperRun.findFirst({
    orderBy: [{ startedAt: "desc" }, { id: "desc" }],
  });
  return found && toRun(found);
}

/** One pass or dry run; throws `not_found`. */
export async function getReaperRun(actor: Actor, id: number): Promise<ReaperRunRow> {
  requireRead(actor);
  const found = await db().reaperRun.findUnique({ where: { id } });
  if (!found) throw new AppError("not_found", "There is no such run; only the newest are kept.");
  return toRun(found);
}

const toRun = (stored: Prisma.ReaperRunGetPayload<object>): ReaperRunRow => ({
  ...stored,
  state: z.enum(reaperRunStates).parse(stored.state),
  report: z.array(reapedFeed).parse(stored.report),
});

const override = z.object({ feed: z.string(), retentionDays: z.int() });

/** A feed whose generations are kept for a time of its own. */
export type RetentionOverride = z.infer<typeof override>;

/** Feeds with a retention of their own, the shortest first; at most 200. */
export async function listRetentionOverrides(actor: Actor): Promise<RetentionOverride[]> {
  requireRead(actor);
  return ask(override)`
    select name as feed, retention_days as "retentionDays" from feeds
    where retention_days is not null order by retention_days, name limit 200`;
}
