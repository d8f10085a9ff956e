import "server-only";
import { systemActor } from "@/lib/auth/model";
import { recordRefusal } from "@/lib/dataspace/mutations/refusal";
import { asAppError } from "@/lib/platform/errors";
import { newRef } from "@/lib/platform/log";
import { syncDirectory } from "./ingest/sync-ldap";
import { directoryFeed } from "./model";

/**
 * Reads the directory from the LDAP server, once for each turn of its schedule. A failure is kept
 * with the feed, where people see it, and thrown for the queue to try again.
 */
export async function syncDirectoryOnSchedule(
  _payload: unknown,
  signal: AbortSignal,
): Promise<void> {
  try {
    await syncDirectory(systemActor, { signal });
  } catch (error) {
    const known = asAppError(error);
    if (known) {
      const { code, message: detail } = known;
      await recordRefusal(systemActor, { feed: directoryFeed, requestRef: newRef(), code, detail });
    }
    throw error;
  }
}
