import { execFile, spawn } from "node:child_process";
import { createReadStream, createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import type { ScanResult } from "@/lib/scan-reader/scan-reader";
import { type Figure, median, ratioFigure, timed } from "./measure";
import { readBulkScan } from "./read-bulk-scan";
import { type BulkScan, type BulkTotals, writeBulkScan } from "./scan-generator";

/** The scan reader against `gzip -dc | wc -l` of the same file, and its memory. */

const RUNS = 5;
const MAX_MEMORY_MIB = 512;

function countLines(path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn("sh", ["-c", 'gzip -dc "$1" | wc -l', "sh", path], { stdio: "ignore" });
    child.on("error", reject);
    child.on("exit", (status) => (status === 0 ? resolve() : reject(new Error("gzip failed"))));
  });
}

/** Throws where the reader's totals are not those that were counted while the file was made. */
function checkTotals(result: ScanResult, totals: BulkTotals, lines: number): void {
  const bytes = result.users.reduce((sum, user) => sum + user.bytes, 0n);
  const below = result.groups.reduce((sum, group) => sum + group.bytes, 0n);
  const files = result.directories.reduce((sum, directory) => sum + directory.files, 0n);
  const read = [result.lines, bytes, below, files, result.vaultFiles, result.users.length];
  const made = [lines, totals.bytes, totals.bytes, totals.files, totals.vaultFiles, totals.pairs];
  if (read.join() !== made.join()) throw new Error(`wrong totals: ${read} instead of ${made}`);
}

async function measureSpeed(path: string, scan: BulkScan, totals: BulkTotals): Promise<Figure[]> {
  checkTotals(await readBulkScan(path), totals, scan.lines);
  const times = { limit: [] as number[], users: [] as number[], all: [] as number[] };
  // In turns, so that a slow minute of the machine meets all of them.
  for (let run = 0; run < RUNS; run += 1) {
    times.limit.push(await timed(() => countLines(path)));
    times.users.push(await timed(() => readBulkScan(path, { only: "users" })));
    times.all.push(await timed(() => readBulkScan(path)));
  }
  const limit = median(times.limit);
  const rate = (milliseconds: number) =>
    `${(scan.lines / milliseconds / 1000).toFixed(2)} M lines/s`;
  const figure = (name: string, milliseconds: number, atLeast: number) =>
    ratioFigure(
      {
        name: `scan file, variant ${scan.variant}, ${name}`,
        measured: rate(milliseconds),
        limit: `gzip -dc | wc -l: ${rate(limit)}`,
        ratio: limit / milliseconds,
      },
      { atLeast },
    );
  return [
    figure("user report alone", median(times.users), 1.4),
    figure("all pipelines in one pass", median(times.all), 0.8),
  ];
}

/** Highest memory of a process that does nothing but read the file `times` times over as one. */
async function measureMemory(path: string, lines: number, times: number): Promise<Figure> {
  const long = `${path}.long`;
  for (let copy = 0; copy < times; copy += 1) {
    await pipeline(createReadStream(path), createWriteStream(long, { flags: "a" }));
  }
  const args = ["--import", "tsx", "--conditions=react-server", "tools/bench/scan-memory.ts", long];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  await rm(long);
  const mebibytes = Math.round(Number(stdout) / 1024);
  return {
    name: `memory of the whole process, scan of ${(lines * times) / 1e6} M lines`,
    measured: `${mebibytes} MiB`,
    limit: "",
    ratio: null,
    budget: `at most ${MAX_MEMORY_MIB} MiB`,
    isMet: mebibytes <= MAX_MEMORY_MIB,
  };
}

/** Makes files of `lines` lines in `folder` and measures how they are read. */
export async function measureScans(folder: string, lines: number): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const variant of ["A", "E"] as const) {
    const path = join(folder, `${variant}.gz`);
    const scan: BulkScan = { variant, lines, seed: 1, order: "walk" };
    const totals = await writeBulkScan(path, scan);
    figures.push(...(await measureSpeed(path, scan, totals)));
  }
  const path = join(folder, "A.gz");
  for (const longer of [10_000_000, 20_000_000]) {
    figures.push(await measureMemory(path, lines, Math.ceil(longer / lines)));
  }
  return figures;
}
