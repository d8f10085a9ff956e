import { gzipSync } from "node:zlib";

/**
 * Scan files as the scanners write them: a line an inode and path, in either of the two forms that
 * are met most, gzip with several members.
 */

/** What a scanner tells of one path. */
export interface ScanEntry {
  /** One character a byte, since names need not be UTF-8. Absolute, no slash at the end. */
  path: string;
  bytes: number;
  uid: number;
  gid: number;
  /** UNIX seconds; of access, content and inode alike. */
  timeSeconds: number;
  /** `f`, `d`, `l` … */
  type: string;
  inode: bigint;
  links: number;
}

/** A: base64 paths, 11 columns. E: quoted paths, 12 columns, in the order of the paths. */
export type SimulatedVariant = "A" | "E";

const DEVICE = 2_981_104_263;
const MEMBERS = 4;
const GZIP_LEVEL = 3;

/** Of a damaged file: a broken line every so many, far below what makes it unusable. */
const LINES_PER_BAD_ONE = 4_000;

/** The lines of a scan, one character a byte; of a damaged one some are no use. */
export function scanText(
  entries: readonly ScanEntry[],
  variant: SimulatedVariant,
  isDamaged: boolean,
): string[] {
  const toLine = variant === "A" ? lineOfA : lineOfE;
  const lines: string[] = [];
  for (const entry of variant === "A" ? entries : inPathOrder(entries)) {
    lines.push(toLine(entry));
    if (isDamaged && lines.length % LINES_PER_BAD_ONE === 0) {
      lines.push(badLine(lines.length, variant));
    }
  }
  return lines;
}

/** The gzip file of these lines: several members and an empty one, as appended files have. */
export function scanFile(lines: readonly string[]): Buffer {
  const share = Math.ceil(lines.length / MEMBERS);
  const members = Array.from({ length: MEMBERS }, (_, part) =>
    member(lines.slice(part * share, (part + 1) * share)),
  );
  return Buffer.concat([...members.slice(0, 2), member([]), ...members.slice(2)]);
}

function member(lines: readonly string[]): Buffer {
  const text = lines.map((line) => `${line}\n`).join("");
  return gzipSync(Buffer.from(text, "latin1"), { level: GZIP_LEVEL });
}

function columnsOf({ bytes, uid, gid, timeSeconds: at, type, inode, links }: ScanEntry): string {
  return `${bytes}\t${uid}\t${gid}\t${at}\t${at}\t${at}\t${type}\t${inode}\t${links}\t${DEVICE}`;
}

function lineOfA(entry: ScanEntry): string {
  return `${Buffer.from(entry.path, "latin1").toString("base64")}\t${columnsOf(entry)}`;
}

function lineOfE(entry: ScanEntry): string {
  return `${quoted(pathOfE(entry))}\t${columnsOf(entry)}\t${entry.bytes}`;
}

/** A path that does not decode, and a line that lost its end. */
function badLine(count: number, variant: SimulatedVariant): string {
  const path = variant === "A" ? "*not base64*" : "/no/quotes";
  const isShort = (count / LINES_PER_BAD_ONE) % 2 < 1;
  return isShort ? "L2x1\t12\t0" : `${path}\t1\t0\t0\t0\t0\t0\tf\t1\t1\t1\t1`;
}

const pathOfE = ({ path, type }: ScanEntry) => (type === "d" ? `${path}/` : path);

function inPathOrder(entries: readonly ScanEntry[]): ScanEntry[] {
  const keyed = entries.map((entry) => ({ entry, key: pathOfE(entry) }));
  keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return keyed.map(({ entry }) => entry);
}

const escapes: Record<string, string> = {
  "\u0007": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
  "\\": "\\\\",
  '"': '\\"',
};

const PLAIN = /^[\u0020-\u0021\u0023-\u005b\u005d-\u007e]*$/;

/** A UTF-8 character of more than one byte, or any one byte. */
const PIECES = /[\u00c2-\u00df][\u0080-\u00bf]|[\u00e1-\u00ec][\u0080-\u00bf]{2}|./gs;

/** A path in double quotes as Go writes it: what is no UTF-8 as `\xNN`. */
export function quoted(path: string): string {
  if (PLAIN.test(path)) return `"${path}"`;
  const pieces = path.match(PIECES) ?? [];
  return `"${pieces.map(quotedPiece).join("")}"`;
}

function quotedPiece(piece: string): string {
  if (piece.length > 1 || PLAIN.test(piece)) return piece;
  return escapes[piece] ?? `\\x${piece.charCodeAt(0).toString(16).padStart(2, "0")}`;
}
