import { AppError } from "@/lib/platform/errors";
import { parseExactJson } from "@/lib/platform/exact-json";
import { volumePattern } from "../model/scan";

/** Rows of one load of quotas. */
export const MAX_QUOTAS = 100_000;

/** 64 bits with a sign: what the database holds. */
const MAX_VALUE = 2n ** 63n - 1n;

/** What a group may use on a volume; 0 means no limit, null not known. */
export interface QuotaRow {
  line: number;
  /** By number, or by the name that the directory has. */
  gid: bigint | null;
  group: string | null;
  volume: string;
  bytes: bigint | null;
  inodes: bigint | null;
}

/** A row that cannot be used, as it came. */
export interface BadQuota {
  line: number;
  reason: string;
  content: unknown;
}

export interface ReadQuotas {
  received: number;
  rows: QuotaRow[];
  rejected: BadQuota[];
}

/** A whole number of a sender: digits as text, a number, a big one; undefined for anything else. */
function readWhole(value: unknown): bigint | undefined {
  const isWhole =
    typeof value === "bigint" ||
    (typeof value === "number" && Number.isSafeInteger(value)) ||
    (typeof value === "string" && /^\s*\d{1,19}\s*$/.test(value));
  if (!isWhole) return undefined;
  const number = BigInt(value);
  return number >= 0n && number <= MAX_VALUE ? number : undefined;
}

const isNone = (value: unknown) => value === undefined || value === null || value === "";

function readLimit(value: unknown): bigint | null | undefined {
  return isNone(value) ? null : readWhole(value);
}

/** The volume that a disk path names: its last element. */
function volumeOfDisk(path: string): string | undefined {
  return path.trim().replace(/\/+$/, "").split("/").at(-1);
}

interface RawQuota {
  gid?: unknown;
  group?: unknown;
  volume?: unknown;
  bytes?: unknown;
  inodes?: unknown;
}

const knownKeys = new Set(["gid", "group", "volume", "bytes", "inodes"]);

function readRow(raw: RawQuota, line: number): QuotaRow | string {
  const { volume, group } = raw;
  if (typeof volume !== "string" || !volumePattern.test(volume)) return "The volume is not valid.";
  const gid = isNone(raw.gid) ? null : readWhole(raw.gid);
  if (gid === undefined) return "The group number is not a whole number.";
  const name = typeof group === "string" && group.trim() !== "" ? group.trim() : null;
  if (gid === null && name === null) return "The row names no group.";
  const bytes = readLimit(raw.bytes);
  if (bytes === undefined) return "The bytes are not a whole number.";
  const inodes = readLimit(raw.inodes);
  if (inodes === undefined) return "The inodes are not a whole number.";
  return { line, gid, group: name, volume, bytes, inodes };
}

function gather(raws: Iterable<{ line: number; raw: RawQuota | string; content: unknown }>) {
  const found: ReadQuotas = { received: 0, rows: [], rejected: [] };
  for (const { line, raw, content } of raws) {
    found.received += 1;
    if (found.received > MAX_QUOTAS) {
      throw new AppError("too_large", `A load of quotas holds at most ${MAX_QUOTAS} rows.`);
    }
    const row = typeof raw === "string" ? raw : readRow(raw, line);
    if (typeof row === "string") found.rejected.push({ line, reason: row, content });
    else found.rows.push(row);
  }
  return found;
}

function* csvRows(text: string) {
  for (const [index, content] of text.split("\n").entries()) {
    if (content.trim() === "") continue;
    const cells = content.split(",").map((cell) => cell.trim().replace(/^"(.*)"$/, "$1"));
    const [gid, disk = "", bytes, inodes] = cells;
    const isWhole = cells.length === 4;
    const raw = { gid, volume: volumeOfDisk(disk), bytes, inodes };
    yield {
      line: index + 1,
      raw: isWhole ? raw : "A line has a group number, a disk path, bytes and inodes.",
      content: content.trim(),
    };
  }
}

/** Rows of a CSV without header: `gid,disk path,bytes,inodes`. Throws `too_large`. */
export function readQuotaCsv(text: string): ReadQuotas {
  return gather(csvRows(text));
}

/**
 * Rows of a JSON array, or of an object with the array under `quotas` or `rows`. Throws
 * `invalid_input` for another body, `too_large`.
 */
export function readQuotaJson(text: string): ReadQuotas {
  const body = parseExactJson(text);
  const holder = body as { quotas?: unknown; rows?: unknown } | null;
  const list = Array.isArray(body) ? body : (holder?.quotas ?? holder?.rows);
  if (!Array.isArray(list)) {
    throw new AppError("invalid_input", "The body must be an array of quotas.");
  }
  return gather(
    list.map((content: unknown, index) => ({ line: index + 1, raw: asRaw(content), content })),
  );
}

function asRaw(content: unknown): RawQuota | string {
  if (typeof content !== "object" || content === null || Array.isArray(content)) {
    return "A quota is an object.";
  }
  const strange = Object.keys(content).find((key) => !knownKeys.has(key));
  return strange === undefined ? content : `The row has an unknown key ${strange.slice(0, 40)}.`;
}
