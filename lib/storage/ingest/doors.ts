import "server-only";
import type { FileDoor } from "@/lib/dataspace/model";
import { recordRefusal } from "@/lib/dataspace/mutations/refusal";
import { AppError } from "@/lib/platform/errors";
import { scanFeed, volumePattern } from "../model/scan";
import { readQuotaCsv, readQuotaJson } from "../schema/quotas";
import { baseDirectoryFeed, loadBaseDirectories } from "./base-directories/load-base-directories";
import { isKnownKey, repeatAnswer } from "./delivery";
import { loadQuotas, quotaFeed } from "./quotas/load-quotas";
import { readInstant, requireDay } from "./read-times";
import { describeScan } from "./scans/name-scan";
import { SCAN_DOOR } from "./scans/store-scan";
import { takeScan } from "./scans/take-scan";

/** Greatest load of base directories or quotas, as text. */
const MAX_TEXT_BYTES = 128 * 1024 * 1024;

const scanDoor: FileDoor = {
  name: "scan",
  permission: "feed:scan",
  parameters: ["volume", "date", "scanTime", "filename", "force"],
  mediaTypes: ["application/gzip", "application/x-gzip", "application/octet-stream", ""],
  feedOf: (actor, { volume }) => {
    // A sender for one volume is told of its own feed, whatever it names.
    const name = actor.volume ?? volume ?? "";
    if (!volumePattern.test(name)) return undefined;
    return scanFeed(name);
  },
  async receive(actor, delivery) {
    const { parameters, requestRef, announcedBytes, signal } = delivery;
    const isForced = readFlag(parameters.force);
    // Before all is read only to learn that it was answered.
    if (delivery.key !== null && (await isKnownKey(actor, SCAN_DOOR, delivery.key))) {
      await delivery.drain();
      const idempotency = delivery.idempotency();
      if (idempotency) return repeatAnswer(actor, SCAN_DOOR, idempotency);
    }
    const facts = describeScan(parameters, actor.volume);
    const scan = { ...facts, fileBytes: announcedBytes, origin: "upload" as const, requestRef };
    const source = {
      open: () => delivery.open(),
      // Only the digest of a named request needs all of it.
      ...(delivery.key === null ? {} : { drain: () => delivery.drain() }),
      idempotency: () => {
        const key = delivery.idempotency();
        return key && { key, actor };
      },
      signal,
    };
    return takeScan(actor, scan, source, isForced);
  },
  refuse: recordRefusal,
};

function readFlag(text: string | undefined): boolean {
  if (text === undefined || ["0", "false", "no"].includes(text)) return false;
  if (["1", "true", "yes", ""].includes(text)) return true;
  throw new AppError("invalid_input", "force is true or false.");
}

const baseDirectoryDoor: FileDoor = {
  name: "basedirs",
  permission: "feed:basedirs",
  parameters: ["date", "filename"],
  mediaTypes: ["text/plain", "text/tab-separated-values", "application/octet-stream", ""],
  feedOf: (actor) => baseDirectoryFeed(actor.volume),
  async receive(actor, delivery) {
    const { parameters, requestRef } = delivery;
    const text = await delivery.readText(MAX_TEXT_BYTES);
    const loadedOn = parameters.date === undefined ? undefined : requireDay(parameters.date);
    const idempotency = delivery.idempotency();
    const { volume } = actor;
    return loadBaseDirectories(actor, { text, loadedOn, volume, requestRef, idempotency });
  },
  refuse: recordRefusal,
};

const quotaDoor: FileDoor = {
  name: "quotas",
  permission: "feed:quotas",
  parameters: ["readAt", "filename"],
  mediaTypes: ["text/csv", "text/plain", "application/json", "application/octet-stream", ""],
  feedOf: (actor) => quotaFeed(actor.volume),
  async receive(actor, delivery) {
    const { parameters, requestRef, mediaType } = delivery;
    const text = await delivery.readText(MAX_TEXT_BYTES);
    const quotas = readQuotas(text, mediaType);
    const readAt = parameters.readAt === undefined ? undefined : readInstant(parameters.readAt);
    const idempotency = delivery.idempotency();
    const { volume } = actor;
    return loadQuotas(actor, { quotas, readAt, source: "feed", volume, requestRef, idempotency });
  },
  refuse: recordRefusal,
};

/** Rows of either form; what says nothing of its form shows it by its first character. */
export function readQuotas(text: string, mediaType = "") {
  const isJson = mediaType === "application/json" || /^\s*[[{]/.test(text);
  return isJson ? readQuotaJson(text) : readQuotaCsv(text);
}

const doors: readonly FileDoor[] = [scanDoor, baseDirectoryDoor, quotaDoor];

/** The feed of storage that takes a file, or undefined. */
export function findStorageDoor(name: string): FileDoor | undefined {
  return doors.find((door) => door.name === name);
}
