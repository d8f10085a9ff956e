import { DAILY_LIFETIME_SECONDS, type FeedName } from "@/lib/dataspace/model";

/**
 * Terms of this room.
 *
 * volume         a file system that scans describe, such as `scratch123`
 * scan           one reading of one scan file of a volume, and what it says of groups, users,
 *                directories and vaults
 * record date    the date under which a scan's results stand: that of the file's name
 * scan time      when the file was made; nothing in it is taken to be later
 * held           of a scan that cannot be true beside the one before: an admin takes or drops it
 * base directory the deepest useful directory that holds all files of a group in one area
 * human path     a path as people write it, links instead of the server that holds the files
 * bucket         first part of a path below a base directory (two for `users` and `projects`)
 * group, gid     Unix group by its number; a negative one is a path group: a path prefix that is
 *                reported as if it were a group
 * quota          what a group may use on a volume; 0 means no limit, null not known
 * level          1 OK, 2 Kinda OK, 3 Not OK: where a group will be in some days by the classic rule
 * forecast       where it will be by the median of slopes over a window, with its quartiles
 * vault entry    a file that users marked to keep, to archive …, over the scans that saw it so
 * ledger         the table of scans: what was read, when, with what result
 */

/** What became of the reading of a scan file, in words. */
export const scanStateTexts = {
  reading: "Reading",
  storing: "Storing",
  stored: "Stored",
  held: "Held",
  replaced: "Replaced",
  dropped: "Dropped",
  failed: "Failed",
  lost: "Lost",
} as const;

export type ScanState = keyof typeof scanStateTexts;

export const scanStates = Object.keys(scanStateTexts) as ScanState[];

/** How a scan came: sent by a scanner, read by a command line, or found by the schedule. */
export type ScanOrigin = "upload" | "command" | "schedule";

/** A reader that is silent for longer is taken to be dead. */
export const READER_LOST_MS = 2 * 60_000;

/** How often a reader says how far it is. */
export const HEARTBEAT_MS = 1_000;

/** A record date may lie this far ahead: scanners live in other time zones. */
export const MAX_DAYS_AHEAD = 1;

const DAY_MS = 86_400_000;

/** Names of volumes: what a file name, an address and a path may hold. */
export const volumePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** Days from 1970-01-01 to the UTC date of `instant`. */
export function dayNumber(instant: Date): number {
  return Math.floor(instant.getTime() / DAY_MS);
}

/** The date of a day number, midnight UTC. */
export function dayOf(number: number): Date {
  return new Date(number * DAY_MS);
}

/** `2026-11-20`, of the UTC date. */
export function dayText(instant: Date): string {
  return instant.toISOString().slice(0, 10);
}

/** The date that `YYYY-MM-DD` or `YYYYMMDD` names, midnight UTC; undefined for what is none. */
export function readDay(text: string): Date | undefined {
  const match = /^(\d{4})-?(\d{2})-?(\d{2})$/.exec(text);
  if (!match) return undefined;
  const [, year, month, day] = match;
  const date = new Date(`${year}-${month}-${day}T00:00:00Z`);
  // 31 February would become a day of March.
  return Number.isNaN(date.getTime()) || date.getUTCDate() !== Number(day) ? undefined : date;
}

/** Name of a volume's feed of scans. */
export function scanFeedName(volume: string): string {
  return `scan:${volume}`;
}

/** The feed of a volume's scans. */
export function scanFeed(volume: string): FeedName {
  const lifetimeSeconds = DAILY_LIFETIME_SECONDS;
  return { name: scanFeedName(volume), kind: "scan", clusterId: null, lifetimeSeconds };
}

/** The mount path that a path of a volume shows, or the usual one. */
export function mountPathOf(volume: string, path?: string): string {
  const at = path === undefined ? -1 : `${path}/`.indexOf(`/${volume}/`);
  return path === undefined || at < 0 ? `/lustre/${volume}` : path.slice(0, at + volume.length + 1);
}

/** Whether a path lies on the volume: one of its elements is the volume's name. */
export function isOnVolume(path: string, volume: string): boolean {
  return `${path}/`.includes(`/${volume}/`);
}
