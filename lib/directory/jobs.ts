import "server-only";
import { z } from "zod";
import { systemActor } from "@/lib/auth/model";
import { recordRefusal } from "@/lib/dataspace/mutations/refusal";
import { env } from "@/lib/platform/env";
import { asAppError } from "@/lib/platform/errors";
import { newRef } from "@/lib/platform/log";
import { job, type PayloadsOf } from "@/lib/platform/queue";
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

export const directoryJobs = [
  job("sync-directory", z.object({}), syncDirectoryOnSchedule, {
    at: () => (env().HEADROOM_LDAP_URL ? env().HEADROOM_LDAP_SYNC_CRON : undefined),
    maxAttempts: 3,
  }),
] as const;

declare module "@/lib/platform/queue" {
  interface JobPayloads extends PayloadsOf<typeof directoryJobs> {}
}
