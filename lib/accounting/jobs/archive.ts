import "server-only";
import { restoreArchive } from "../mutations/archive-restore";
import { runArchive } from "../mutations/archive-run";

const textOf = (value: unknown): string | undefined =>
  typeof value === "string" ? value : undefined;

/** Archives the months that are old enough, or the one that somebody asked for. */
export async function archiveRecords(payload: unknown, signal?: AbortSignal): Promise<void> {
  const { requestedBy, month } = (payload ?? {}) as Record<string, unknown>;
  await runArchive({ requestedBy: textOf(requestedBy), month: textOf(month), signal });
}

/** Brings the records of a month back. */
export async function restoreRecords(payload: unknown, signal?: AbortSignal): Promise<void> {
  const { month } = payload as { month: string };
  await restoreArchive(month, { signal });
}
