import { appendFile, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { LineFields } from "../lines/line-fields";
import type { SplitGroup } from "../scan-result";
import { type PartCounts, partFolder } from "./split-folder";

const compress = promisify(gzip);

/** Text of one gzip member, so that a reader can take members side by side; bytes. */
const MEMBER_BYTES = 1_048_576;
/** Lines of all groups that wait in memory; beyond it the largest are written as they are. */
const WAITING_BYTES = 134_217_728;
/** Members that may be compressed at a time; bytes of their text. */
const IN_FLIGHT_BYTES = 8_388_608;
const DIRECTORY = 100; // "d"

interface Extract {
  name: string;
  text: Buffer;
  used: number;
  lines: number;
  directories: number;
  /** The end of all that was written so far. */
  written: Promise<void>;
}

/** Lines of one volume by group, as they are, in files of gzip members. */
export class LineSplitter {
  readonly #folder: string;
  readonly #names: Map<number, string> | undefined;
  readonly #extracts = new Map<number, Extract>();
  #waiting = 0;
  #inFlight = 0;
  #failure: unknown;

  /** `groups` absent: every group has an extract, named by its gid. */
  constructor(directory: string, volume: string, groups: readonly SplitGroup[] | undefined) {
    this.#folder = partFolder(directory, volume);
    this.#names = groups && new Map(groups.map(({ gid, name }) => [Number(gid), name]));
  }

  /** The line `buffer[from..to)` with its line feed. */
  add(buffer: Buffer, from: number, to: number, line: LineFields): void {
    const extract = this.#extracts.get(line.gid) ?? this.#open(line.gid);
    if (!extract) return;
    const size = to - from;
    if (extract.used + size > extract.text.length) grow(extract, size);
    buffer.copy(extract.text, extract.used, from, to);
    extract.used += size;
    extract.lines += 1;
    if (line.type === DIRECTORY) extract.directories += 1;
    this.#waiting += size;
    if (extract.used >= MEMBER_BYTES) this.#seal(extract);
  }

  #open(gid: number): Extract | undefined {
    const name = this.#names ? this.#names.get(gid) : String(gid);
    if (name === undefined) return undefined;
    const extract: Extract = {
      name,
      text: Buffer.allocUnsafeSlow(8_192),
      used: 0,
      lines: 0,
      directories: 0,
      written: Promise.resolve(),
    };
    this.#extracts.set(gid, extract);
    return extract;
  }

  /** Makes what waits a member and writes it behind the others of the group. */
  #seal(extract: Extract): void {
    const text = extract.text.subarray(0, extract.used);
    const path = join(this.#folder, `${encodeURIComponent(extract.name)}.dat.gz`);
    this.#waiting -= text.length;
    this.#inFlight += text.length;
    extract.text = Buffer.allocUnsafeSlow(8_192);
    extract.used = 0;
    const member = compress(text, { level: 1 });
    const before = extract.written;
    const write = async () => {
      const bytes = await member;
      await before;
      await appendFile(path, bytes);
      this.#inFlight -= text.length;
    };
    extract.written = write().catch((error) => {
      this.#failure ??= error;
      this.#inFlight -= text.length;
    });
  }

  /** To be called between blocks of lines: waits while too much is under way. */
  async drain(): Promise<void> {
    if (this.#waiting > WAITING_BYTES) this.#sealLargest();
    while (this.#inFlight > IN_FLIGHT_BYTES && this.#failure === undefined) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    if (this.#failure !== undefined) throw this.#failure;
  }

  #sealLargest(): void {
    const byUse = [...this.#extracts.values()].sort((a, b) => b.used - a.used);
    for (const extract of byUse) {
      if (this.#waiting < WAITING_BYTES / 2) return;
      if (extract.used > 0) this.#seal(extract);
    }
  }

  /** Creates the folder of the volume's parts; what an earlier try left there is deleted. */
  async begin(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
    await mkdir(this.#folder, { recursive: true });
  }

  /** Settles when nothing is under way any more; another try may delete the folder then. */
  async settle(): Promise<void> {
    for (const extract of this.#extracts.values()) await extract.written;
  }

  /** Writes what waits, and the counts of lines and directories that the index needs. */
  async finish(): Promise<void> {
    const counts: PartCounts = {};
    for (const extract of this.#extracts.values()) {
      if (extract.used > 0) this.#seal(extract);
      await extract.written;
      counts[extract.name] = { lines: extract.lines, directories: extract.directories };
    }
    if (this.#failure !== undefined) throw this.#failure;
    await writeFile(join(this.#folder, "counts.json"), JSON.stringify(counts));
  }
}

function grow(extract: Extract, size: number): void {
  const grown = Buffer.allocUnsafeSlow(Math.max(extract.text.length * 2, extract.used + size));
  extract.text.copy(grown, 0, 0, extract.used);
  extract.text = grown;
}
