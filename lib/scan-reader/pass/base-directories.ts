import type { BaseDirectoryRule, PathGroup } from "../scan-result";

const SLASH = 47;

interface Entry {
  rule: number;
  /** Real path with a slash at its end. */
  bytes: Buffer;
  /** Place, in the group's list, of the longest other entry that this one lies in; or -1. */
  parent: number;
}

/** A path that rules are compared with: no slash at its end, the root is empty. */
const bare = (path: string): string => path.replace(/\/+$/, "");

/** The base directories of all groups, for finding the longest one that a path lies in. */
export class BaseDirectories {
  /** Each pair of group and path once. */
  readonly rules: { gid: number; path: string }[] = [];
  readonly #byGid = new Map<number, Entry[]>();
  readonly #lengths: number[] = [];
  readonly #hasLength: boolean[] = [];
  readonly #encoding: BufferEncoding;

  /** `latin1`: the paths hold a byte in each character, for paths that are no UTF-8. */
  constructor(
    given: readonly BaseDirectoryRule[],
    pathGroups: readonly PathGroup[],
    encoding: "utf8" | "latin1" = "utf8",
  ) {
    this.#encoding = encoding;
    const implied = pathGroups.map(({ gid, prefix }) => ({ gid, path: prefix }));
    const seen = new Set<string>();
    for (const { gid, path } of [...given, ...implied]) {
      const rule = { gid: Number(gid), path: bare(path) };
      const key = `${rule.gid} ${rule.path}`;
      if (seen.has(key)) continue;
      seen.add(key);
      this.#add(rule);
    }
    for (const entries of this.#byGid.values()) link(entries);
  }

  #add(rule: { gid: number; path: string }): void {
    const bytes = Buffer.from(`${rule.path}/`, this.#encoding);
    const entries = this.#byGid.get(rule.gid) ?? [];
    entries.push({ rule: this.rules.length, bytes, parent: -1 });
    this.#byGid.set(rule.gid, entries);
    this.#lengths.push(bytes.length - 1);
    this.#hasLength[bytes.length - 1] = true;
    this.rules.push(rule);
  }

  /** Whether some base directory's path has so many bytes. */
  hasLength(length: number): boolean {
    return this.#hasLength[length] === true;
  }

  /** Bytes of a rule's path; 0 for the root. */
  lengthOf(rule: number): number {
    return this.#lengths[rule] as number;
  }

  /**
   * The rule with the longest path that is `path[0..end)` or above it; -1: none. `path[end]` has to
   * be a slash.
   */
  find(gid: number, path: Uint8Array, end: number): number {
    const entries = this.#byGid.get(gid);
    if (!entries) return -1;
    let low = 0;
    let high = entries.length;
    let isInside = false;
    // The last entry that is not after the path: all entries the path can lie in are above it.
    while (low < high) {
      const middle = (low + high) >> 1;
      const order = compare((entries[middle] as Entry).bytes, path, end);
      if (order > 0) {
        high = middle;
      } else {
        low = middle + 1;
        isInside = order === 0;
      }
    }
    let at = low - 1;
    while (at >= 0 && !isInside) {
      at = (entries[at] as Entry).parent;
      isInside = at >= 0 && compare((entries[at] as Entry).bytes, path, end) === 0;
    }
    return at < 0 ? -1 : (entries[at] as Entry).rule;
  }
}

/** Sorts a group's entries and tells each which one it lies in. */
function link(entries: Entry[]): void {
  entries.sort((a, b) => Buffer.compare(a.bytes, b.bytes));
  const open: number[] = [];
  for (const [at, entry] of entries.entries()) {
    while (open.length > 0) {
      const above = (entries[open.at(-1) as number] as Entry).bytes;
      if (entry.bytes.subarray(0, above.length).equals(above)) break;
      open.pop();
    }
    entry.parent = open.at(-1) ?? -1;
    open.push(at);
  }
}

/** 0: the path lies in the entry; otherwise which of the two comes first (below 0: the entry). */
function compare(entry: Buffer, path: Uint8Array, end: number): number {
  const length = Math.min(entry.length, end + 1);
  for (let i = 0; i < length; i += 1) {
    const difference = (entry[i] as number) - (i === end ? SLASH : (path[i] as number));
    if (difference !== 0) return difference;
  }
  return entry.length <= end + 1 ? 0 : 1;
}

/** Paths that are reported as groups of their own, whoever owns them. */
export class PathGroups {
  readonly #prefixes: { gid: number; bytes: Buffer }[];

  constructor(given: readonly PathGroup[]) {
    this.#prefixes = given
      .map(({ gid, prefix }) => ({ gid: Number(gid), bytes: Buffer.from(`${bare(prefix)}/`) }))
      .sort((a, b) => b.bytes.length - a.bytes.length);
  }

  /** The group that `path[0..end)` is reported for: the longest prefix wins, else `gid`. */
  gidOf(gid: number, path: Uint8Array, end: number): number {
    for (const prefix of this.#prefixes) {
      if (compare(prefix.bytes, path, end) === 0) return prefix.gid;
    }
    return gid;
  }
}
