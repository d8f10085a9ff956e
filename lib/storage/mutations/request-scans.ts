import "server-only";
import { type Actor, may } from "@/lib/auth/model";
import { record } from "@/lib/history/mutations";
import { transaction } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { announce } from "@/lib/platform/events";
import { enqueue } from "@/lib/platform/queue";

/**
 * Has a worker look for new scan files now instead of at the next full hour; what it finds is read
 * at once. Asked twice before a worker came, it looks once. Needs `admin:storage`.
 */
export async function requestScans(actor: Actor): Promise<void> {
  if (!may(actor, "admin:storage")) {
    throw new AppError("forbidden", "Your roles do not allow this.");
  }
  return transaction(async (tx) => {
    await enqueue(tx, "find-scans", {}, { jobKey: "find-scans-now", maxAttempts: 3 });
    await record(tx, actor, [
      { room: "storage", subjectType: "setting", subjectId: "scans", verb: "look for scans" },
    ]);
    await announce(tx, { room: "storage", kind: "request" });
  });
}
