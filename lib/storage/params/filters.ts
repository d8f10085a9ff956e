import { createParser } from "nuqs/server";
import { formatBytes } from "@/lib/platform/format";

/** Pieces of the addresses of storage pages: names, sizes, days. */

/** Volumes, groups, people: printable, and never longer than a person can read. */
const NAME = /^[^\p{Cc}\p{Surrogate}]{1,128}$/u;

export const parseName = createParser<string>({
  parse: (text) => (NAME.test(text.trim()) ? text.trim() : null),
  serialize: (text) => text,
});

/** Names a list may be narrowed to at once. */
const MAX_NAMES = 100;

/** Several names, each once; a comma in a name is written `%2C`. */
export const parseNames = createParser<string[]>({
  parse: (text) => {
    const names = text.split(",").map((part) => parseName.parse(part.replaceAll("%2C", ",")));
    return [...new Set(names.filter((name) => name !== null))].slice(0, MAX_NAMES);
  },
  serialize: (names) => names.map((name) => name.replaceAll(",", "%2C")).join(","),
  eq: (a, b) => a.length === b.length && a.every((name) => b.includes(name)),
});

export const sizeUnits = ["TiB", "GiB", "MiB", "KiB", "B"] as const;
export type SizeUnit = (typeof sizeUnits)[number];

const unitBytes: Record<SizeUnit, bigint> = {
  TiB: 1n << 40n,
  GiB: 1n << 30n,
  MiB: 1n << 20n,
  KiB: 1n << 10n,
  B: 1n,
};

const SIZE = /^(\d{1,19})(?:\.(\d{1,6}))?\s*(TiB|GiB|MiB|KiB|B)?$/i;

/** Bytes of a text such as `1.5 TiB`; a bare number is bytes. Undefined for what is no size. */
export function readSize(text: string): bigint | undefined {
  const match = SIZE.exec(text.trim());
  if (!match) return undefined;
  const [, whole = "0", part = "", unit = "B"] = match;
  const known = sizeUnits.find((one) => one.toLowerCase() === unit.toLowerCase()) ?? "B";
  const scale = 10n ** BigInt(part.length);
  return (BigInt(whole + part) * unitBytes[known]) / scale;
}

/** PostgreSQL's `bigint` ends here. */
const MAX_BYTES = 2n ** 63n - 1n;

/** A size in the address, in words as it was written; what is none is dropped. */
export const parseSize = createParser<string>({
  parse: (text) => {
    const bytes = readSize(text);
    return bytes === undefined || bytes > MAX_BYTES ? null : text.trim();
  },
  serialize: (text) => text,
});

/** Bytes as a size of an address: whole units where they are exact, else bytes. */
export function writeSize(bytes: bigint): string {
  const unit = sizeUnits.find((one) => bytes !== 0n && bytes % unitBytes[one] === 0n) ?? "B";
  return `${bytes / unitBytes[unit]}${unit}`;
}

/** The words of a size in the address, `1.5 TiB`. */
export const sizeWords = (text: string): string => formatBytes(readSize(text) ?? 0n);

const MAX_DAYS = 100_000;

export const parseDays = createParser<number>({
  parse: (text) => {
    const days = /^\d{1,6}(\.\d)?$/.test(text) ? Number(text) : Number.NaN;
    return days <= MAX_DAYS ? days : null;
  },
  serialize: String,
});

export const parseFlag = createParser<boolean>({
  parse: (text) => text === "1" || text === "true",
  serialize: (isOn) => (isOn ? "1" : "0"),
});

/** A row number of the database in an address. */
export const parseId = createParser<number>({
  parse: (text) => (/^[1-9]\d{0,8}$/.test(text) ? Number(text) : null),
  serialize: String,
});

/** Parameters of the pages that say how rows are shown, not which; an export has no use for them. */
export const screenParams = ["columns", "chart", "bins", "logDays", "logSize"] as const;
