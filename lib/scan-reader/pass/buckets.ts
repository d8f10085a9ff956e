/** The bucket of a file below its base directory: the first element of its directory, or two. */

const SLASH = 47;

/** Finds buckets; `start` and `stop` are where the last one stands in its path. */
export class Buckets {
  start = 0;
  stop = 0;
  readonly #nested: Buffer[];

  /** `nested`: first elements whose buckets have a second one. */
  constructor(nested: readonly string[]) {
    this.#nested = nested.map((name) => Buffer.from(name));
  }

  /** `path[from..end)` is the directory below the base; empty: the files lie in the base itself. */
  find(path: Uint8Array, from: number, end: number): void {
    this.start = skipSlashes(path, from, end);
    this.stop = elementEnd(path, this.start, end);
    if (!this.#isNested(path)) return;
    const second = skipSlashes(path, this.stop, end);
    if (second < end) this.stop = elementEnd(path, second, end);
  }

  #isNested(path: Uint8Array): boolean {
    const length = this.stop - this.start;
    return this.#nested.some((name) => {
      if (name.length !== length) return false;
      for (let i = 0; i < length; i += 1) if (name[i] !== path[this.start + i]) return false;
      return true;
    });
  }
}

/** The name of a bucket by its bytes. */
export function bucketName(bytes: Buffer): string {
  return bytes.length === 0 ? "." : bytes.toString("utf8").replace(/\/+/g, "/");
}

function skipSlashes(path: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && path[at] === SLASH) at += 1;
  return at;
}

function elementEnd(path: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && path[at] !== SLASH) at += 1;
  return at;
}
