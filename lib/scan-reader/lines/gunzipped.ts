import { createGunzip } from "node:zlib";
import { ScanUnreadable, toUnreadable } from "../unreadable";

/** Text that is inflated as it is asked for, and what it took so far. */
export interface Gunzipped {
  chunks: AsyncIterable<Buffer>;
  /** Compressed bytes read and bytes of text made. */
  counts: { readBytes: number; textBytes: number };
}

/** Small chunks halve the speed. */
const CHUNK_BYTES = 524_288;
const AHEAD_BYTES = 1_048_576;

/**
 * The text of a gzip file of any number of members. Inflating goes on in the background while a
 * chunk is used, one chunk ahead. The iteration throws ScanUnreadable for what is no
 * whole gzip file.
 */
export function gunzipped(source: AsyncIterable<Buffer>): Gunzipped {
  const counts = { readBytes: 0, textBytes: 0 };
  return { chunks: inflate(source, counts), counts };
}

async function* inflate(
  source: AsyncIterable<Buffer>,
  counts: Gunzipped["counts"],
): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({
    chunkSize: CHUNK_BYTES,
    // One chunk: of several that wait, a read would make one by copying.
    readableHighWaterMark: CHUNK_BYTES,
    // What waits here is inflated without asking this thread, which is busy with the last chunk.
    writableHighWaterMark: AHEAD_BYTES,
  } as Parameters<typeof createGunzip>[0]);
  const end = new EndOfFile();
  let isOver = false;
  // After the last member zlib stops and asks for nothing any more.
  const over = new Promise<void>((resolve) => {
    const stop = () => {
      isOver = true;
      resolve();
    };
    gunzip.once("end", stop).once("close", stop);
  });
  const feed = async () => {
    for await (const bytes of source) {
      counts.readBytes += bytes.length;
      end.take(bytes);
      // Goes on reading after the last member, to see what follows.
      if (isOver || gunzip.write(bytes)) continue;
      await Promise.race([over, new Promise((resolve) => gunzip.once("drain", resolve))]);
    }
    end.check();
    gunzip.end();
  };
  const feeding = feed().catch((error) => void gunzip.destroy(error as Error));
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      counts.textBytes += chunk.length;
      yield chunk;
      release(chunk);
    }
    await feeding;
  } catch (error) {
    throw toUnreadable(error);
  } finally {
    gunzip.destroy();
  }
  end.checkLeftOver(counts.readBytes - gunzip.bytesWritten);
}

/**
 * Gives the memory of a used chunk back at once: left to the collector, chunks cost a quarter of
 * the time. zlib goes on in a buffer that it has not filled, which is why the end must be reached.
 */
function release({ buffer, byteOffset, length }: Buffer): void {
  const memory = buffer as ArrayBuffer & { transfer(bytes: number): ArrayBuffer };
  // Small buffers share their memory with others.
  if (memory.byteLength < CHUNK_BYTES || byteOffset + length < memory.byteLength) return;
  memory.transfer(0);
}

/** What zlib does not tell: a start that is no gzip, and bytes after the end. */
class EndOfFile {
  #head = Buffer.alloc(0);
  #zeros = 0;

  take(bytes: Buffer): void {
    if (this.#head.length < 2) {
      this.#head = Buffer.concat([this.#head, bytes.subarray(0, 2)]).subarray(0, 2);
      const isGzip = this.#head[0] === 0x1f && (this.#head[1] ?? 0x8b) === 0x8b;
      if (this.#head.length > 0 && !isGzip) {
        throw new ScanUnreadable("not_gzip", "This is not a gzip file: send it compressed.");
      }
    }
    let at = bytes.length;
    while (at > 0 && bytes[at - 1] === 0) at -= 1;
    this.#zeros = at === 0 ? this.#zeros + bytes.length : bytes.length - at;
  }

  check(): void {
    if (this.#head.length === 0) throw new ScanUnreadable("empty", "The file is empty.");
  }

  /** Zero bytes after the last member are padding; zlib stops there without looking further. */
  checkLeftOver(leftBytes: number): void {
    if (leftBytes <= this.#zeros) return;
    const message = "The file is damaged: there is something else after its gzip data.";
    throw new ScanUnreadable("damaged", message);
  }
}
