import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type { BaseDirectoryRule } from "@/lib/scan-reader/scan-reader";
import { seededRandom } from "@/tools/simulate/random";

/** Scan files of any length for measuring, and what the lines of one add up to. */

export interface BulkScan {
  variant: "A" | "E";
  lines: number;
  seed: number;
  /** `walk`: directory after directory, as scanners write; `shuffled`: every line elsewhere. */
  order: "walk" | "shuffled";
}

/** Counted while the lines are made: totals that do not come from the reader. */
export interface BulkTotals {
  bytes: bigint;
  /** Lines that are regular files below a base directory. */
  files: number;
  vaultFiles: number;
  pairs: number;
}

export const bulkVolume = "scratch123";
export const bulkScanTimeSeconds = 1_760_000_000;

const PROJECTS = 60;
const TARGETS = 4;
const USERS_A_PROJECT = 117;
const NAMES = "abcdefghijklmnopqrstuvwxyz0123456789_";
const EXTENSIONS = [
  ".bam",
  ".bam.bai",
  ".cram",
  ".sam.gz",
  ".vcf",
  ".vcf.gz",
  ".g.vcf.gz",
  ".fastq",
  ".fastq.gz",
  ".bed",
  ".ped.gz",
  ".txt",
  ".log",
  ".tsv",
  "",
];

const baseOf = (project: number) =>
  `/lustre/${bulkVolume}/hgi/mdt${project % TARGETS}/projects/project_${project}`;

/** A group and a base directory for each project. */
export const bulkBases: BaseDirectoryRule[] = Array.from({ length: PROJECTS }, (_, project) => ({
  gid: BigInt(3_000 + project),
  path: baseOf(project),
}));

class BulkWriter {
  readonly totals: BulkTotals = { bytes: 0n, files: 0, vaultFiles: 0, pairs: 0 };
  readonly #scan: BulkScan;
  readonly #random: () => number;
  readonly #pairs = new Set<number>();
  #inode: bigint;
  #project = 0;
  #directory = "";
  #filesLeft = 0;

  constructor(scan: BulkScan) {
    this.#scan = scan;
    this.#random = seededRandom(scan.seed);
    this.#inode = 144_115_205_255_725_000n + BigInt(scan.seed) * 1_000_000_000n;
  }

  #below = (bound: number): number => Math.floor(this.#random() * bound);

  #name(least: number, most: number): string {
    let name = "";
    const length = least + this.#below(most - least + 1);
    for (let i = 0; i < length; i += 1) name += NAMES[this.#below(NAMES.length)];
    return name;
  }

  #enterDirectory(): void {
    this.#project = this.#below(PROJECTS);
    const isUsers = this.#random() < 0.4;
    let path = baseOf(this.#project);
    path += isUsers ? `/users/user${this.#below(30)}` : `/dir_${this.#below(40)}`;
    for (let depth = 1 + this.#below(4); depth > 0; depth -= 1) path += `/${this.#name(5, 14)}`;
    this.#directory = path;
    this.#filesLeft = this.#scan.order === "walk" ? 1 + this.#below(30) : 1;
  }

  line(): string {
    if (this.#filesLeft === 0) {
      this.#enterDirectory();
      if (this.#scan.order === "walk") return this.#format(this.#directory, 4096, "d", 1);
    }
    this.#filesLeft -= 1;
    const chance = this.#random();
    if (chance < 0.002) return this.#vaultLine();
    const extension = EXTENSIONS[this.#below(EXTENSIONS.length)] ?? "";
    const path = `${this.#directory}/${this.#name(8, 24)}${extension}`;
    const size = this.#random() < 0.8 ? this.#below(10_000) : this.#below(4_000_000_000);
    if (chance < 0.022) return this.#format(path, 60, "l", 1);
    return this.#format(path, size, "f", chance < 0.052 ? 2 : 1);
  }

  #vaultLine(): string {
    const relative = Buffer.from(`users/${this.#name(4, 8)}/${this.#name(8, 20)}.bam`);
    const text = relative.toString("base64").replaceAll("/", "_");
    const hex = (this.#inode + 1n).toString(16);
    const even = hex.length % 2 === 0 ? hex : `0${hex}`;
    const places = `${(even.match(/../g) ?? []).join("/")}-${text}`;
    this.totals.vaultFiles += 1;
    const branch = this.#random() < 0.7 ? "keep" : "archive";
    const path = `${baseOf(this.#project)}/.vault/${branch}/${places}`;
    return this.#format(path, this.#below(4_000_000_000), "f", 2);
  }

  #format(path: string, size: number, type: string, links: number): string {
    this.#inode += 1n;
    const uid = 20_000 + this.#project * USERS_A_PROJECT + this.#below(USERS_A_PROJECT);
    const gid = 3_000 + this.#project;
    this.#pairs.add(uid);
    this.totals.pairs = this.#pairs.size;
    this.totals.bytes += BigInt(Math.floor(size / links));
    if (type === "f") this.totals.files += 1;
    const mtime = bulkScanTimeSeconds - this.#below(300_000_000);
    const atime = mtime + this.#below(1_000_000);
    const column =
      this.#scan.variant === "A"
        ? Buffer.from(path).toString("base64")
        : `"${path}${type === "d" ? "/" : ""}"`;
    const rest = `${size}\t${uid}\t${gid}\t${atime}\t${mtime}\t${mtime}\t${type}`;
    const end = `${this.#inode}\t${links}\t2115174451`;
    return `${column}\t${rest}\t${end}${this.#scan.variant === "E" ? `\t${size}` : ""}\n`;
  }
}

/** Writes a gzip file of `scan.lines` lines and tells what they add up to. */
export async function writeBulkScan(path: string, scan: BulkScan): Promise<BulkTotals> {
  const writer = new BulkWriter(scan);
  function* pieces(): Generator<Buffer> {
    let text = "";
    for (let line = 0; line < scan.lines; line += 1) {
      text += writer.line();
      if (text.length > 262_144) {
        yield Buffer.from(text);
        text = "";
      }
    }
    yield Buffer.from(text);
  }
  await pipeline(Readable.from(pieces()), createGzip({ level: 6 }), createWriteStream(path));
  return writer.totals;
}
