import "server-only";
import { createReadStream } from "node:fs";
import { rm } from "node:fs/promises";
import { z } from "zod";
import { now } from "@/lib/platform/clock";
import { ask } from "@/lib/platform/db";
import { AppError, asAppError } from "@/lib/platform/errors";
import {
  ExtractsExist,
  type FoundScan,
  finishSplit,
  type PasswdEntry,
  partFolder,
  type ScanProgress,
  type SplitGroup,
  startSplit,
} from "@/lib/scan-reader/scan-reader";
import { dayText } from "../../model/scan";
import { searchScans } from "../scans/find-scans";
import { readVolumeScan } from "../scans/read-volume-scan";

/** The group of nobody, for people whose first group is not known. */
const NO_GROUP = 65_534n;

const READ_BYTES = 1024 * 1024;

/** What became of the extracts of a day. */
export interface SplitOutcome {
  directory: string;
  volumes: string[];
  failures: { volume: string | null; message: string }[];
}

/**
 * Writes the lines of each known group, out of the newest scan file of every volume (or of one), to
 * `<root>/<YYYYMMDD>`, for viewers of trees. One volume's failure stops no other. Throws `conflict`
 * where the day has its extracts, `invalid_state` where no volume could be read.
 */
export async function splitScans(
  root: string,
  options: {
    volume?: string | undefined;
    onProgress?: (scan: FoundScan, progress: ScanProgress) => void;
  } = {},
): Promise<SplitOutcome> {
  const { found, failures } = await searchScans(options.volume);
  const groups = await listGroups();
  const directory = await startDay(root);
  const outcome: SplitOutcome = { directory, volumes: [], failures: [...failures] };
  for (const scan of found) {
    try {
      await split(scan, directory, groups, options.onProgress);
      outcome.volumes.push(scan.volume);
    } catch (error) {
      const known = asAppError(error);
      if (!known) throw error;
      await rm(partFolder(directory, scan.volume), { recursive: true, force: true });
      outcome.failures.push({ volume: scan.volume, message: known.message });
    }
  }
  if (outcome.volumes.length === 0) {
    await rm(directory, { recursive: true });
    const why = outcome.failures.map(({ message }) => message).join(" ");
    throw new AppError("invalid_state", `No scan could be split. ${why}`);
  }
  await finishSplit(directory, { groups, people: await listPeople() });
  return outcome;
}

async function startDay(root: string): Promise<string> {
  try {
    return await startSplit(root, dayText(now()));
  } catch (error) {
    if (!(error instanceof ExtractsExist)) throw error;
    throw new AppError("conflict", error.message, { cause: error });
  }
}

async function split(
  scan: FoundScan,
  directory: string,
  splitGroups: readonly SplitGroup[],
  onProgress?: (scan: FoundScan, progress: ScanProgress) => void,
): Promise<void> {
  const scannedAt = new Date(scan.scanTimeSeconds * 1000);
  await readVolumeScan(
    { volume: scan.volume, scannedAt },
    {
      open: () => createReadStream(scan.path, { highWaterMark: READ_BYTES }),
      listener: { onProgress: (progress) => onProgress?.(scan, progress) },
      extracts: { splitDirectory: directory, splitGroups },
    },
  );
}

function listGroups(): Promise<SplitGroup[]> {
  return ask(z.object({ gid: z.bigint(), name: z.string() }))`
    select gid, name from groups where gid is not null and gone_at is null order by name`;
}

const passwdEntry: z.ZodType<PasswdEntry> = z.object({
  uid: z.bigint(),
  name: z.string(),
  gid: z.bigint(),
  fullName: z.string(),
});

function listPeople(): Promise<PasswdEntry[]> {
  return ask(passwdEntry)`
    select uid_number as uid, uid as name, ${NO_GROUP}::bigint as gid, name as "fullName"
    from people where uid_number is not null and gone_at is null order by uid`;
}
