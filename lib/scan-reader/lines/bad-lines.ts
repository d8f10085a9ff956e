import type { BadLines } from "../scan-result";

/** Why a line is passed over: sentences for people, the same for all lines of a kind. */
export const badLine = {
  tooLong: "The line is longer than 1 MiB.",
  tooFewColumns: "The line has too few columns.",
  volume: "The volume column is not a number.",
  size: "The size is not a whole number of 64 bits.",
  uid: "The user is not a whole number of 32 bits.",
  gid: "The group is not a whole number of 32 bits.",
  time: "The time of modification is not a whole number.",
  letter: "The type is not one letter.",
  inode: "The inode is not a whole number of 64 bits.",
  links: "The number of links is not a whole number.",
  device: "The device is not a whole number.",
  apparentSize: "The apparent size is not a whole number.",
  base64: "The path is not valid base64.",
  quotes: "The path is not a valid quoted text.",
  relative: "The path is not absolute.",
  zeroByte: "The path has a zero byte.",
} as const;

/** Counts lines by reason, and notes where each reason was met first. */
export class LineTally {
  readonly #byReason = new Map<string, BadLines>();
  count = 0;

  add(reason: string, lineNumber: number): void {
    this.count += 1;
    const known = this.#byReason.get(reason);
    if (known) known.count += 1;
    else this.#byReason.set(reason, { reason, count: 1, firstLine: lineNumber });
  }

  /** By the line of their first occurrence. */
  list(): BadLines[] {
    return [...this.#byReason.values()].sort((a, b) => a.firstLine - b.firstLine);
  }
}
