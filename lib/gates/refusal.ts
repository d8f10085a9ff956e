import "server-only";
import type { Actor } from "@/lib/auth/model";
import { type FeedName, type NewRefusal, ReportRefused } from "@/lib/dataspace/model";
import { asAppError } from "@/lib/platform/errors";
import { log } from "@/lib/platform/log";

/** What to keep of a delivery that failed, or undefined where it was not the sender's fault. */
export function refusalOf(
  error: unknown,
  requestRef: string,
  feed?: FeedName,
): NewRefusal | undefined {
  const known = asAppError(error);
  if (!known || known.status < 400 || known.status >= 500) return undefined;
  const rows = error instanceof ReportRefused ? error : undefined;
  return {
    feed: rows?.feed ?? feed,
    requestRef,
    code: known.code,
    detail: known.message,
    receivedCount: rows?.receivedCount,
    rejected: rows?.badRows,
  };
}

/** Keeps the refusal; a failure to do so is logged, since the sender's answer matters more. */
export async function refuseQuietly<Sender extends Actor>(
  refuse: (actor: Sender, refusal: NewRefusal) => Promise<unknown>,
  actor: Sender,
  refusal: NewRefusal | undefined,
): Promise<void> {
  if (!refusal) return;
  await refuse(actor, refusal).catch((error: unknown) => {
    log().error({ err: error, ref: refusal.requestRef }, "a refused report was not kept");
  });
}
