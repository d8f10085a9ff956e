import "server-only";
import { type Actor, may } from "@/lib/auth/model";
import { record } from "@/lib/history/mutations";
import { now } from "@/lib/platform/clock";
import { lockFor, type Tx, transaction } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { announce } from "@/lib/platform/events";
import type { AddVolumeInput, DeleteVolumeInput } from "../schema/volumes";

function requireAdmin(actor: Actor): void {
  if (!may(actor, "admin:storage")) {
    throw new AppError("forbidden", "Your roles do not allow this.");
  }
}

/**
 * Makes a volume before its first scan, also of a name that quotas or refused scans have used. Needs
 * `admin:storage`. Throws `conflict` for one that is there.
 */
export async function addVolume(actor: Actor, input: AddVolumeInput): Promise<void> {
  requireAdmin(actor);
  const { name, mountPath } = input;
  await transaction(async (tx) => {
    await lockFor(tx, `scan:${name}`);
    const known = await tx.volume.findUnique({ where: { name }, select: { acceptedAt: true } });
    if (known?.acceptedAt) throw new AppError("conflict", `There is a volume ${name} already.`);
    const acceptedAt = now();
    await tx.volume.upsert({
      where: { name },
      create: { name, mountPath, createdAt: acceptedAt, acceptedAt },
      update: { mountPath, acceptedAt },
    });
    await record(tx, actor, [
      { room: "storage", subjectType: "volume", subjectId: name, verb: "add" },
    ]);
    await announce(tx, { room: "storage", kind: "volume", ids: [name] });
  });
}

/**
 * Deletes a volume that holds nothing, with its quotas and its failed readings. Needs
 * `admin:storage`. Throws `invalid_state` for one with scans, vault entries or decisions.
 */
export async function deleteVolume(actor: Actor, { name }: DeleteVolumeInput): Promise<void> {
  requireAdmin(actor);
  await transaction(async (tx) => {
    await lockFor(tx, `scan:${name}`);
    const known = await tx.volume.findUnique({ where: { name }, select: { name: true } });
    if (!known) throw new AppError("not_found", "There is no such volume.");
    if (await holdsSomething(tx, name)) {
      throw new AppError(
        "invalid_state",
        `${name} has scans, vault entries or decisions; only a volume that holds nothing can go.`,
      );
    }
    await tx.volume.delete({ where: { name } });
    await record(tx, actor, [
      { room: "storage", subjectType: "volume", subjectId: name, verb: "delete" },
    ]);
    await announce(tx, { room: "storage", kind: "volume", ids: [name] });
  });
}

async function holdsSomething(tx: Tx, volumeName: string): Promise<boolean> {
  const counts = await Promise.all([
    tx.storageScan.count({
      where: { volumeName, state: { notIn: ["failed", "lost", "dropped"] } },
    }),
    tx.vaultEntry.count({ where: { volumeName }, take: 1 }),
    tx.directoryDecision.count({ where: { volumeName }, take: 1 }),
  ]);
  return counts.some((count) => count > 0);
}
