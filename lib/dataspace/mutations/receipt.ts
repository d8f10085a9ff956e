import "server-only";
import type { ComponentActor } from "@/lib/auth/model";
import { now } from "@/lib/platform/clock";
import { lockFor, type Tx } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import type { IdempotencyKey, StoredAnswer } from "../model";

/**
 * The first answer to this key, or undefined when the request is new. Holds a lock until the
 * transaction ends, so of two equal requests at once the second waits for the first one's answer.
 * ORDER: taken before the locks of feeds. Throws `conflict` (422) when the body is another one.
 */
export async function findAnswer(
  tx: Tx,
  actor: ComponentActor,
  door: string,
  { key, bodyDigest }: IdempotencyKey,
): Promise<StoredAnswer | undefined> {
  await lockFor(tx, `idempotency:${actor.id}:${door}:${key}`);
  const found = await tx.idempotentReceipt.findUnique({
    where: { componentId_feedName_key: { componentId: actor.id, feedName: door, key } },
  });
  if (!found) return undefined;
  if (found.bodyDigest !== bodyDigest) {
    throw new AppError("conflict", "This Idempotency-Key was used for another request.", {
      status: 422,
    });
  }
  return found.receipt as unknown as StoredAnswer;
}

/** Keeps the answer for the next request with this key; in the transaction that did the work. */
export async function keepAnswer(
  tx: Tx,
  actor: ComponentActor,
  door: string,
  idempotency: IdempotencyKey,
  answer: StoredAnswer,
): Promise<void> {
  await tx.idempotentReceipt.create({
    data: {
      componentId: actor.id,
      feedName: door,
      ...idempotency,
      receipt: { ...answer },
      at: now(),
    },
  });
}
