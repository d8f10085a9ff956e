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
/** Binary content inside a value, Base64. */
const BYTES = "$bytes";
const tags = new Set([DATE, BIGINT, LITERAL, BYTES]);

const zip = promisify(deflate);
const unzip = promisify(inflate);

/** What a value is at its top; every number is one type, however many digits it has. */
export type ValueType =
  | "object"
  | "array"
  | "text"
  | "number"
  | "boolean"
  | "date"
  | "binary"
  | "null";

/** A value as it is stored: once, under the hash of its uncompressed text. */
export interface EncodedValue {
  /** SHA-256, hex. */
  hash: string;
  encoding: "json" | "json+zlib" | "binary";
  rawSize: number;
  bytes: Uint8Array<ArrayBuffer>;
  type: ValueType;
}

/**
 * Encodes a value: bytes as they are, everything else as JSON with tagged dates, big integers and
 * bytes; zlib level 9 over 256 bytes. Throws `invalid_input` (400) for what has no JSON form
 * (not-a-number, functions, cycles) and `too_large` (413) above 16 MiB.
 */
export async function encodeValue(value: unknown): Promise<EncodedValue> {
  const type = valueType(value);
  if (value instanceof Uint8Array) return encodeBytes(value);
  const raw = Buffer.from(JSON.stringify(tagged(value, 0)), "utf8");
  requireSize(raw);
  const hash = createHash("sha256").update(raw).digest("hex");
  const isCompressed = raw.length > COMPRESS_ABOVE_BYTES;
  const stored = isCompressed ? await zip(raw, { level: 9 }) : raw;
  return {
    hash,
    encoding: isCompressed ? "json+zlib" : "json",
    rawSize: raw.length,
    bytes: new Uint8Array(stored),
    type,
  };
}

function encodeBytes(value: Uint8Array): EncodedValue {
  requireSize(value);
  // The name before the bytes keeps a text and equal bytes apart.
  const hash = createHash("sha256").update("binary\0").update(value).digest("hex");
  const bytes = new Uint8Array(value);
  return { hash, encoding: "binary", rawSize: bytes.length, bytes, type: "binary" };
}

function requireSize(raw: Uint8Array): void {
  if (raw.length <= MAX_VALUE_BYTES) return;
  throw new AppError("too_large", "A product is larger than 16 MiB.");
}

/** The type of a value; throws `invalid_input` (400) for what cannot be stored. */
export function valueType(value: unknown): ValueType {
  if (value === null) return "null";
  if (value instanceof Date) return "date";
  if (value instanceof Uint8Array) return "binary";
  if (Array.isArray(value)) return "array";
  switch (typeof value) {
    case "string":
      return "text";
    case "number":
    case "bigint":
      return "number";
    case "boolean":
      return "boolean";
    case "object":
      return "object";
    default:
      throw refuse(`a value of the kind ${typeof value}`);
  }
}

/** The value back. Throws for an unknown encoding or damaged bytes. */
export async function decodeValue(encoding: string, bytes: Uint8Array): Promise<unknown> {
  if (encoding === "binary") return new Uint8Array(bytes);
  return untagged(JSON.parse(await decodeText(encoding, bytes)));
}

/**
 * The value as it is written down: JSON in which dates, big integers and bytes are objects with
 * one key (`$date`, `$bigint`, `$bytes`). Throws for an unknown encoding or damaged bytes.
 */
export async function decodeText(encoding: string, bytes: Uint8Array): Promise<string> {
  if (encoding === "binary") return JSON.stringify({ [BYTES]: base64(bytes) });
  if (encoding !== "json" && encoding !== "json+zlib") {
    throw new Error(`unknown encoding ${encoding}`);
  }
  const isZipped = encoding === "json+zlib" && isZlib(bytes);
  const raw = isZipped
    ? await unzip(bytes, { maxOutputLength: MAX_VALUE_BYTES })
    : Buffer.from(bytes);
  return raw.toString("utf8");
}

// Text never starts like this: 0x78 is "x", which opens no JSON value.
function isZlib([first]: Uint8Array): boolean {
  return first === 0x78;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64");
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
  if (value instanceof Uint8Array) return { [BYTES]: base64(value) };
  if (Array.isArray(value)) return value.map((item) => tagged(item, depth + 1));
  if (typeof value !== "object" || !isPlain(value)) throw refuse(`a ${typeof value} of this kind`);
  // In the order of their names, so that equal content has one text, and one hash.
  const entries = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
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
  if (tag === BYTES) return new Uint8Array(Buffer.from(String(content), "base64"));
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
