import "server-only";
import type { Actor, ComponentActor } from "@/lib/auth/model";
import {
  type BadRow,
  type Delivered,
  type FeedName,
  type IdempotencyKey,
  type IngestReceipt,
  ReportRefused,
} from "@/lib/dataspace/model";
import { findAnswer, keepAnswer } from "@/lib/dataspace/mutations/receipt";
import { recordRefusal } from "@/lib/dataspace/mutations/refusal";
import { db, type Tx, transaction } from "@/lib/platform/db";

/** How a load reached us. */
export interface Delivery {
  requestRef: string;
  idempotency?: IdempotencyKey | undefined;
}

/** The first answer to a request's key, or what `work` says, kept for the next with this key. */
export async function answerOnce(
  tx: Tx,
  actor: Actor,
  door: string,
  idempotency: IdempotencyKey | undefined,
  work: () => Promise<IngestReceipt>,
): Promise<Delivered> {
  const sender = actor.kind === "component" ? actor : undefined;
  if (sender && idempotency) {
    const known = await findAnswer(tx, sender, door, idempotency);
    if (known) return { answer: known, isReplay: true };
  }
  const answer = { status: 201, body: JSON.stringify(await work()) };
  if (sender && idempotency) await keepAnswer(tx, sender, door, idempotency, answer);
  return { answer, isReplay: false };
}

/** A load of which nothing can be used. */
export function refusedWhole(
  message: string,
  feed: FeedName,
  facts: { receivedCount: number; badRows: readonly BadRow[] },
): ReportRefused {
  return new ReportRefused(message, 422, { feed, ...facts });
}

/** Keeps the bad rows of a load whose good ones were stored. */
export async function keepRejected(
  actor: Actor,
  feed: FeedName,
  requestRef: string,
  receivedCount: number,
  rejected: readonly BadRow[],
): Promise<void> {
  if (rejected.length === 0) return;
  await recordRefusal(actor, {
    feed,
    requestRef,
    code: "invalid_input",
    detail: `${rejected.length} of ${receivedCount} rows are not valid; the others are stored.`,
    receivedCount,
    rejected,
  });
}

/** Whether a request with this key was answered before, whatever its body. */
export async function isKnownKey(
  { id: componentId }: ComponentActor,
  feedName: string,
  key: string,
): Promise<boolean> {
  return (await db().idempotentReceipt.count({ where: { componentId, feedName, key } })) > 0;
}

/** The first answer of a request that was answered before. Throws `conflict` (422) for another. */
export function repeatAnswer(
  actor: ComponentActor,
  door: string,
  idempotency: IdempotencyKey,
): Promise<Delivered> {
  return transaction(async (tx) => {
    const answer = await findAnswer(tx, actor, door, idempotency);
    if (!answer) throw new Error("a known key has no answer");
    return { answer, isReplay: true };
  });
}
