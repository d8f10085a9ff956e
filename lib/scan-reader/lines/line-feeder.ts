/** Lines out of chunks of any size, without copying more than the tail of each chunk. */

const LINE_FEED = 10;
/** Longer lines are no lines of a scan; bytes. */
export const MAX_LINE_BYTES = 1_048_576;

export interface LineSink {
  /** Whole lines, each with its line feed, in `buffer` from `from` to `to`. */
  lines(buffer: Buffer, from: number, to: number): void;
  /** A line longer than MAX_LINE_BYTES was passed over. */
  longLine(): void;
}

export class LineFeeder {
  readonly #sink: LineSink;
  #carry: Buffer = Buffer.allocUnsafe(65_536);
  #carried = 0;
  #isSkipping = false;

  constructor(sink: LineSink) {
    this.#sink = sink;
  }

  /** Takes the next bytes; the chunk is not used after the call. */
  write(chunk: Buffer): void {
    let from = 0;
    if (this.#carried > 0 || this.#isSkipping) {
      const feed = chunk.indexOf(LINE_FEED);
      if (feed < 0) {
        this.#keep(chunk, 0, chunk.length);
        return;
      }
      this.#keep(chunk, 0, feed + 1);
      this.#finishCarried();
      from = feed + 1;
    }
    const last = chunk.lastIndexOf(LINE_FEED);
    if (last >= from) {
      this.#sink.lines(chunk, from, last + 1);
      from = last + 1;
    }
    if (from < chunk.length) this.#keep(chunk, from, chunk.length);
  }

  /** The last line may lack its line feed. */
  end(): void {
    if (this.#carried === 0 && !this.#isSkipping) return;
    this.#keep(Buffer.from([LINE_FEED]), 0, 1);
    this.#finishCarried();
  }

  #finishCarried(): void {
    const length = this.#carried;
    this.#carried = 0;
    if (this.#isSkipping) this.#sink.longLine();
    else this.#sink.lines(this.#carry, 0, length);
    this.#isSkipping = false;
  }

  #keep(chunk: Buffer, from: number, to: number): void {
    const length = this.#carried + to - from;
    if (this.#isSkipping || length > MAX_LINE_BYTES + 1) {
      this.#isSkipping = true;
      this.#carried = 0;
      return;
    }
    if (length > this.#carry.length) {
      const grown = Buffer.allocUnsafe(Math.max(length, this.#carry.length * 2));
      this.#carry.copy(grown, 0, 0, this.#carried);
      this.#carry = grown;
    }
    chunk.copy(this.#carry, this.#carried, from, to);
    this.#carried = length;
  }
}
