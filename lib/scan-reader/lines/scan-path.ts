import { badLine } from "./bad-lines";
import { MAX_LINE_BYTES } from "./line-feeder";

const SLASH = 47;

/** Reads the path column of a line. */
export interface PathReader {
  readonly path: ScanPath;
  /** Lines of another buffer, or of other contents of the same, come next. */
  begin(buffer: Buffer): void;
  /** The column from `from` up to `to`; "" or why it is no path. */
  read(buffer: Buffer, from: number, to: number): string;
}

/**
 * The path of the current line as bytes. Neighbouring lines mostly share their directory: what is
 * equal to the line before is not decoded again, and `stableLength` tells who has looked at a part
 * of the path that nothing changed there.
 */
export class ScanPath {
  readonly bytes = Buffer.alloc(MAX_LINE_BYTES + 16);
  /** Without a slash at the end; 0 for the root. `bytes[length]` is a slash. */
  length = 0;
  /** Place of the last slash, which ends the directory that the path is in. */
  directoryEnd = 0;
  /** The path was written with a slash at its end. */
  hasFinalSlash = false;
  /** So many bytes have not changed since `stableLength` was last set. */
  stableLength = 0;
  /** Bytes of the path as it was written, a slash at its end included; 0: there is no path. */
  fullLength = 0;
  #lastSlash = 0;

  /** Takes `fullLength` decoded bytes, of which `common` are as in the path before. */
  accept(fullLength: number, common: number, hasZero: boolean): string {
    const { bytes } = this;
    if (common < this.stableLength) this.stableLength = common;
    if (bytes[0] !== SLASH || fullLength === 0) return badLine.relative;
    if (hasZero) return badLine.zeroByte;
    let slash = fullLength - 1;
    while (slash >= common && bytes[slash] !== SLASH) slash -= 1;
    if (slash < common) {
      // No slash in what is new: the one before holds, if it lies in what is old.
      slash = this.#lastSlash < common ? this.#lastSlash : common - 1;
      while (bytes[slash] !== SLASH) slash -= 1;
    }
    this.#lastSlash = slash;
    this.hasFinalSlash = slash === fullLength - 1;
    this.length = this.hasFinalSlash ? fullLength - 1 : fullLength;
    if (this.hasFinalSlash && slash > 0) {
      slash -= 1;
      while (bytes[slash] !== SLASH) slash -= 1;
    }
    this.directoryEnd = slash;
    bytes[this.length] = SLASH;
    this.fullLength = fullLength;
    return "";
  }

  /** Forgets what is known of the path before, since it was overwritten. */
  reset(): void {
    this.stableLength = 0;
    this.fullLength = 0;
    this.#lastSlash = 0;
  }

  /** The path for people; bytes that are no UTF-8 are replaced. */
  text(): string {
    return this.length === 0 ? "/" : this.bytes.toString("utf8", 0, this.length);
  }
}
