import "server-only";
import { type Actor, may } from "@/lib/auth/model";
import type { Json, NewEvent } from "@/lib/history/model";
import { record } from "@/lib/history/mutations";
import { now } from "@/lib/platform/clock";
import { transaction } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { announce } from "@/lib/platform/events";
import { enqueue } from "@/lib/platform/queue";
import { readStorageSettings } from "../queries/settings";
import type { ChangeSettingsInput, StorageSettings } from "../schema/settings";

/** What levels and forecasts depend on. */
const JUDGING: ReadonlySet<string> = new Set(["thresholds", "forecastWindowDays"]);

/**
 * Sets how scans are found, read and judged. Where judging changes, a job judges the newest scans
 * again; older ones keep their levels. Needs `admin:storage`. Throws `conflict` for a version that is no longer the
 * newest. The same settings again change nothing.
 */
export function changeStorageSettings(actor: Actor, input: ChangeSettingsInput): Promise<void> {
  if (!may(actor, "admin:storage")) {
    throw new AppError("forbidden", "Your roles do not allow this.");
  }
  const { version, ...wanted } = input;
  return transaction(async (tx) => {
    const { version: _, ...before } = await readStorageSettings(tx);
    const changes = changesOf(before, wanted);
    if (changes.length === 0) return;
    const { count } = await tx.storageSettings.updateMany({
      where: { id: 1, version },
      data: { ...wanted, version: { increment: 1 }, updatedAt: now() },
    });
    if (count === 0) {
      throw new AppError("conflict", "Somebody else changed the settings. Please load them again.");
    }
    await record(tx, actor, changes);
    if (changes.some(({ change }) => JUDGING.has(change?.datum ?? ""))) {
      await enqueue(tx, "judge-scans", {}, { jobKey: "judge-scans" });
    }
    await announce(tx, { room: "storage", kind: "settings" });
  });
}

function changesOf(before: StorageSettings, wanted: StorageSettings): NewEvent[] {
  return (Object.keys(wanted) as (keyof StorageSettings)[])
    .filter((key) => JSON.stringify(before[key]) !== JSON.stringify(wanted[key]))
    .map((datum) => ({
      room: "storage",
      subjectType: "setting",
      subjectId: "storage",
      verb: "set",
      change: { datum, was: before[datum] as Json, now: wanted[datum] as Json },
    }));
}
