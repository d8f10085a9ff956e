import { type LineFields, PART } from "../lines/line-fields";

/** Columns of exact sums by slot: numbers in typed arrays, since there may be millions of slots. */

/** A copy with room for `slots` values. */
export function grownTo<T extends Float64Array | Int32Array | Uint32Array | Uint8Array>(
  column: T,
  slots: number,
): T {
  const make = column.constructor as new (length: number) => T;
  const grown = new make(slots);
  grown.set(column);
  return grown;
}

/** The next capacity when `slots` do not fit. */
export const roomFor = (capacity: number, slots: number): number =>
  Math.max(slots, capacity * 2, 64);

/**
 * Exact sums of bytes. A slot is `high * PART + low`, both whole and below 2^53, so that no addition
 * is ever rounded.
 */
export class ByteSums {
  #low = new Float64Array(64);
  /** Of the few slots that have one. */
  readonly #high = new Map<number, number>();

  reserve(slots: number): void {
    if (slots <= this.#low.length) return;
    this.#low = grownTo(this.#low, roomFor(this.#low.length, slots));
  }

  /** Adds `high * PART + low`. */
  add(slot: number, low: number, high: number): void {
    let sum = (this.#low[slot] as number) + low;
    if (sum >= PART || high !== 0) {
      let carry = high;
      if (sum >= PART) {
        sum -= PART;
        carry += 1;
      }
      this.#high.set(slot, (this.#high.get(slot) ?? 0) + carry);
    }
    this.#low[slot] = sum;
  }

  get(slot: number): bigint {
    return BigInt(this.#high.get(slot) ?? 0) * BigInt(PART) + BigInt(this.#low[slot] as number);
  }
}

/**
 * An inode with n links counts as 1/n for each, but a directory as one: 5040 can be divided by every
 * number up to 10.
 */
export const INODE_UNITS = 5040;

/** Units as whole inodes, halves upwards. */
export const wholeInodes = (units: number): bigint =>
  BigInt(Math.floor((units + INODE_UNITS / 2) / INODE_UNITS));

/** Bytes, inodes and the latest time by slot, over lines of any type. */
export class LineSums {
  readonly bytes = new ByteSums();
  inodeUnits = new Float64Array(64);
  /** UNIX seconds; starts at 0. */
  latest = new Float64Array(64);
  /** Slots that a line was added to. */
  used = new Uint8Array(64);

  reserve(slots: number): void {
    this.bytes.reserve(slots);
    if (slots <= this.latest.length) return;
    const room = roomFor(this.latest.length, slots);
    this.inodeUnits = grownTo(this.inodeUnits, room);
    this.latest = grownTo(this.latest, room);
    this.used = grownTo(this.used, room);
  }

  add(slot: number, line: LineFields): void {
    this.bytes.add(slot, line.shareLow, line.shareHigh);
    const { links } = line;
    // The other links of a directory are its `.` and the `..` of those below it.
    const isWhole = links === 1 || line.isDirectory;
    const units = isWhole ? INODE_UNITS : links === 0 ? 0 : Math.floor(INODE_UNITS / links);
    this.inodeUnits[slot] = (this.inodeUnits[slot] as number) + units;
    if (line.mtimeSeconds > (this.latest[slot] as number)) this.latest[slot] = line.mtimeSeconds;
    this.used[slot] = 1;
  }
}
