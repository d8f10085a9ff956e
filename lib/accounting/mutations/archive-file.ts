import "server-only";
import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { access, link, open, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import { AppError } from "@/lib/platform/errors";

/** Files of archived records: gzip, a record a line. */

/** What a file holds. */
export interface FileContent {
  rowCount: bigint;
  /** Compressed. */
  bytes: bigint;
  /** Of the compressed bytes, in hexadecimal. */
  sha256: string;
}

const LINE_FEED = 10;

/** Name of the file of a month, `2026-01`. */
export function archiveFileName(month: string, part: number): string {
  return `records-${month}${part === 1 ? "" : `.${part}`}.ndjson.gz`;
}

/** Where a file is while it is written. */
export function draftPath(path: string): string {
  return `${path}.draft`;
}

export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Counts and hashes what flows through. */
class Meter extends Transform {
  readonly #hash = createHash("sha256");
  #bytes = 0n;

  override _transform(chunk: Buffer, _encoding: string, done: (e: null, c: Buffer) => void): void {
    this.#hash.update(chunk);
    this.#bytes += BigInt(chunk.length);
    done(null, chunk);
  }

  result(): { bytes: bigint; sha256: string } {
    return { bytes: this.#bytes, sha256: this.#hash.digest("hex") };
  }
}

/** Writes pieces of text as a new file that is on the disk when this returns; an old draft goes. */
export async function writeFileOf(
  path: string,
  pieces: AsyncIterable<string>,
): Promise<{ bytes: bigint; sha256: string }> {
  const meter = new Meter();
  // Restricted, since the names of people are in it.
  const file = createWriteStream(path, { flags: "w", mode: 0o640, flush: true });
  await pipeline(Readable.from(pieces), createGzip(), meter, file);
  return meter.result();
}

/** Reads the whole file back. Throws `invalid_state` where there is none, or none that is whole. */
export async function readContent(path: string): Promise<FileContent> {
  const meter = new Meter();
  let rowCount = 0n;
  try {
    await pipeline(createReadStream(path), meter, createGunzip(), async (chunks) => {
      for await (const chunk of chunks as AsyncIterable<Buffer>) {
        rowCount += BigInt(countLines(chunk));
      }
    });
  } catch (cause) {
    throw new AppError("invalid_state", `${path} cannot be read.`, { cause });
  }
  return { rowCount, ...meter.result() };
}

function countLines(chunk: Buffer): number {
  let count = 0;
  for (let at = chunk.indexOf(LINE_FEED); at >= 0; at = chunk.indexOf(LINE_FEED, at + 1)) {
    count += 1;
  }
  return count;
}

export function isSameContent(left: FileContent, right: FileContent): boolean {
  return (
    left.sha256 === right.sha256 && left.bytes === right.bytes && left.rowCount === right.rowCount
  );
}

/** Gives the draft its name, for good. Throws `conflict` where a file has it already. */
export async function publishFile(path: string): Promise<void> {
  const draft = draftPath(path);
  try {
    // Not a rename, which would put it over a file that is there.
    await link(draft, path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "EEXIST") throw cause;
    throw new AppError("conflict", `${path} exists and is not ours.`, { cause });
  }
  await syncFolder(dirname(path));
  await unlink(draft);
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** The lines of a file, `size` at a time, without their line feeds. */
export async function* readLines(path: string, size: number): AsyncGenerator<string[]> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let rest = "";
  let lines: string[] = [];
  for await (const chunk of createReadStream(path).pipe(createGunzip())) {
    const [first = "", ...more] = decoder.decode(chunk as Buffer, { stream: true }).split("\n");
    rest += first;
    for (const next of more) {
      lines.push(rest);
      rest = next;
      if (lines.length < size) continue;
      yield lines;
      lines = [];
    }
  }
  if (lines.length > 0) yield lines;
}
