import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Byte strings in the order of their coming, each with a place. Beyond a bound they go to a temporary
 * file without a name, which ends with the process whatever happens to it.
 */
export class TextLog {
  readonly #bound: number;
  #tail = Buffer.allocUnsafe(65_536);
  /** Places below this are in the file. */
  #written = 0;
  #used = 0;
  #file: number | undefined;
  #window = Buffer.alloc(0);
  #windowAt = 0;

  /** `boundBytes`: so many are kept in memory. */
  constructor(boundBytes: number) {
    this.#bound = boundBytes;
  }

  /** Adds `bytes[from..to)`; its place. */
  append(bytes: Buffer, from: number, to: number): number {
    const size = to - from + 4;
    if (this.#used + size > this.#tail.length) this.#makeRoom(size);
    const place = this.#written + this.#used;
    this.#tail.writeUInt32LE(to - from, this.#used);
    bytes.copy(this.#tail, this.#used + 4, from, to);
    this.#used += size;
    return place;
  }

  /** The bytes at a place; a view that the next call may overwrite. */
  read(place: number): Buffer {
    if (place >= this.#written) return at(this.#tail, place - this.#written);
    const offset = place - this.#windowAt;
    if (offset < 0 || !isWhole(this.#window, offset)) this.#load(place);
    return at(this.#window, place - this.#windowAt);
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #makeRoom(size: number): void {
    const doubled = Math.max(this.#tail.length * 2, this.#used + size);
    if (doubled <= this.#bound) {
      const grown = Buffer.allocUnsafe(doubled);
      this.#tail.copy(grown, 0, 0, this.#used);
      this.#tail = grown;
      return;
    }
    this.#flush();
    if (size > this.#tail.length) this.#tail = Buffer.allocUnsafe(size);
  }

  #flush(): void {
    this.#file ??= openUnnamed();
    let done = 0;
    while (done < this.#used) {
      done += writeSync(this.#file, this.#tail, done, this.#used - done, this.#written + done);
    }
    this.#written += this.#used;
    this.#used = 0;
  }

  /** Reads ahead: places are mostly asked for in their order. */
  #load(place: number): void {
    if (this.#file === undefined) throw new Error("the log of texts is closed");
    const head = Buffer.alloc(4);
    readSync(this.#file, head, 0, 4, place);
    const size = Math.max(head.readUInt32LE(0) + 4, 262_144);
    const window = Buffer.allocUnsafe(Math.min(size, this.#written - place));
    let done = 0;
    while (done < window.length) {
      const count = readSync(this.#file, window, done, window.length - done, place + done);
      if (count === 0) throw new Error("the log of texts was cut");
      done += count;
    }
    this.#window = window;
    this.#windowAt = place;
  }
}

function at(buffer: Buffer, offset: number): Buffer {
  return buffer.subarray(offset + 4, offset + 4 + buffer.readUInt32LE(offset));
}

function isWhole(buffer: Buffer, offset: number): boolean {
  if (offset + 4 > buffer.length) return false;
  return offset + 4 + buffer.readUInt32LE(offset) <= buffer.length;
}

function openUnnamed(): number {
  const folder = mkdtempSync(join(tmpdir(), "headroom-scan-"));
  const file = openSync(join(folder, "texts"), "wx+", 0o600);
  rmSync(folder, { recursive: true });
  return file;
}
