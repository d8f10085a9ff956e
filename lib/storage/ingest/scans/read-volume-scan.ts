import "server-only";
import type { Readable } from "node:stream";
import { z } from "zod";
import { ask } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { builtFile } from "@/lib/platform/product";
import {
  type BaseDirectoryRule,
  readScan,
  type ScanListener,
  type ScanResult,
  type ScanSpec,
  ScanUnreadable,
} from "@/lib/scan-reader/scan-reader";
import { readStorageSettings } from "../../queries/settings";

interface ScanOfVolume {
  volume: string;
  scannedAt: Date;
}

interface VolumeReading {
  /** Called once, when everything else is known. */
  open(): Readable;
  listener: ScanListener;
  signal?: AbortSignal;
  /** Extracts by group, where they are wished for. */
  extracts?: Pick<ScanSpec, "splitDirectory" | "splitGroups">;
}

/**
 * Reads a volume's scan by the settings and base directories in force. Throws `invalid_input` (422)
 * with the reader's reason for a file that cannot be used as a whole.
 */
export async function readVolumeScan(
  scan: ScanOfVolume,
  { open, listener, signal, extracts }: VolumeReading,
): Promise<ScanResult> {
  const spec = { ...(await readSpec(scan)), ...extracts };
  const file = builtFile("scan-thread.js");
  const entry = file === undefined ? undefined : { file, execArgv: [] };
  try {
    return await readScan(open(), spec, listener, signal, entry);
  } catch (error) {
    if (!(error instanceof ScanUnreadable)) throw error;
    const { message, reason } = error;
    const facts = { cause: error, status: 422, details: { reason } };
    throw new AppError("invalid_input", message, facts);
  }
}

/**
 * What a reader has to know of a volume's scan: the settings, and the base directories that lie on
 * the volume; none are given where none were loaded, so the reader derives them.
 */
async function readSpec(scan: ScanOfVolume): Promise<ScanSpec> {
  const settings = await readStorageSettings();
  return {
    volume: scan.volume,
    scanTimeSeconds: scan.scannedAt.getTime() / 1000,
    baseDirectories: await listRules(scan.volume),
    pathGroups: settings.pathGroups.map(({ id, prefix }) => ({ gid: BigInt(id), prefix })),
    humanPaths: settings.humanPaths,
    nestedBuckets: settings.nestedBuckets,
    maxBadShare: settings.maxBadShare,
    splitDirectory: null,
  };
}

function listRules(volume: string): Promise<BaseDirectoryRule[]> {
  const element = `/${volume}/`;
  return ask(z.object({ gid: z.bigint(), path: z.string() }))`
    select gid, path from base_directory_rules
    where position(${element} in path || '/') > 0 order by path, gid`;
}
