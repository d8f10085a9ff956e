/**
 * The scan reader: bytes of a scan file (mpistat or wrstat, gzip with any number of members) in,
 * totals out. It is a library: it knows nothing of rooms, databases or the web, and everything it
 * needs is handed to it. This file is its door; what is not named here may change.
 *
 * - `readScan` reads one file in one pass on a thread of its own and gives the totals of groups,
 *   users and directories, the marked files of vaults, and what was wrong with which lines.
 * - `findLatestScans` and `readScanName` find the files that scanners leave in folders, and tell
 *   what their names say.
 * - `startSplit`, `partFolder` and `finishSplit` make a day's extracts by group; the lines are
 *   written by `readScan` where its `splitDirectory` says so.
 *
 * UNIT: sizes are bytes and numbers of users, groups and inodes are whole, both `bigint` and never
 * rounded; times are whole UNIX seconds. Memory is bounded whatever the length of the file, at most
 * 2 MiB of compressed bytes are read ahead, a line has at most 1 MiB, and without base directories
 * at most 500,000 pairs of group and directory are kept.
 *
 * Everything that is wrong with a file is a `ScanUnreadable`, a day that has its extracts already an
 * `ExtractsExist`; both have sentences for people. Other errors are those of the source, of the
 * listener and of the file system, as they came.
 */
export {
  ExtractsExist,
  finishSplit,
  type PasswdEntry,
  partFolder,
  startSplit,
} from "./extracts/split-folder";
export { readScanName, type ScanName } from "./find/file-names";
export { type FoundScan, findLatestScans, type ScanSearch } from "./find/find-latest";
export { readScan } from "./read-scan";
export {
  type BadLines,
  type BaseDirectoryRule,
  type DirectoryTotal,
  type FileType,
  fileTypes,
  type GroupTotal,
  type HumanPathRule,
  type PathGroup,
  type ScanListener,
  type ScanProgress,
  type ScanResult,
  type ScanSpec,
  type ScanVariant,
  type SplitGroup,
  type UserTotal,
  type VaultAction,
  type VaultFile,
  type VaultSource,
  type VolumeGroupTotal,
} from "./scan-result";
export type { ThreadEntry } from "./thread/scan-threads";
export { ScanUnreadable, type UnreadableCause } from "./unreadable";
