import "server-only";
import { type Actor, may } from "@/lib/auth/model";
import { record } from "@/lib/history/mutations";
import { type Tx, transaction } from "@/lib/platform/db";
import { env } from "@/lib/platform/env";
import { AppError } from "@/lib/platform/errors";
import { announce } from "@/lib/platform/events";
import { enqueue, type JobOptions } from "@/lib/platform/queue";

/** What admins ask the workers for. */

const MONTH = /^\d{4}-(?:0[1-9]|1[0-2])$/;

/**
 * Asks the workers to archive now: every month that is old enough, or `month` (`2026-01`) alone.
 * Throws `forbidden`, and `invalid_input` where neither a month nor the setting says which.
 */
export async function requestArchive(
  actor: Actor,
  input: { month?: string | null },
): Promise<void> {
  const month = input.month ?? null;
  if (month === null && env().HEADROOM_ACCOUNTING_ARCHIVE_MONTHS === undefined) {
    throw new AppError("invalid_input", "Name a month: no age is set at which records go.");
  }
  await request(actor, "archive", month, (tx, requestedBy, options) =>
    enqueue(tx, "archive-records", { requestedBy, month }, options),
  );
}

/** Asks the workers to bring a month back. Throws `forbidden`, `not_found` where there is no file. */
export async function requestRestore(actor: Actor, input: { month: string }): Promise<void> {
  const { month } = input;
  await request(actor, "restore", month, async (tx, requestedBy, options) => {
    const start = new Date(`${month}-01T00:00:00Z`);
    const files = await tx.accountingArchive.count({
      where: { month: start, state: { not: "writing" } },
    });
    if (files === 0) throw new AppError("not_found", `There is no file of ${month}.`);
    await enqueue(tx, "restore-records", { requestedBy, month }, options);
  });
}

async function request(
  actor: Actor,
  verb: "archive" | "restore",
  month: string | null,
  queue: (tx: Tx, requestedBy: string, options: JobOptions) => Promise<void>,
): Promise<void> {
  if (!may(actor, "admin:accounting")) throw new AppError("forbidden", "You may not do this.");
  if (month !== null && !MONTH.test(month)) {
    throw new AppError("invalid_input", "A month is written as 2026-01.");
  }
  const subjectId = month ?? "all";
  const requestedBy = actor.kind === "person" ? actor.uid : actor.id;
  await transaction(async (tx) => {
    await queue(tx, requestedBy, { jobKey: `${verb}-records-${subjectId}`, maxAttempts: 3 });
    await record(tx, actor, [{ room: "accounting", subjectType: "archive", subjectId, verb }]);
    await announce(tx, { room: "accounting", kind: "archive" });
  });
}
