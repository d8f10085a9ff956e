import { type FileType, fileTypes } from "@/lib/scan-reader/scan-reader";
import { roundHalfEven } from "../model/rounding";

/**
 * The TSV reports that scripts elsewhere read: a header and lines with TAB between the columns and CR
 * LF at the end, numbers written as Python writes them.
 */

const KIB = 1024;
const MIB = 1_048_576;
const units = ["KiB", "MiB", "GiB", "TiB", "PiB"];

/** A column as text: TAB, line ends, quotes and backslashes get a backslash before them. */
const escaped = (text: string): string => text.replaceAll(/[\t\r\n"\\]/g, "\\$&");

/** A line of columns; they are escaped here. */
export const tsvLine = (columns: readonly string[]): string =>
  `${columns.map(escaped).join("\t")}\r\n`;

/** A double as Python prints it: whole numbers with `.0`, an exponent from 1e16 on. */
export function pythonFloat(value: number): string {
  if (Math.abs(value) >= 1e16) return value.toExponential().replace(/e\+(\d)$/, "e+0$1");
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

/** Bytes for people: whole below 1024, else in the largest unit that gives 1 or more, 2 places. */
export function humanBytes(bytes: bigint): string {
  if (bytes < KIB) return String(bytes);
  let value = Number(bytes) / KIB;
  let unit = 0;
  while (value >= KIB && unit < units.length - 1) {
    value /= KIB;
    unit += 1;
  }
  return `${pythonFloat(roundHalfEven(value, 2))} ${units[unit]}`;
}

/** Days with exactly one decimal. */
const dayText = (days: number): string => roundHalfEven(days, 1).toFixed(1);

/** A line of the group report; null: not known. */
export interface GroupReportRow {
  /** Human path. */
  basePath: string;
  pi: string | null;
  group: string | null;
  usedBytes: bigint;
  quotaBytes: bigint | null;
  lastModifiedDays: number | null;
}

/** Header of the group report. */
export const groupReportHeader = tsvLine([
  "Top Level Path",
  "PI",
  "Group",
  "Usage (bytes)",
  "Quota (bytes)",
  "Last Modified (days)",
]);

/** A line of the group report. */
export function groupReportLine(row: GroupReportRow): string {
  return tsvLine([
    row.basePath,
    row.pi ?? "-",
    row.group ?? "-",
    String(row.usedBytes),
    row.quotaBytes === null ? "-" : String(row.quotaBytes),
    row.lastModifiedDays === null ? "-" : dayText(row.lastModifiedDays),
  ]);
}

/** What a user has as one group; volumes without an entry have nothing of it. */
export interface UserReportRow {
  /** The name, or `uid:<n>`. */
  user: string;
  group: string | null;
  /** By volume; `lastModifiedOn` is `YYYY-MM-DD`. */
  usage: ReadonlyMap<string, { bytes: bigint; lastModifiedOn: string }>;
}

/** Header of the user report over these volumes, in their order. */
export function userReportHeader(volumes: readonly string[]): string {
  // The scripts named a volume by its number.
  const names = volumes.map((volume) => /^scratch(\d+)$/.exec(volume)?.[1] ?? volume);
  return tsvLine(["username", "data", "group", ...names]);
}

/** The two lines of a user and group: sizes in MiB, and dates. */
export function userReportLines(row: UserReportRow, volumes: readonly string[]): string {
  const sizes = volumes.map((volume) => {
    const bytes = row.usage.get(volume)?.bytes;
    return bytes === undefined ? "0" : pythonFloat(roundHalfEven(Number(bytes) / MIB, 2));
  });
  const dates = volumes.map((volume) => row.usage.get(volume)?.lastModifiedOn ?? "-");
  const group = row.group ?? "-";
  return (
    tsvLine([row.user, "size", group, ...sizes]) + tsvLine([row.user, "mtime", group, ...dates])
  );
}

/** A line of the directory report; null: not known. */
export interface DirectoryReportRow {
  /** Human path. */
  basePath: string;
  bucket: string;
  bytes: bigint;
  typeBytes: Partial<Record<FileType, bigint>>;
  files: bigint;
  lastModifiedDays: number | null;
  pi: string | null;
  group: string | null;
}

const typesByName = [...fileTypes].sort();

/** Header of the directory report. */
export const directoryReportHeader = tsvLine([
  "Base Path",
  "Directory",
  "Size",
  ...typesByName,
  "Num Files",
  "Last Modified",
  "PI",
  "Group",
]);

/** A line of the directory report. */
export function directoryReportLine(row: DirectoryReportRow): string {
  return tsvLine([
    row.basePath,
    row.bucket,
    humanBytes(row.bytes),
    ...typesByName.map((type) => humanBytes(row.typeBytes[type] ?? 0n)),
    String(row.files),
    row.lastModifiedDays === null ? "" : dayText(row.lastModifiedDays),
    row.pi ?? "",
    row.group ?? "",
  ]);
}
