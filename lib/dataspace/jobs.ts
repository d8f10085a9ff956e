import "server-only";
import { now } from "@/lib/platform/clock";
import { db } from "@/lib/platform/db";

/** How long a retry with the same Idempotency-Key gets the first answer again. */
const KEEP_RECEIPTS_MS = 7 * 24 * 60 * 60_000;

/** Removes receipts of ingests that no client retries any more. */
export async function sweepReceipts(): Promise<void> {
  const before = new Date(now().getTime() - KEEP_RECEIPTS_MS);
  await db().idempotentReceipt.deleteMany({ where: { at: { lt: before } } });
}
