import "server-only";
import { z } from "zod";
import { log } from "@/lib/platform/log";
import { job, type PayloadsOf } from "@/lib/platform/queue";
import { closeRecordGenerations } from "../mutations/close-generations";
import { rebuild, resumeRebuild } from "../mutations/rebuild";
import { rollUp } from "../mutations/roll-up";

/**
 * Counts new and changed records, and running ones up to now; then closes the generations of the
 * sources that sent some, and has a rebuild go on that a killed worker left, or begin where mappings
 * changed by themselves.
 */
export async function rollUpUsage(_payload: unknown, signal?: AbortSignal): Promise<void> {
  const { isBusy, ...done } = await rollUp(signal);
  if (done.counted > 0) log().info({ kind: "usage", ...done }, "records counted");
  if (!isBusy) await closeRecordGenerations();
  await resumeRebuild();
}

export const usageJobs = [
  job("roll-up-usage", z.object({}), rollUpUsage, { at: "* * * * *", maxAttempts: 1 }),
  // Goes on with a rebuild of the roll-ups that was asked for; nothing where none was.
  job("rebuild-usage", z.object({}), (_payload, signal) => rebuild(signal)),
] as const;

declare module "@/lib/platform/queue" {
  interface JobPayloads extends PayloadsOf<typeof usageJobs> {}
}
