import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { SplitGroup } from "../scan-result";

/** The folder of a day's extracts by group: parts by volume first, then one file a group. */

const SECONDS_OVERHEAD = 100;
const LINES_PER_SECOND = 11_000;
const EXTRA_NODES = 50;
/** Bytes per node of the tree by the share of directories among the lines, in percent. */
const NODE_BYTES: [maxShare: number, bytes: number][] = [
  [0.8, 12_000],
  [1.5, 10_000],
  [2, 9_000],
  [4, 8_500],
  [Number.POSITIVE_INFINITY, 8_000],
];

/** Lines and directories of each group in one volume. */
export type PartCounts = Record<string, { lines: number; directories: number }>;

export interface PasswdEntry {
  uid: bigint;
  name: string;
  gid: bigint;
  fullName: string;
}

/** A day that has its extracts already; they are never overwritten. */
export class ExtractsExist extends Error {
  override readonly name = "ExtractsExist";
}

const PARTS = ".parts";
/** Before a volume's name, which could be `..` otherwise. */
const VOLUME = "volume-";

/** Where the parts of a volume are written before they are put together. */
export const partFolder = (directory: string, volume: string): string =>
  join(directory, PARTS, VOLUME + encodeURIComponent(volume));

/**
 * Creates `<root>/<YYYYMMDD>` for a day's extracts and returns it; `day` is `YYYY-MM-DD`. Throws
 * ExtractsExist when that day has extracts already.
 */
export async function startSplit(root: string, day: string): Promise<string> {
  const directory = join(root, day.replaceAll("-", ""));
  await mkdir(root, { recursive: true });
  try {
    await mkdir(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    throw new ExtractsExist(`Data already exists for ${day}.`, { cause: error });
  }
  return directory;
}

/** What a tree of these lines will cost: a line of the index. */
export function indexLine(name: string, lines: number, directories: number): string {
  const seconds = SECONDS_OVERHEAD + Math.floor(lines / LINES_PER_SECOND);
  const share = lines === 0 ? 0 : (directories * 100) / lines;
  const [, bytes] = NODE_BYTES.find(([most]) => share <= most) as [number, number];
  return `${name}\t${seconds}\t${(directories * 2 + EXTRA_NODES) * bytes}\n`;
}

/** Volumes by their number, those without one by name. */
function byVolumeNumber(a: string, b: string): number {
  const [first, second] = [a, b].map((name) => Number(/(\d+)$/.exec(name)?.[1] ?? Number.NaN));
  const difference = (first ?? 0) - (second ?? 0);
  return Number.isNaN(difference) || difference === 0 ? (a < b ? -1 : 1) : difference;
}

/**
 * Puts the parts of all volumes together: `<group>.dat.gz` for every group with lines, `index.txt`,
 * and dumps of the given groups and people. The parts are deleted.
 */
export async function finishSplit(
  directory: string,
  known: { groups: readonly SplitGroup[]; people: readonly PasswdEntry[] },
): Promise<void> {
  const folders = await readdir(join(directory, PARTS));
  const volumes = folders.map((folder) => decodeURIComponent(folder.slice(VOLUME.length)));
  volumes.sort(byVolumeNumber);
  const sums = new Map<string, { lines: number; directories: number; volumes: string[] }>();
  for (const volume of volumes) {
    const text = await readFile(join(partFolder(directory, volume), "counts.json"), "utf8");
    for (const [name, counts] of Object.entries(JSON.parse(text) as PartCounts)) {
      const sum = sums.get(name) ?? { lines: 0, directories: 0, volumes: [] };
      sum.lines += counts.lines;
      sum.directories += counts.directories;
      sum.volumes.push(volume);
      sums.set(name, sum);
    }
  }
  const names = [...sums.keys()].sort();
  let index = "Group\tBuild Time (sec)\tMemory Use(bytes)\n";
  for (const name of names) {
    const sum = sums.get(name);
    if (!sum) continue;
    await concatenate(directory, name, sum.volumes);
    index += indexLine(name, sum.lines, sum.directories);
  }
  await writeFile(join(directory, "index.txt"), index);
  await writeFile(join(directory, "groupfile"), known.groups.map(groupLine).join(""));
  await writeFile(join(directory, "passwdfile"), known.people.map(passwdLine).join(""));
  await rm(join(directory, PARTS), { recursive: true });
}

/** A series of gzip members is a gzip file, so the parts are joined byte by byte. */
async function concatenate(directory: string, name: string, volumes: string[]): Promise<void> {
  const file = `${encodeURIComponent(name)}.dat.gz`;
  for (const volume of volumes) {
    const part = createReadStream(join(partFolder(directory, volume), file));
    await pipeline(part, createWriteStream(join(directory, file), { flags: "a" }));
  }
}

const groupLine = ({ name, gid }: SplitGroup): string => `${name}:*:${gid}:\n`;

const passwdLine = ({ name, uid, gid, fullName }: PasswdEntry): string =>
  `${name}:*:${uid}:${gid}:${fullName.replaceAll(/[:\n]/g, " ")}::\n`;
