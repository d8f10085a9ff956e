import type { LineFields } from "../lines/line-fields";
import type { ScanPath } from "../lines/scan-path";
import type { BaseDirectoryRule, ScanSpec } from "../scan-result";
import { ScanUnreadable } from "../unreadable";
import { BaseDirectories } from "./base-directories";
import { Buckets, bucketName } from "./buckets";
import { deriveBases, type FileDirectory } from "./derive-bases";
import { FileSums } from "./file-sums";
import { ByteKeyTable } from "./key-tables";
import type { Places } from "./places";
import { grownTo, LineSums, roomFor } from "./sums";
import type { Totals } from "./totals";

/** Pairs of group and directory that are kept while the base directories are not known. */
const MAX_DERIVED_PAIRS = 500_000;

/**
 * Base directories that the file itself has to tell: sums by group and directory first, since only
 * all lines together show where a group's files lie.
 */
export class DerivedPlaces implements Places {
  readonly #spec: ScanSpec;
  readonly #maxPairs: number;
  readonly #keys = new ByteKeyTable();
  readonly #lines = new LineSums();
  readonly #files = new FileSums();
  /** Entries that are not directories, for finding out where a group's files lie. */
  #entries = new Float64Array(64);
  #slot = 0;
  readonly #prefixes: BaseDirectories;

  constructor(spec: ScanSpec, maxPairs: number = MAX_DERIVED_PAIRS) {
    this.#spec = spec;
    this.#prefixes = new BaseDirectories([], spec.pathGroups);
    this.#maxPairs = maxPairs;
  }

  /** @inheritdoc */
  enter(gid: number, path: ScanPath, end: number): void {
    this.#slot = this.#keys.slot(gid, path.bytes, 0, end);
    if (this.#keys.size > this.#maxPairs) {
      throw new ScanUnreadable(
        "too_many_directories",
        `The base directories cannot be derived from more than ${this.#maxPairs} directories: ` +
          "send a file of base directories.",
      );
    }
    this.#reserve(this.#slot + 1);
  }

  #reserve(room: number): void {
    this.#lines.reserve(room);
    this.#files.reserve(room);
    if (room > this.#entries.length) {
      this.#entries = grownTo(this.#entries, roomFor(this.#entries.length, room));
    }
  }

  /** @inheritdoc */
  addLine(line: LineFields, isDirectory: boolean): void {
    this.#lines.add(this.#slot, line);
    if (!isDirectory) this.#entries[this.#slot] = (this.#entries[this.#slot] as number) + 1;
  }

  /** @inheritdoc */
  addFile(line: LineFields, _path: ScanPath, type: number): void {
    this.#files.add(this.#slot, line, type);
  }

  /** @inheritdoc */
  mayBeBase(length: number): boolean {
    return this.#prefixes.hasLength(length);
  }

  /** @inheritdoc */
  addBase(gid: number, line: LineFields, path: ScanPath): boolean {
    const prefix = this.#prefixes.find(gid, path.bytes, path.length);
    if (prefix < 0 || this.#prefixes.lengthOf(prefix) !== path.length) return false;
    const slot = this.#keys.slot(gid, path.bytes, 0, path.length);
    this.#reserve(slot + 1);
    this.#lines.add(slot, line);
    return true;
  }

  /** @inheritdoc */
  finish(totals: Totals): BaseDirectoryRule[] {
    const derived = deriveBases(this.#directories());
    const { pathGroups, nestedBuckets } = this.#spec;
    const inBytes = pathGroups.map(({ gid, prefix }) => ({ gid, prefix: latin1Of(prefix) }));
    const bases = new BaseDirectories(derived, inBytes, "latin1");
    const buckets = new Buckets(nestedBuckets);
    for (let slot = 0; slot < this.#keys.size; slot += 1) {
      this.#handOver(slot, bases, buckets, totals);
    }
    return derived.map(({ gid, path }) => ({ gid, path: utf8Of(path) }));
  }

  #directories(): FileDirectory[] {
    const found: FileDirectory[] = [];
    const pathGroups = new Set(this.#spec.pathGroups.map(({ gid }) => Number(gid)));
    for (let slot = 0; slot < this.#keys.size; slot += 1) {
      const gid = this.#keys.numbers[slot] as number;
      const entries = this.#entries[slot] as number;
      if (entries === 0 || pathGroups.has(gid)) continue;
      found.push({ gid, path: this.#keys.bytes(slot).toString("latin1"), entries });
    }
    return found;
  }

  #handOver(slot: number, bases: BaseDirectories, buckets: Buckets, totals: Totals): void {
    const gid = this.#keys.numbers[slot] as number;
    const directory = this.#keys.bytes(slot);
    const place = bases.find(gid, directory, directory.length);
    const rule = bases.rules[place];
    if (!rule) return;
    const under = { gid: BigInt(gid), basePath: utf8Of(rule.path) };
    totals.addGroup({
      ...under,
      bytes: this.#lines.bytes.get(slot),
      inodeUnits: this.#lines.inodeUnits[slot] as number,
      lastModifiedSeconds: this.#lines.latest[slot] as number,
    });
    const files = this.#files.count[slot] as number;
    if (files === 0) return;
    buckets.find(directory, bases.lengthOf(place), directory.length);
    totals.addDirectory({
      ...under,
      bucket: bucketName(directory.subarray(buckets.start, buckets.stop)),
      files: BigInt(files),
      bytes: this.#files.bytes.get(slot),
      lastModifiedSeconds: this.#files.latest[slot] as number,
      typeBytes: this.#files.typeBytes(slot),
    });
  }
}

const utf8Of = (bytes: string): string => Buffer.from(bytes, "latin1").toString("utf8");
const latin1Of = (text: string): string => Buffer.from(text, "utf8").toString("latin1");
