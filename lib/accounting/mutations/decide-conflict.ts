import "server-only";
import { z } from "zod";
import { may, type Viewer } from "@/lib/auth/model";
import { record } from "@/lib/history/mutations";
import { ask, databaseNow, Prisma, type Tx, transaction } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { announce } from "@/lib/platform/events";
import { enqueue } from "@/lib/platform/queue";
import { addRecordsIn } from "../ingest/add-records";
import { type ConflictChoice, stateAfter } from "../model/conflict";
import { conflictLine, ownLine } from "../queries/record-sql";

/** Ids that are tried for a record whose own is taken. */
const MAX_PLACES = 1_000;

const conflictShape = z.object({
  recordId: z.string(),
  source: z.string(),
  metaText: z.string().nullable(),
  componentsText: z.string(),
  startAt: z.string(),
  stopAt: z.string().nullable(),
  state: z.string(),
  /** Both as the protocol shows them; the stored one is null where it went to the archive. */
  line: z.string(),
  stored: z.string().nullable(),
});
type Conflict = z.infer<typeof conflictShape>;

/**
 * Decides on a record that came under a taken id: the stored one stays (`keep`), this one is stored
 * under another id too (`rename`: the first free of `id~2`, `id~3` …), or in the place of the stored
 * one (`replace`). Usage is counted again from there. Throws `forbidden`, `not_found`, and `conflict`
 * where somebody decided before, or the stored one is no longer there.
 */
export async function decideConflict(
  actor: Viewer,
  input: { id: string; choice: ConflictChoice; reason: string },
): Promise<void> {
  if (!may(actor, "admin:accounting")) {
    throw new AppError("forbidden", "Your roles do not allow this.");
  }
  const { choice, reason } = input;
  await transaction(async (tx) => {
    const conflict = await lockConflict(tx, BigInt(input.id));
    const storedAs = await takeOver(tx, conflict, choice);
    await tx.$executeRaw`
      update accounting_conflicts set state = ${stateAfter[choice]}, stored_as = ${storedAs},
        decided_by = ${actor.uid}, decided_at = ${databaseNow()}
      where id = ${BigInt(input.id)}`;
    const subject = { room: "accounting", subjectType: "record" } as const;
    const was = choice === "replace" ? conflict.stored : null;
    const now = choice === "keep" ? null : conflict.line;
    const change = choice === "keep" ? {} : { change: { datum: "record", was, now } };
    const subjectId = storedAs ?? conflict.recordId;
    await record(tx, actor, [{ ...subject, subjectId, verb: choice, note: reason, ...change }]);
    await announce(tx, { room: "accounting", kind: "change" });
    await enqueue(tx, "roll-up-usage", {}, { jobKey: "roll-up-usage-now" });
  });
}

async function lockConflict(tx: Tx, id: bigint): Promise<Conflict> {
  const [conflict] = await ask(conflictShape, tx)`
    select c.record_id as "recordId", c.source, c.meta::text as "metaText",
      c.components::text as "componentsText", c.start_at::text as "startAt",
      c.stop_at::text as "stopAt", c.state, ${conflictLine} as line,
      (select ${ownLine} from accounting_records r where r.record_id = c.record_id) as stored
    from accounting_conflicts c where c.id = ${id} for update`;
  if (!conflict) throw new AppError("not_found", "There is no such record.");
  if (conflict.state === "open") return conflict;
  throw new AppError("conflict", "Somebody decided on this record meanwhile. Please reload.");
}

/** Under which id the record is stored now; null where it is not. */
async function takeOver(
  tx: Tx,
  conflict: Conflict,
  choice: ConflictChoice,
): Promise<string | null> {
  if (choice === "keep") return null;
  if (choice === "replace") return replaceStored(tx, conflict);
  const { source, recordId: taken, ...content } = conflict;
  const recordId = await freeId(tx, taken);
  const sender = { actor: source === "" ? null : { id: source }, sites: null };
  await addRecordsIn(tx, [{ ...content, recordId, meta: null }], sender);
  return recordId;
}

async function freeId(tx: Tx, recordId: string): Promise<string> {
  const [free] = await ask(z.object({ id: z.string() }), tx)`
    select n.id from (
      select place, ${recordId}::text || '~' || place as id
      from generate_series(2, ${MAX_PLACES}::int) place
    ) n
    where not exists (select from accounting_records r where r.record_id = n.id)
    order by n.place limit 1`;
  if (free) return free.id;
  throw new AppError("conflict", `All of ${recordId}~2 to ${recordId}~${MAX_PLACES} are taken.`);
}

async function replaceStored(tx: Tx, conflict: Conflict): Promise<string> {
  const { recordId, metaText, componentsText, startAt, stopAt } = conflict;
  const count = await tx.$executeRaw(Prisma.sql`
    update accounting_records set meta = ${metaText}::json, components = ${componentsText}::json,
      start_at = ${startAt}::timestamptz, stop_at = ${stopAt}::timestamptz,
      runtime_seconds =
        trunc(extract(epoch from ${stopAt}::timestamptz - ${startAt}::timestamptz))::bigint,
      component_id = ${conflict.source || null}::text, updated_at = ${databaseNow()},
      change_xid = pg_current_xact_id()::text::bigint
    where record_id = ${recordId}::text`);
  if (count === 1) return recordId;
  throw new AppError("conflict", "The stored record was archived. Take this one under a new id.");
}
