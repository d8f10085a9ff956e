import { badLine } from "./bad-lines";

/** The columns after the path, read as bytes: no text is made of them. */

const TAB = 9;
const ZERO = 48;
const DIRECTORY = 100; // "d"
/** Sizes from here on are kept in two parts. */
export const PART = 2 ** 52;
const MAX_SIZE = 2n ** 63n - 1n;
const MAX_INODE = 2n ** 64n - 1n;
const MAX_ID = 2 ** 32 - 1;
/** Numbers of up to so many digits are exact as a double. */
const EXACT_DIGITS = 15;

/**
 * One line's numbers. An object that is filled again and again: the hot loop makes no garbage.
 * Access and change times are skipped unread, as nothing needs them.
 */
export class LineFields {
  /** Size in bytes is `sizeHigh * PART + sizeLow`. */
  sizeLow = 0;
  sizeHigh = 0;
  /** The line's share of the size when its inode has several links, in the same two parts. */
  shareLow = 0;
  shareHigh = 0;
  uid = 0;
  gid = 0;
  mtimeSeconds = 0;
  /** The letter's byte. */
  type = 0;
  /** By its letter; whoever reads the path may know better. */
  isDirectory = false;
  links = 0;
  readonly #hasApparentSize: boolean;
  readonly #scanTimeSeconds: number;
  #buffer: Buffer = Buffer.alloc(0);
  #at = 0;
  #digits = 0;
  #inodeFrom = 0;
  #inodeTo = 0;

  constructor(hasApparentSize: boolean, scanTimeSeconds: number) {
    this.#hasApparentSize = hasApparentSize;
    this.#scanTimeSeconds = scanTimeSeconds;
  }

  /** Reads the columns from `at` up to the line feed at `end`; "" or why the line is bad. */
  read(buffer: Buffer, at: number, end: number): string {
    this.#buffer = buffer;
    this.#at = at;
    if (!this.#readSize()) return this.#orTooFew(badLine.size, end);
    this.uid = this.#number();
    if (!this.#isColumnEnd(10) || this.uid > MAX_ID) return this.#orTooFew(badLine.uid, end);
    this.gid = this.#number();
    if (!this.#isColumnEnd(10) || this.gid > MAX_ID) return this.#orTooFew(badLine.gid, end);
    if (!this.#skipColumn(end)) return badLine.tooFewColumns;
    if (!this.#readTime()) return this.#orTooFew(badLine.time, end);
    if (!this.#skipColumn(end)) return badLine.tooFewColumns;
    return this.#readTypeAndLinks(end);
  }

  #readTypeAndLinks(end: number): string {
    const buffer = this.#buffer;
    this.type = buffer[this.#at] as number;
    this.isDirectory = this.type === DIRECTORY;
    const letter = this.type | 32;
    if (letter < 97 || letter > 122 || buffer[this.#at + 1] !== TAB) {
      return this.#orTooFew(badLine.letter, end);
    }
    this.#at += 2;
    this.#inodeFrom = this.#at;
    this.#skipDigits();
    this.#inodeTo = this.#at;
    if (!this.#isColumnEnd(20)) return this.#orTooFew(badLine.inode, end);
    if (this.#digits === 20 && this.inode() > MAX_INODE) return badLine.inode;
    this.links = this.#number();
    if (!this.#isColumnEnd(EXACT_DIGITS)) return this.#orTooFew(badLine.links, end);
    this.#divide();
    return this.#checkRest(end);
  }

  /** More columns than there should be are let pass: a later version may add some. */
  #checkRest(end: number): string {
    this.#skipDigits();
    if (this.#hasApparentSize) {
      if (!this.#isColumnEnd(20)) return this.#orTooFew(badLine.device, end);
      this.#skipDigits();
    }
    const isWhole = this.#digits > 0 && (this.#at === end || this.#buffer[this.#at] === TAB);
    if (isWhole) return "";
    return this.#hasApparentSize ? badLine.apparentSize : badLine.device;
  }

  /** Size in bytes, not divided by links. */
  size(): bigint {
    return BigInt(this.sizeHigh) * BigInt(PART) + BigInt(this.sizeLow);
  }

  /** The inode, 64 bits without a sign; only for lines that need it. */
  inode(): bigint {
    return BigInt(this.#buffer.toString("latin1", this.#inodeFrom, this.#inodeTo));
  }

  /** Puts the inode into two numbers of 32 bits: `into[at]` the high and `into[at + 1]` the low. */
  inodeParts(into: Uint32Array, at: number): void {
    const buffer = this.#buffer;
    let low = 0;
    let high = 0;
    for (let i = this.#inodeFrom; i < this.#inodeTo; i += 1) {
      const next = low * 10 + (buffer[i] as number) - ZERO;
      low = next % 4_294_967_296;
      high = high * 10 + (next - low) / 4_294_967_296;
    }
    into[at] = high;
    into[at + 1] = low;
  }

  /** The digits from the current place on as a number; inexact beyond 15 digits. */
  #number(): number {
    const buffer = this.#buffer;
    let at = this.#at;
    let value = 0;
    let digit = (buffer[at] as number) - ZERO;
    while (digit >= 0 && digit <= 9) {
      value = value * 10 + digit;
      at += 1;
      digit = (buffer[at] as number) - ZERO;
    }
    this.#digits = at - this.#at;
    this.#at = at;
    return value;
  }

  #skipDigits(): void {
    const buffer = this.#buffer;
    let at = this.#at;
    while ((buffer[at] as number) >= ZERO && (buffer[at] as number) <= 57) at += 1;
    this.#digits = at - this.#at;
    this.#at = at;
  }

  /** After 1 to `maxDigits` digits there is a TAB, which is passed. */
  #isColumnEnd(maxDigits: number): boolean {
    if (this.#digits === 0 || this.#digits > maxDigits) return false;
    if (this.#buffer[this.#at] !== TAB) return false;
    this.#at += 1;
    return true;
  }

  #readSize(): boolean {
    const from = this.#at;
    this.sizeLow = this.#number();
    this.sizeHigh = 0;
    if (this.#digits > EXACT_DIGITS && this.#digits <= 19) {
      const size = BigInt(this.#buffer.toString("latin1", from, this.#at));
      if (size > MAX_SIZE) return false;
      this.sizeHigh = Number(size / BigInt(PART));
      this.sizeLow = Number(size % BigInt(PART));
    }
    return this.#isColumnEnd(19);
  }

  #readTime(): boolean {
    const isNegative = this.#buffer[this.#at] === 45;
    if (isNegative) this.#at += 1;
    const seconds = this.#number();
    this.mtimeSeconds = isNegative ? -seconds : Math.min(seconds, this.#scanTimeSeconds);
    return this.#isColumnEnd(EXACT_DIGITS);
  }

  #skipColumn(end: number): boolean {
    const buffer = this.#buffer;
    let at = this.#at;
    while (at < end && buffer[at] !== TAB) at += 1;
    this.#at = at + 1;
    return at < end;
  }

  /** A column that ends with the line was the last one. */
  #orTooFew(reason: string, end: number): string {
    const tab = this.#buffer.indexOf(TAB, this.#at);
    return tab >= 0 && tab < end ? reason : badLine.tooFewColumns;
  }

  /** This line's part of the size: size over links, rounded down; without links nothing. */
  #divide(): void {
    const { links } = this;
    this.shareLow = this.sizeLow;
    this.shareHigh = this.sizeHigh;
    if (links === 1) return;
    if (links === 0) {
      this.shareLow = 0;
      this.shareHigh = 0;
    } else if (this.sizeHigh === 0) {
      this.shareLow = Math.floor(this.sizeLow / links);
    } else {
      const share = this.size() / BigInt(links);
      this.shareHigh = Number(share / BigInt(PART));
      this.shareLow = Number(share % BigInt(PART));
    }
  }
}
