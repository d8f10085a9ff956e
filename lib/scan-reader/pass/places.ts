import type { LineFields } from "../lines/line-fields";
import type { ScanPath } from "../lines/scan-path";
import type { BaseDirectoryRule, ScanSpec } from "../scan-result";
import { ScanUnreadable } from "../unreadable";
import { BaseDirectories } from "./base-directories";
import { Buckets, bucketName } from "./buckets";
import { FileSums } from "./file-sums";
import { ByteKeyTable } from "./key-tables";
import { LineSums } from "./sums";
import type { Totals } from "./totals";

/** Where a line counts: below which base directory, and a file in which bucket. */
export interface Places {
  /** The next lines of `gid` lie in the directory `path.bytes[0..end)`. */
  enter(gid: number, path: ScanPath, end: number): void;
  addLine(line: LineFields, isDirectory: boolean): void;
  /** A regular file with at least one link; `type` is a place in `fileTypes`, or -1. */
  addFile(line: LineFields, path: ScanPath, type: number): void;
  /** Whether a base directory could be this path itself, so that it must be looked for. */
  mayBeBase(length: number): boolean;
  /** Counts the line if its path is itself a base directory; false: it is none. */
  addBase(gid: number, line: LineFields, path: ScanPath): boolean;
  /** Hands the sums over; the base directories in force. */
  finish(totals: Totals): BaseDirectoryRule[];
}

/** Buckets of one scan: more mean that the base directories lie too near the root. */
const MAX_BUCKETS = 2_000_000;

const NOWHERE = -1;
const UNKNOWN = -2;

/** Base directories that were given. */
export class GivenPlaces implements Places {
  readonly #bases: BaseDirectories;
  readonly #given: readonly BaseDirectoryRule[];
  readonly #buckets: Buckets;
  readonly #keys = new ByteKeyTable();
  readonly #lines = new LineSums();
  readonly #files = new FileSums();
  #rule = NOWHERE;
  #bucket = UNKNOWN;
  #end = 0;
  readonly #maxBuckets: number;

  constructor(spec: ScanSpec, maxBuckets: number = MAX_BUCKETS) {
    this.#maxBuckets = maxBuckets;
    this.#given = spec.baseDirectories;
    this.#bases = new BaseDirectories(spec.baseDirectories, spec.pathGroups);
    this.#buckets = new Buckets(spec.nestedBuckets);
    this.#lines.reserve(this.#bases.rules.length);
  }

  /** @inheritdoc */
  enter(gid: number, path: ScanPath, end: number): void {
    this.#rule = this.#bases.find(gid, path.bytes, end);
    this.#bucket = UNKNOWN;
    this.#end = end;
  }

  /** @inheritdoc */
  addLine(line: LineFields): void {
    if (this.#rule >= 0) this.#lines.add(this.#rule, line);
  }

  /** @inheritdoc */
  addFile(line: LineFields, path: ScanPath, type: number): void {
    if (this.#rule < 0) return;
    if (this.#bucket === UNKNOWN) this.#bucket = this.#findBucket(path);
    this.#files.add(this.#bucket, line, type);
  }

  #findBucket(path: ScanPath): number {
    const from = this.#bases.lengthOf(this.#rule);
    this.#buckets.find(path.bytes, from, this.#end);
    const { start, stop } = this.#buckets;
    const slot = this.#keys.slot(this.#rule, path.bytes, start, stop);
    if (slot >= this.#maxBuckets) {
      throw new ScanUnreadable(
        "too_many_directories",
        `There are more than ${this.#maxBuckets} directories right below base directories: ` +
          "send base directories that lie deeper.",
      );
    }
    this.#files.reserve(slot + 1);
    return slot;
  }

  /** @inheritdoc */
  mayBeBase(length: number): boolean {
    return this.#bases.hasLength(length);
  }

  /** @inheritdoc */
  addBase(gid: number, line: LineFields, path: ScanPath): boolean {
    const rule = this.#bases.find(gid, path.bytes, path.length);
    if (rule < 0 || this.#bases.lengthOf(rule) !== path.length) return false;
    this.#lines.add(rule, line);
    return true;
  }

  /** @inheritdoc */
  finish(totals: Totals): BaseDirectoryRule[] {
    const { rules } = this.#bases;
    for (const [slot, { gid, path }] of rules.entries()) {
      if (this.#lines.used[slot] === 0) continue;
      totals.addGroup({
        gid: BigInt(gid),
        basePath: path,
        bytes: this.#lines.bytes.get(slot),
        inodeUnits: this.#lines.inodeUnits[slot] as number,
        lastModifiedSeconds: this.#lines.latest[slot] as number,
      });
    }
    for (let slot = 0; slot < this.#keys.size; slot += 1) {
      const rule = rules[this.#keys.numbers[slot] as number];
      if (!rule) continue;
      totals.addDirectory({
        gid: BigInt(rule.gid),
        basePath: rule.path,
        bucket: bucketName(this.#keys.bytes(slot)),
        files: BigInt(this.#files.count[slot] as number),
        bytes: this.#files.bytes.get(slot),
        lastModifiedSeconds: this.#files.latest[slot] as number,
        typeBytes: this.#files.typeBytes(slot),
      });
    }
    return [...this.#given];
  }
}
