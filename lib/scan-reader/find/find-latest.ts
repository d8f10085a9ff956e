import type { Dirent } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { readFolderName, readScanName, type ScanName } from "./file-names";

/** The latest scan file of each volume, in the folders where scanners leave them. */

export interface FoundScan extends ScanName {
  path: string;
  /** Size of the compressed file. */
  bytes: bigint;
  /** When the file was made: its time of modification, UNIX seconds. */
  scanTimeSeconds: number;
}

export interface ScanSearch {
  /** The latest scan of each volume, by volume. */
  found: FoundScan[];
  /** Volumes that were asked for without a scan, and folders that cannot be read. */
  failures: { volume: string | null; message: string }[];
}

const DAY_MS = 86_400_000;

/**
 * Looks for the newest record date of each volume that is not in the future and less than
 * `maxDaysAgo` days old (10 unless told); of several files of a date the last modified one wins, and
 * so does it between the two layouts. `volumes` absent: every volume that has files, and those that
 * are `known` to. One volume
 * without a file, or a folder that cannot be read, is a failure of its own and stops no other.
 */
export async function findLatestScans(
  directories: readonly string[],
  options: {
    now: Date;
    maxDaysAgo?: number;
    volumes?: readonly string[];
    known?: readonly string[];
  },
): Promise<ScanSearch> {
  const { now, maxDaysAgo = 10, volumes, known = [] } = options;
  const failures: ScanSearch["failures"] = [];
  const latestDay = now.toISOString().slice(0, 10);
  const firstDay = new Date(now.getTime() - (maxDaysAgo - 1) * DAY_MS).toISOString().slice(0, 10);
  const candidates: (ScanName & { path: string })[] = [];
  for (const directory of directories) {
    try {
      candidates.push(...(await listScans(directory)));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      failures.push({ volume: null, message: `${directory} cannot be read: ${reason}` });
    }
  }
  const inTime = candidates.filter(({ date }) => date >= firstDay && date <= latestDay);
  const wanted = volumes ?? [...new Set([...known, ...inTime.map(({ volume }) => volume)])];
  const found: FoundScan[] = [];
  for (const volume of [...wanted].sort()) {
    const latest = await pickLatest(inTime.filter((name) => name.volume === volume));
    if (latest) found.push(latest);
    else {
      const message = `There is no scan of ${volume} in the last ${maxDaysAgo} days.`;
      failures.push({ volume, message });
    }
  }
  return { found, failures };
}

async function listScans(directory: string): Promise<(ScanName & { path: string })[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  return entries.flatMap((entry) => {
    const path = scanPath(directory, entry);
    const name = path && readScanName(path);
    return name ? [{ ...name, path }] : [];
  });
}

/** Where the entry's scan would be; a name that begins with a dot is not finished. */
function scanPath(directory: string, entry: Dirent): string | undefined {
  if (entry.name.startsWith(".")) return undefined;
  const path = join(directory, entry.name);
  // A link may lead to either; names tell the two apart as well.
  const isFolder = entry.isDirectory() || (entry.isSymbolicLink() && !entry.name.endsWith(".gz"));
  if (!isFolder) return path;
  return readFolderName(entry.name) ? join(path, "stats.gz") : undefined;
}

async function pickLatest(
  names: readonly (ScanName & { path: string })[],
): Promise<FoundScan | undefined> {
  const byLayout = await Promise.all(
    (["file", "folder"] as const).map((layout) =>
      newestOf(names.filter((name) => name.layout === layout)),
    ),
  );
  return lastModified(byLayout.filter((scan) => scan !== undefined));
}

/** Of one layout: the newest date that has a file, and of its files the last modified one. */
async function newestOf(
  names: readonly (ScanName & { path: string })[],
): Promise<FoundScan | undefined> {
  const dates = [...new Set(names.map(({ date }) => date))].sort().reverse();
  for (const date of dates) {
    const files = await Promise.all(names.filter((name) => name.date === date).map(withStat));
    const latest = lastModified(files.filter((scan) => scan !== undefined));
    if (latest) return latest;
  }
  return undefined;
}

/** Undefined: there is no such file (any more). */
async function withStat(name: ScanName & { path: string }): Promise<FoundScan | undefined> {
  try {
    const { size, mtimeMs } = await stat(name.path);
    return { ...name, bytes: BigInt(size), scanTimeSeconds: Math.floor(mtimeMs / 1000) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

function lastModified(scans: readonly FoundScan[]): FoundScan | undefined {
  return [...scans].sort(
    (a, b) => b.scanTimeSeconds - a.scanTimeSeconds || (a.path < b.path ? 1 : -1),
  )[0];
}
