import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { deflate, inflate } from "node:zlib";
import { AppError } from "@/lib/platform/errors";

/** Greatest value of a product, as text. */
export const MAX_VALUE_BYTES = 16 * 1024 * 1024;
/** Texts above this are compressed. */
const COMPRESS_ABOVE_BYTES = 256;
/** Deepest nesting of a value; also ends cycles. */
const MAX_DEPTH = 200;

const DATE = "$date";
const BIGINT = "$bigint";
/** Holds an object that would itself read as a tag. */
const LITERAL = "$literal";
const tags = new Set([DATE, BIGINT, LITERAL]);

const zip = promisify(deflate);
const unzip = promisify(inflate);

/** A value as it is stored: once, under the hash of its uncompressed text. */
export interface EncodedValue {
  /** SHA-256, hex. */
  hash: string;
  encoding: "json" | "json+zlib";
  rawSize: number;
  bytes: Uint8Array<ArrayBuffer>;
}

/**
 * Encodes a value as JSON with tagged dates and big integers; zlib level 9 over 256 bytes. Throws
 * `invalid_input` (400) for what has no JSON form (not-a-number, functions, cycles) and `too_large`
 * (413) above 16 MiB.
 */
export async function encodeValue(value: unknown): Promise<EncodedValue> {
  const raw = Buffer.from(JSON.stringify(tagged(value, 0)), "utf8");
  if (raw.length > MAX_VALUE_BYTES) {
    throw new AppError("too_large", "A product is larger than 16 MiB.");
  }
  const hash = createHash("sha256").update(raw).digest("hex");
  const isCompressed = raw.length > COMPRESS_ABOVE_BYTES;
  const stored = isCompressed ? await zip(raw, { level: 9 }) : raw;
  return {
    hash,
    encoding: isCompressed ? "json+zlib" : "json",
    rawSize: raw.length,
    bytes: new Uint8Array(stored),
  };
}

/** The value back. Throws for an unknown encoding or damaged bytes. */
export async function decodeValue(encoding: string, bytes: Uint8Array): Promise<unknown> {
  if (encoding !== "json" && encoding !== "json+zlib") {
    throw new Error(`unknown encoding ${encoding}`);
  }
  const limit = { maxOutputLength: MAX_VALUE_BYTES };
  const raw = encoding === "json" ? Buffer.from(bytes) : await unzip(bytes, limit);
  return untagged(JSON.parse(raw.toString("utf8")));
}

function refuse(what: string): AppError {
  return new AppError("invalid_input", `A product cannot hold ${what}.`);
}

function tagged(value: unknown, depth: number): unknown {
  if (depth > MAX_DEPTH) throw refuse("a value that is nested so deeply, or holds itself");
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw refuse("a number that is not finite");
    return value;
  }
  if (typeof value === "bigint") return { [BIGINT]: String(value) };
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) throw refuse("an invalid date");
    return { [DATE]: value.toISOString() };
  }
  if (Array.isArray(value)) return value.map((item) => tagged(item, depth + 1));
  if (typeof value !== "object" || !isPlain(value)) throw refuse(`a ${typeof value} of this kind`);
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  // fromEntries defines keys such as __proto__ instead of setting them.
  const copy = Object.fromEntries(entries.map(([key, item]) => [key, tagged(item, depth + 1)]));
  return isTag(copy) ? { [LITERAL]: copy } : copy;
}

function untagged(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(untagged);
  if (typeof value !== "object" || value === null) return value;
  if (!isTag(value)) return untaggedEntries(value);
  const [[tag, content] = []] = Object.entries(value);
  if (tag === DATE) return new Date(String(content));
  if (tag === BIGINT) return BigInt(String(content));
  return untaggedEntries(content as object);
}

function untaggedEntries(value: object): object {
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, untagged(item)]));
}

function isTag(value: object): boolean {
  const keys = Object.keys(value);
  return keys.length === 1 && tags.has(keys[0] ?? "");
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
