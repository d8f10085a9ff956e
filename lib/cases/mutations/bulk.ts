import "server-only";
import type { Viewer } from "@/lib/auth/model";
import { now } from "@/lib/platform/clock";
import { Prisma, transaction } from "@/lib/platform/db";
import { AppError, asAppError } from "@/lib/platform/errors";
import { keptNote } from "../model";
import { type Act, type CaseChange, requireNote, ruleOf } from "../model/rules";
import { type ManyVerb, verbOf } from "../model/verbs";
import type { ChangeCasesInput } from "../schema";
import { plainAct, writeChanges } from "./change-case";
import { type LockedCase, lockCases } from "./lock-cases";

export interface BulkResult {
  done: number[];
  /** Cases that stayed as they were, and why. */
  skipped: { id: number; account: string | null; because: string }[];
}

const ATTEMPTS = 3;

/**
 * One verb on many cases, at most `MAX_BULK`, in one transaction. A case whose state does not
 * allow it is skipped and says why; the others are changed, one history row each.
 */
export async function changeCases(actor: Viewer, input: ChangeCasesInput): Promise<BulkResult> {
  requireNote(input.verb, input.note);
  const note = keptNote(input.note);
  const ids = [...new Set(input.ids)];
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await changeAll(actor, input.verb, ids, note);
    } catch (error) {
      if (attempt === ATTEMPTS || !isDeadlock(error)) throw error;
    }
  }
}

function changeAll(
  actor: Viewer,
  verb: ManyVerb,
  ids: readonly number[],
  note: string | undefined,
): Promise<BulkResult> {
  return transaction(async (tx) => {
    const locked = await lockCases(tx, actor, verbOf(verb).permission, ids);
    const found = new Set(locked.map(({ id }) => id));
    const skipped: BulkResult["skipped"] = ids
      .filter((id) => !found.has(id))
      .map((id) => ({ id, account: null, because: "There is no such case." }));
    const changes: Parameters<typeof writeChanges>[2]["changes"] = [];
    const act = plainAct(actor);
    for (const held of locked) {
      const outcome = outcomeOf(held, verb, act);
      if (typeof outcome !== "string") changes.push({ held, change: outcome });
      else skipped.push({ id: held.id, account: held.account, because: outcome });
    }
    await writeChanges(tx, actor, { verb, at: now(), note, changes });
    return { done: changes.map(({ held }) => held.id), skipped };
  });
}

/** The change, or the sentence that says why there is none. */
function outcomeOf(held: LockedCase, verb: ManyVerb, act: Act): CaseChange | null | string {
  try {
    return ruleOf(verb)(held, act) ?? verbOf(verb).same ?? null;
  } catch (error) {
    const known = asAppError(error);
    if (!known) throw error;
    return known.message;
  }
}

// A report that touches the same cases in another order can block us while we block it; PostgreSQL
// then ends one of the two.
function isDeadlock(error: unknown): boolean {
  if (error instanceof AppError) return false;
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return false;
  return error.code === "P2034" || JSON.stringify(error.meta ?? {}).includes("40P01");
}
