import { badLine } from "./bad-lines";
import { type PathReader, ScanPath } from "./scan-path";

const QUOTE = 34;
const BACKSLASH = 92;

/** Escapes of one letter, in Go's way of quoting. */
const simpleEscapes = new Map<number, number>([
  [97, 7], // \a
  [98, 8], // \b
  [102, 12], // \f
  [110, 10], // \n
  [114, 13], // \r
  [116, 9], // \t
  [118, 11], // \v
  [BACKSLASH, BACKSLASH],
  [QUOTE, QUOTE],
  [39, 39], // \'
]);
/** Digits of the other escapes, by their letter: \x, \u, \U. */
const hexDigits = new Map<number, number>([
  [120, 2],
  [117, 4],
  [85, 8],
]);

const NO_ESCAPE = Number.MAX_SAFE_INTEGER;

/** Paths of the variants D and E: quoted as Go does it. */
export class QuotedPath implements PathReader {
  readonly path = new ScanPath();
  #view: DataView = new DataView(new ArrayBuffer(0));
  /** The column of the line before, if it is in the same buffer: start, and bytes that may be shared. */
  #from = 0;
  #length = 0;
  #firstEscape = NO_ESCAPE;
  #hasZero = false;

  /** @inheritdoc */
  begin(buffer: Buffer): void {
    this.#view = new DataView(buffer.buffer, buffer.byteOffset, buffer.length);
    this.#length = 0;
  }

  /** @inheritdoc */
  read(buffer: Buffer, from: number, to: number): string {
    const last = to - 1;
    if (last <= from || buffer[from] !== QUOTE || buffer[last] !== QUOTE) {
      return this.#fail(badLine.quotes);
    }
    const common = this.#commonWith(buffer, from, last);
    this.#hasZero = false;
    this.#firstEscape = NO_ESCAPE;
    const decoded = this.#decode(buffer, from, from + common, last);
    if (decoded < 0) return this.#fail(badLine.quotes);
    this.#from = from;
    // An escape makes raw and decoded places differ: what follows it is decoded anew.
    this.#length = Math.min(last - from, this.#firstEscape);
    const problem = this.path.accept(decoded, common - 1, this.#hasZero);
    return problem === "" ? "" : this.#fail(problem);
  }

  #fail(problem: string): string {
    this.#length = 0;
    this.path.reset();
    return problem;
  }

  /** Bytes at the start, the quote included, that are as in the line before; at least the quote. */
  #commonWith(buffer: Buffer, from: number, last: number): number {
    const limit = Math.min(last - from, this.#length);
    const before = this.#from;
    const view = this.#view;
    let common = 0;
    while (
      common + 4 <= limit &&
      view.getInt32(from + common, true) === view.getInt32(before + common, true)
    ) {
      common += 4;
    }
    // The quote at least.
    common = Math.max(common, 1);
    while (common < limit && buffer[from + common] === buffer[before + common]) common += 1;
    return common;
  }

  #decode(buffer: Buffer, from: number, start: number, last: number): number {
    const { bytes } = this.path;
    let put = start - from - 1;
    let at = start;
    while (at < last) {
      const byte = buffer[at] as number;
      if (byte === QUOTE) return -1;
      if (byte === BACKSLASH) {
        if (this.#firstEscape === NO_ESCAPE) this.#firstEscape = at - from;
        const next = this.#escape(buffer, at + 1, last, put);
        if (next < 0) return -1;
        put += this.#written;
        at = next;
      } else {
        if (byte === 0) this.#hasZero = true;
        bytes[put] = byte;
        put += 1;
        at += 1;
      }
    }
    return put;
  }

  #written = 0;

  /** Decodes the escape whose letter is at `at`; the place after it, or -1. */
  #escape(buffer: Buffer, at: number, last: number, put: number): number {
    if (at >= last) return -1;
    const letter = buffer[at] as number;
    const simple = simpleEscapes.get(letter);
    if (simple !== undefined) {
      this.path.bytes[put] = simple;
      this.#written = 1;
      return at + 1;
    }
    const digits = hexDigits.get(letter);
    if (digits === undefined || at + digits >= last) return -1;
    const text = buffer.toString("latin1", at + 1, at + 1 + digits);
    if (!/^[0-9a-fA-F]+$/.test(text)) return -1;
    return this.#putCode(Number.parseInt(text, 16), digits, put) ? at + 1 + digits : -1;
  }

  #putCode(code: number, digits: number, put: number): boolean {
    if (code === 0) this.#hasZero = true;
    if (digits === 2) {
      // One byte as it is, which need not be a character.
      this.path.bytes[put] = code;
      this.#written = 1;
      return true;
    }
    if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return false;
    this.#written = this.path.bytes.write(String.fromCodePoint(code), put, "utf8");
    return true;
  }
}
