import "server-only";
import { now, wholeSeconds } from "@/lib/platform/clock";
import { AppError } from "@/lib/platform/errors";
import { readScanName } from "@/lib/scan-reader/scan-reader";
import { dayNumber, dayOf, volumePattern } from "../../model/scan";
import { readInstant, requireDay } from "../read-times";

/** What a sender may say of a scan; all of it optional where the file's name tells. */
export interface SaidOfScan {
  volume?: string | undefined;
  date?: string | undefined;
  scanTime?: string | undefined;
  filename?: string | undefined;
}

/** Longest name of a file that is kept. */
const MAX_NAME_LENGTH = 400;

/**
 * Volume, dates and name of a scan: as the sender says, else as the file's name says, else as of
 * now. `bound` is the only volume that the sender may send, null any. Throws `invalid_input` for
 * what cannot be, `forbidden` for another volume.
 */
export function describeScan(
  said: SaidOfScan,
  bound: string | null,
): { volume: string; recordOn: Date; scannedAt: Date; fileName: string } {
  const name = said.filename === undefined ? undefined : readScanName(said.filename);
  const volume = said.volume ?? name?.volume ?? bound;
  if (volume === null) {
    throw new AppError("invalid_input", "Say which volume this is a scan of: volume=scratch123.");
  }
  if (!volumePattern.test(volume)) {
    throw new AppError("invalid_input", "The name of the volume is not valid.");
  }
  if (bound !== null && volume !== bound) {
    throw new AppError("forbidden", `These credentials are for ${bound} only.`);
  }
  const scannedAt = said.scanTime === undefined ? wholeSeconds(now()) : readInstant(said.scanTime);
  const date = said.date ?? name?.date;
  const recordOn = date === undefined ? dayOf(dayNumber(scannedAt)) : requireDay(date);
  const fileName = said.filename ?? `${volume}.stats.gz`;
  return { volume, recordOn, scannedAt, fileName: tidy(fileName) };
}

// Shown to people and kept in the database, which holds no character 0.
function tidy(fileName: string): string {
  return fileName.replace(/\p{Cc}/gu, "\uFFFD").slice(-MAX_NAME_LENGTH);
}
