import "server-only";
import { now } from "@/lib/platform/clock";
import { db } from "@/lib/platform/db";

const KEEP_FAILURES_MS = 60 * 60_000;

/** Removes sign-in failures that no longer count and replay guards whose window has closed. */
export async function sweepSignInTraces(): Promise<void> {
  const failuresBefore = new Date(now().getTime() - KEEP_FAILURES_MS);
  await db().signInFailure.deleteMany({ where: { at: { lt: failuresBefore } } });
  await db().replayGuard.deleteMany({ where: { expiresAt: { lt: now() } } });
}
