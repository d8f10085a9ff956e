import "server-only";
import { z } from "zod";
import { now } from "@/lib/platform/clock";
import { db } from "@/lib/platform/db";
import { job, type PayloadsOf } from "@/lib/platform/queue";

const KEEP_FAILURES_MS = 60 * 60_000;

/** Removes sign-in failures that no longer count and replay guards whose window has closed. */
export async function sweepSignInTraces(): Promise<void> {
  const failuresBefore = new Date(now().getTime() - KEEP_FAILURES_MS);
  await db().signInFailure.deleteMany({ where: { at: { lt: failuresBefore } } });
  await db().replayGuard.deleteMany({ where: { expiresAt: { lt: now() } } });
}

export const authJobs = [
  job("sweep-sign-in-traces", z.object({}), sweepSignInTraces, { at: "*/10 * * * *" }),
] as const;

declare module "@/lib/platform/queue" {
  interface JobPayloads extends PayloadsOf<typeof authJobs> {}
}
