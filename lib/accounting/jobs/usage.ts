import "server-only";
import { log } from "@/lib/platform/log";
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

/** Goes on with a rebuild of the roll-ups that was asked for; nothing where none was. */
export async function rebuildUsage(_payload: unknown, signal?: AbortSignal): Promise<void> {
  await rebuild(signal);
}
