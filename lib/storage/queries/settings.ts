import "server-only";
import { type Actor, may } from "@/lib/auth/model";
import { db, type Tx } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { type StorageSettings, storageSettingsSchema } from "../schema/settings";

/** The settings in force and the version that a change has to name. */
export interface StorageSettingsRow extends StorageSettings {
  version: number;
}

/** Throws `forbidden` for whoever may not see storage. */
export function requireStorageRead(actor: Actor): void {
  if (!may(actor, "storage:read")) {
    throw new AppError("forbidden", "Your roles do not allow this.");
  }
}

/** What the site sets for its scans: thresholds, paths, windows. Needs `storage:read`. */
export async function getStorageSettings(actor: Actor): Promise<StorageSettingsRow> {
  requireStorageRead(actor);
  return readStorageSettings();
}

/** The same for the room itself, also inside a transaction. */
export async function readStorageSettings(tx: Tx = db()): Promise<StorageSettingsRow> {
  const row = await tx.storageSettings.findUniqueOrThrow({ where: { id: 1 } });
  return { ...storageSettingsSchema.parse(row), version: row.version };
}
