import "server-only";
import { createReadStream, type Stats } from "node:fs";
import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { Actor } from "@/lib/auth/model";
import type { StoredAnswer } from "@/lib/dataspace/model";
import { AppError } from "@/lib/platform/errors";
import type { ScanProgress } from "@/lib/scan-reader/scan-reader";
import type { ScanOrigin } from "../../model/scan";
import { describeScan } from "./name-scan";
import { takeScan } from "./take-scan";

const READ_BYTES = 1024 * 1024;

/** How a file is to be read. */
export interface FileReading {
  /** Default: as the name of the file says. */
  volume?: string | undefined;
  /** Record date, `YYYY-MM-DD`; default: as the name of the file says, else today. */
  date?: string | undefined;
  isForced?: boolean | undefined;
  origin: ScanOrigin;
  requestRef: string;
  onProgress?: ((progress: ScanProgress, fileBytes: bigint) => void) | undefined;
  signal?: AbortSignal | undefined;
}

async function statFile(path: string): Promise<Stats> {
  const stats = await stat(path).catch((error: NodeJS.ErrnoException) => {
    const code = error.code ?? error.message;
    throw new AppError("not_found", `Cannot read ${path}: ${code}.`, { cause: error });
  });
  if (!stats.isFile()) throw new AppError("invalid_input", `${path} is not a file.`);
  return stats;
}

const isSameFile = (a: Stats, b: Stats): boolean =>
  a.ino === b.ino && a.size === b.size && a.mtimeMs === b.mtimeMs;

/**
 * Takes the scan of a file; its time of modification is the scan time. Throws what `takeScan`
 * throws, `not_found` for a file that is not there, and `conflict` (409) for one that changed while
 * it was read.
 */
export async function takeScanFile(
  actor: Actor,
  path: string,
  reading: FileReading,
): Promise<StoredAnswer> {
  const before = await statFile(path);
  const { volume, date, origin, requestRef, onProgress, signal, isForced = false } = reading;
  const scanTime = String(Math.floor(before.mtimeMs / 1000));
  const facts = describeScan({ volume, date, scanTime, filename: resolve(path) }, null);
  const fileBytes = BigInt(before.size);
  const scan = { ...facts, fileBytes, origin, requestRef };
  const { answer } = await takeScan(
    actor,
    scan,
    {
      open: () => createReadStream(path, { highWaterMark: READ_BYTES }),
      check: async () => {
        if (isSameFile(before, await statFile(path))) return;
        throw new AppError("conflict", "The file changed while it was read. Please try again.");
      },
      onProgress: (progress) => onProgress?.(progress, fileBytes),
      signal,
    },
    isForced,
  );
  return answer;
}
