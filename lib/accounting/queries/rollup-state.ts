import "server-only";
import { z } from "zod";
import { reachOf, type Viewer } from "@/lib/auth/model";
import { ask } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";

/** Waiting records are counted up to here. */
const MAX_WAITING = 100_000;

export const rebuildSteps = ["idle", "waiting", "reading", "adding"] as const;
export type RebuildStep = (typeof rebuildSteps)[number];

export interface RollupState {
  /** Until when running records are counted; null before the first roll-up. */
  countedUntil: Date | null;
  /** When a run last found nothing more to do. */
  rolledUpAt: Date | null;
  /** New and changed records that are not counted yet; at most 100,000. */
  waitingCount: number;
  rebuild: {
    /** `reading` records by their mapping, then `adding` months. */
    step: RebuildStep;
    /** `mapping`: what another mapping read; `all`: everything. */
    scope: "mapping" | "all";
    reason: string;
    requestedAt: Date | null;
    /** Part of the step that is done, 0 to 1. */
    progress: number;
    endedAt: Date | null;
    error: string | null;
  };
}

/** Until when running records are counted; null before the first roll-up. */
export async function readCountedUntil(): Promise<Date | null> {
  const [row] = await ask(z.object({ at: z.date().nullable() }))`
    select counted_until as at from accounting_state where id = 1`;
  return row?.at ?? null;
}

const stateShape = z.object({
  countedUntil: z.date().nullable(),
  rolledUpAt: z.date().nullable(),
  waitingCount: z.int(),
  step: z.enum(rebuildSteps),
  scope: z.enum(["mapping", "all"]),
  reason: z.string(),
  requestedAt: z.date().nullable(),
  endedAt: z.date().nullable(),
  error: z.string().nullable(),
  recordShare: z.number().nullable(),
  monthShare: z.number().nullable(),
});

/** How fresh the roll-ups are and how far a rebuild is. Throws `forbidden`. */
export async function rollupState(viewer: Viewer): Promise<RollupState> {
  if (!reachOf(viewer, "accounting:read")) {
    throw new AppError("forbidden", "Your roles do not show usage.");
  }
  const [row] = await ask(stateShape)`
    select s.counted_until as "countedUntil", s.rolled_up_at as "rolledUpAt",
      (select count(*)::int from (
        select from accounting_records r where r.change_xid >= s.horizon_xid
          and (select u.change_xid from accounting_usages u where u.id = r.id)
            is distinct from r.change_xid
        limit ${MAX_WAITING}
      ) waiting) as "waitingCount",
      s.rebuild_step as step, s.rebuild_scope as scope, s.rebuild_reason as reason,
      s.rebuild_requested_at as "requestedAt", s.rebuild_ended_at as "endedAt",
      s.rebuild_error as error,
      s.rebuild_record_id::float8 / nullif(s.rebuild_last_id, 0) as "recordShare",
      case when s.rebuild_month is null then 0 else (
        select extract(epoch from s.rebuild_month - min(at))
          / nullif(extract(epoch from max(at) - min(at)), 0)
        from accounting_days
      ) end::float8 as "monthShare"
    from accounting_state s where s.id = 1`;
  if (!row) throw new Error("accounting_state has no row");
  const { countedUntil, rolledUpAt, waitingCount, recordShare, monthShare, ...rebuild } = row;
  const share = rebuild.step === "reading" ? recordShare : monthShare;
  const known = rebuild.step === "waiting" ? 0 : Math.min(1, Math.max(0, share ?? 0));
  const progress = rebuild.step === "idle" ? 1 : known;
  return { countedUntil, rolledUpAt, waitingCount, rebuild: { ...rebuild, progress } };
}
