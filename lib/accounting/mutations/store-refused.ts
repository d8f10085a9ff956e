import "server-only";
import { z } from "zod";
import { may, sitesOf, type Viewer } from "@/lib/auth/model";
import { record } from "@/lib/history/mutations";
import { ask, databaseNow, type Tx, transaction } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { announce } from "@/lib/platform/events";
import { enqueue } from "@/lib/platform/queue";
import { addRecordsIn, type RecordSender, senderProblem } from "../ingest/add-records";
import type { NewRecord } from "../model";
import { parseRecord } from "../schema/read-record";

function requireAdmin(actor: Viewer): void {
  if (may(actor, "admin:accounting")) return;
  throw new AppError("forbidden", "Your roles do not allow this.");
}

const senderShape = z.object({ id: z.string().nullable(), site: z.string().nullable() });

// Holds the refused report until the transaction ends; records are its sender's, not the person's.
async function lockRefusal(tx: Tx, refusalId: bigint): Promise<RecordSender> {
  const [sender] = await ask(senderShape, tx)`
    select r.component_id as id, c.site from refusals r left join components c on c.id = r.component_id
    where r.id = ${refusalId} for update of r`;
  if (!sender) throw new AppError("not_found", "There is no such refused report.");
  const { id, site } = sender;
  return id === null ? { actor: null, sites: null } : { actor: { id }, sites: sitesOf({ site }) };
}

/**
 * Stores what was good in a refused batch. Ids that are taken by now are passed over, and leave
 * their trace. Returns how many were new. Throws `forbidden`, `not_found`.
 */
export async function storeGoodRefused(actor: Viewer, refusalId: string): Promise<number> {
  requireAdmin(actor);
  const id = BigInt(refusalId);
  return transaction(async (tx) => {
    const sender = await lockRefusal(tx, id);
    const rows = await ask(z.object({ line: z.int(), content: z.string() }), tx)`
      select line, content from accounting_refused_records
      where refusal_id = ${id} and reason is null and stored_at is null order by line`;
    const records = rows.map(({ content }) => parseRecord(content));
    for (const one of records) requireSender(one, sender);
    const stored = await addRecordsIn(tx, records, sender);
    await tx.$executeRaw`
      update accounting_refused_records set stored_at = ${databaseNow()}, stored_by = ${actor.uid}
      where refusal_id = ${id} and line = any(${rows.map(({ line }) => line)}::int[])`;
    const change = { datum: "stored", was: null, now: stored };
    await tell(tx, actor, { subjectId: `refused report ${refusalId}`, change });
    return stored;
  });
}

/**
 * Stores a refused record as a person repaired it. Throws `forbidden`, `not_found`, `invalid_input`
 * where it still is none, and `conflict` where its id is taken or it was stored before.
 */
export async function repairRefused(
  actor: Viewer,
  input: { refusalId: string; line: number; content: string },
): Promise<void> {
  requireAdmin(actor);
  const { line, content } = input;
  const id = BigInt(input.refusalId);
  const repaired = parseRepaired(content);
  await transaction(async (tx) => {
    const sender = await lockRefusal(tx, id);
    requireSender(repaired, sender);
    const [row] = await ask(z.object({ was: z.string(), isStored: z.boolean() }), tx)`
      select content as was, stored_at is not null as "isStored" from accounting_refused_records
      where refusal_id = ${id} and line = ${line}::int`;
    if (!row) throw new AppError("not_found", "There is no such refused record.");
    if (row.isStored) throw new AppError("conflict", "This record was stored meanwhile.");
    const stored = await addRecordsIn(tx, [repaired], sender);
    if (stored === 0) {
      throw new AppError("conflict", `The id ${repaired.recordId} is taken. Give it another one.`);
    }
    await tx.$executeRaw`
      update accounting_refused_records set stored_at = ${databaseNow()}, stored_by = ${actor.uid}
      where refusal_id = ${id} and line = ${line}::int`;
    const change = { datum: "record", was: row.was, now: content };
    await tell(tx, actor, { subjectId: repaired.recordId, change });
  });
}

function parseRepaired(content: string): NewRecord {
  try {
    return parseRecord(content);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : "This is no record.";
    throw new AppError("invalid_input", message, { cause, fields: { content: [message] } });
  }
}

function requireSender(one: NewRecord, sender: RecordSender): void {
  const problem = senderProblem(one, sender);
  if (problem) throw new AppError("invalid_input", problem);
}

async function tell(
  tx: Tx,
  actor: Viewer,
  event: { subjectId: string; change: { datum: string; was: string | null; now: string | number } },
): Promise<void> {
  const subject = { room: "accounting", subjectType: "record" } as const;
  await record(tx, actor, [{ ...subject, ...event, verb: "store" }]);
  await announce(tx, { room: "accounting", kind: "change" });
  await enqueue(tx, "roll-up-usage", {}, { jobKey: "roll-up-usage-now" });
}
