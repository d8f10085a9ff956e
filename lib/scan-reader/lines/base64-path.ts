import { badLine } from "./bad-lines";
import { type PathReader, ScanPath } from "./scan-path";

const STANDARD = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const SORTED = "+/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const PAD = 61;
const INVALID = 0x80;

function tableOf(alphabet: string): Uint8Array {
  const table = new Uint8Array(256).fill(INVALID);
  for (let value = 0; value < 64; value += 1) table[alphabet.charCodeAt(value)] = value;
  return table;
}

/** Paths of the variants A, B and C: padded base64, in the standard or the sorted alphabet. */
export class Base64Path implements PathReader {
  readonly path = new ScanPath();
  readonly #table: Uint8Array;
  /** The bytes of the current buffer, and where the column of the line before stands in it. */
  #view: DataView = new DataView(new ArrayBuffer(0));
  #from = 0;
  #length = 0;
  #hasZero = false;

  constructor(alphabet: "standard" | "sorted") {
    this.#table = tableOf(alphabet === "standard" ? STANDARD : SORTED);
  }

  /** @inheritdoc */
  begin(buffer: Buffer): void {
    this.#view = new DataView(buffer.buffer, buffer.byteOffset, buffer.length);
    this.#length = 0;
  }

  /** @inheritdoc */
  read(buffer: Buffer, from: number, to: number): string {
    const length = to - from;
    if (length === 0 || length % 4 !== 0) return this.#fail(badLine.base64);
    const common = this.#commonWith(from, length);
    this.#from = from;
    this.#length = length;
    this.#hasZero = false;
    const start = (common / 4) * 3;
    const { bytes } = this.path;
    const first = bytes[start] as number;
    const second = bytes[start + 1] as number;
    const decoded = this.#decode(buffer, from + common, to, start);
    if (decoded < 0) return this.#fail(badLine.base64);
    // Four letters are three bytes: one or two more may be as before.
    let same = start;
    const limit = Math.min(decoded, this.path.fullLength);
    if (same < limit && bytes[same] === first) same += 1;
    if (same === start + 1 && same < limit && bytes[same] === second) same += 1;
    const problem = this.path.accept(decoded, same, this.#hasZero);
    return problem === "" ? "" : this.#fail(problem);
  }

  #fail(problem: string): string {
    this.#length = 0;
    this.path.reset();
    return problem;
  }

  /** Letters at the start that are as in the line before; a multiple of 4, never the last four. */
  #commonWith(from: number, length: number): number {
    const view = this.#view;
    const limit = Math.min(length, this.#length) - 4;
    const before = this.#from;
    let common = 0;
    while (
      common < limit &&
      view.getInt32(from + common, true) === view.getInt32(before + common, true)
    ) {
      common += 4;
    }
    return common;
  }

  /** Decodes into the path from `out` on; the length of the path, or -1. */
  #decode(buffer: Buffer, from: number, to: number, out: number): number {
    const table = this.#table;
    const { bytes } = this.path;
    const last = to - 4;
    let zeros = 0;
    let at = from;
    let put = out;
    for (; at < last; at += 4) {
      const a = table[buffer[at] as number] as number;
      const b = table[buffer[at + 1] as number] as number;
      const c = table[buffer[at + 2] as number] as number;
      const d = table[buffer[at + 3] as number] as number;
      if ((a | b | c | d) > 63) return -1;
      const word = (a << 18) | (b << 12) | (c << 6) | d;
      // Has a set bit only where one of the three bytes is zero.
      zeros |= (word - 0x010101) & ~word & 0x808080;
      bytes[put] = word >> 16;
      bytes[put + 1] = word >> 8;
      bytes[put + 2] = word;
      put += 3;
    }
    this.#hasZero = zeros !== 0;
    return this.#decodeLast(buffer, last, put);
  }

  #decodeLast(buffer: Buffer, at: number, put: number): number {
    const table = this.#table;
    const { bytes } = this.path;
    const padding = buffer[at + 3] !== PAD ? 0 : buffer[at + 2] !== PAD ? 1 : 2;
    const a = table[buffer[at] as number] as number;
    const b = table[buffer[at + 1] as number] as number;
    const c = padding === 2 ? 0 : (table[buffer[at + 2] as number] as number);
    const d = padding > 0 ? 0 : (table[buffer[at + 3] as number] as number);
    if ((a | b | c | d) > 63) return -1;
    const word = (a << 18) | (b << 12) | (c << 6) | d;
    for (let i = 0; i < 3 - padding; i += 1) {
      const byte = (word >> (16 - 8 * i)) & 255;
      bytes[put + i] = byte;
      if (byte === 0) this.#hasZero = true;
    }
    return put + 3 - padding;
  }
}
