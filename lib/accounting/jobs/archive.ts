import "server-only";
import { z } from "zod";
import { job, type PayloadsOf } from "@/lib/platform/queue";
import { restoreArchive } from "../mutations/archive-restore";
import { runArchive } from "../mutations/archive-run";

/** A month as `2026-01`; null: every month that is old enough. */
const archiving = z.object({
  month: z.string().nullable().default(null),
  requestedBy: z.string().optional(),
});

const restoring = z.object({ month: z.string(), requestedBy: z.string().optional() });

export const archiveJobs = [
  job(
    "archive-records",
    archiving,
    ({ month, requestedBy }, signal) =>
      runArchive({ requestedBy, month: month ?? undefined, signal }),
    { at: "41 3 * * *", maxAttempts: 1 },
  ),
  job("restore-records", restoring, ({ month }, signal) => restoreArchive(month, { signal })),
] as const;

declare module "@/lib/platform/queue" {
  interface JobPayloads extends PayloadsOf<typeof archiveJobs> {}
}
