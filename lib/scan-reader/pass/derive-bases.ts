import type { BaseDirectoryRule } from "../scan-result";

/**
 * Base directories out of where a group's files lie: the deepest directory that holds all of them,
 * then the same in each of its children, some levels deep; what is too near the root is no base.
 */

/** A directory in which a group has entries that are not directories. */
export interface FileDirectory {
  gid: number;
  /** Real path without a slash at its end; the root is empty. */
  path: string;
  entries: number;
}

const SPLITS = 4;
const MIN_SLASHES = 4;
const MIN_SLASHES_ON_TARGET = 5;

/** The base directories of every group, by group and path. */
export function deriveBases(directories: readonly FileDirectory[]): BaseDirectoryRule[] {
  const byGid = new Map<number, FileDirectory[]>();
  for (const directory of directories) {
    const known = byGid.get(directory.gid);
    if (known) known.push(directory);
    else byGid.set(directory.gid, [directory]);
  }
  return [...byGid.entries()]
    .sort(([a], [b]) => a - b)
    .flatMap(([gid, own]) => basesOf(own).map((path) => ({ gid: BigInt(gid), path })));
}

function basesOf(own: readonly FileDirectory[]): string[] {
  const kept: string[] = [];
  const found = new FileTree(own).where(SPLITS).map((path) => `${path}/`);
  for (const path of found.sort((a, b) => (a < b ? -1 : 1))) {
    if (!isDeepEnough(path.slice(0, -1))) continue;
    const last = kept.at(-1);
    if (last === undefined || !path.startsWith(last)) kept.push(path);
  }
  return kept.map((path) => path.slice(0, -1));
}

function isDeepEnough(path: string): boolean {
  const elements = path.split("/");
  const isOnTarget = elements.some((element) => /^mdt\d$/.test(element));
  return elements.length - 1 >= (isOnTarget ? MIN_SLASHES_ON_TARGET : MIN_SLASHES);
}

/** Directories as a sorted list: what lies below one is a range of it. */
class FileTree {
  readonly #paths: string[];
  /** Entries in all paths before each. */
  readonly #before: number[] = [0];

  constructor(own: readonly FileDirectory[]) {
    const sorted = own
      .map(({ path, entries }) => ({ path: `${path}/`, entries }))
      .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
    this.#paths = sorted.map(({ path }) => path);
    for (const { entries } of sorted) this.#before.push((this.#before.at(-1) ?? 0) + entries);
  }

  /** The deepest directory that holds everything, and the same in its children `splits` deep. */
  where(splits: number): string[] {
    const found: string[] = [];
    const visit = (given: Range, left: number) => {
      let range = given;
      let children = this.#children(range);
      while (children.length === 1 && this.#count(children[0]) === this.#count(range)) {
        range = children[0] as Range;
        children = this.#children(range);
      }
      found.push(range.prefix.slice(0, -1));
      if (left > 0) for (const child of children) visit(child, left - 1);
    };
    if (this.#paths.length > 0) visit({ prefix: "/", from: 0, to: this.#paths.length }, splits);
    return found;
  }

  #count(range: Range | undefined): number {
    if (!range) return 0;
    return (this.#before[range.to] ?? 0) - (this.#before[range.from] ?? 0);
  }

  #children({ prefix, from, to }: Range): Range[] {
    const children: Range[] = [];
    // The directory itself, if entries lie in it, is the first of its range.
    let at = this.#paths[from] === prefix ? from + 1 : from;
    while (at < to) {
      const path = this.#paths[at] as string;
      const child = path.slice(0, path.indexOf("/", prefix.length) + 1);
      const end = this.#rangeEnd(child, at, to);
      children.push({ prefix: child, from: at, to: end });
      at = end;
    }
    return children;
  }

  #rangeEnd(prefix: string, from: number, to: number): number {
    let low = from;
    let high = to;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#paths[middle] as string).startsWith(prefix)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

interface Range {
  prefix: string;
  from: number;
  to: number;
}
