import type { DirectoryTotal, FileType, GroupTotal, VolumeGroupTotal } from "../scan-result";
import type { HumanPath } from "./human-paths";
import { wholeInodes } from "./sums";

/** Totals under the paths that people write: real ones that are shown alike become one. */

type GroupPart = Omit<GroupTotal, "inodes"> & { inodeUnits: number };

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const byNumber = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);

function addTypes(
  into: Partial<Record<FileType, bigint>>,
  more: Partial<Record<FileType, bigint>>,
): void {
  for (const [type, bytes] of Object.entries(more) as [FileType, bigint][]) {
    into[type] = (into[type] ?? 0n) + bytes;
  }
}

const joined = (sum: GroupPart, part: GroupPart): GroupPart => ({
  ...sum,
  bytes: sum.bytes + part.bytes,
  inodeUnits: sum.inodeUnits + part.inodeUnits,
  lastModifiedSeconds: Math.max(sum.lastModifiedSeconds, part.lastModifiedSeconds),
});

export class Totals {
  readonly #human: HumanPath;
  readonly #groups = new Map<string, GroupPart>();
  readonly #directories = new Map<string, DirectoryTotal>();

  constructor(human: HumanPath) {
    this.#human = human;
  }

  /** `basePath` is a real path. */
  addGroup(part: GroupPart): void {
    const basePath = this.#human(part.basePath || "/");
    const key = `${part.gid} ${basePath}`;
    const known = this.#groups.get(key);
    this.#groups.set(key, known ? joined(known, part) : { ...part, basePath });
  }

  /** `basePath` is a real path. */
  addDirectory(part: DirectoryTotal): void {
    const basePath = this.#human(part.basePath || "/");
    const key = `${part.gid} ${basePath}\0${part.bucket}`;
    const known = this.#directories.get(key);
    if (!known) {
      this.#directories.set(key, { ...part, basePath });
      return;
    }
    known.files += part.files;
    known.bytes += part.bytes;
    known.lastModifiedSeconds = Math.max(known.lastModifiedSeconds, part.lastModifiedSeconds);
    addTypes(known.typeBytes, part.typeBytes);
  }

  /** By group and path; a group without bytes and without a time is left out. */
  groups(): GroupTotal[] {
    return [...this.#groups.values()]
      .filter(({ bytes, lastModifiedSeconds }) => bytes !== 0n || lastModifiedSeconds !== 0)
      .map(({ inodeUnits, ...total }) => ({ ...total, inodes: wholeInodes(inodeUnits) }))
      .sort((a, b) => byNumber(a.gid, b.gid) || byText(a.basePath, b.basePath));
  }

  /** What each path group has in all of its paths. */
  pathGroups(): VolumeGroupTotal[] {
    const sums = new Map<bigint, GroupPart>();
    for (const part of this.#groups.values()) {
      if (part.gid >= 0n) continue;
      const sum = sums.get(part.gid);
      sums.set(part.gid, sum ? joined(sum, part) : part);
    }
    return [...sums.values()].map(({ basePath: _, inodeUnits, ...sum }) => ({
      ...sum,
      inodes: wholeInodes(inodeUnits),
    }));
  }

  /** By group, path and bucket. */
  directories(): DirectoryTotal[] {
    return [...this.#directories.values()].sort(
      (a, b) =>
        byNumber(a.gid, b.gid) || byText(a.basePath, b.basePath) || byText(a.bucket, b.bucket),
    );
  }
}
