/**
 * What one pass over a scan file needs to know and what it gives: the border between the reader,
 * which runs on a thread of its own, and the rooms' tables. Plain data: it crosses threads.
 */

/** A group has files below `path`; a real path without a trailing slash. */
export interface BaseDirectoryRule {
  gid: bigint;
  path: string;
}

/** A path prefix that is reported as if it were a group; `gid` is negative. */
export interface PathGroup {
  gid: bigint;
  /** Real path; the boundary is a slash or the end. */
  prefix: string;
}

/** Paths that match `pattern` from their start are shown with `replacement` instead of the match. */
export interface HumanPathRule {
  pattern: string;
  replacement: string;
}

export interface ScanSpec {
  /** Name of the volume, such as `scratch123`. */
  volume: string;
  /** When the file was made; UNIX seconds. Later times in it count as this one. */
  scanTimeSeconds: number;
  /** Empty: derived from the file itself. */
  baseDirectories: readonly BaseDirectoryRule[];
  pathGroups: readonly PathGroup[];
  /** In order; the first match wins. */
  humanPaths: readonly HumanPathRule[];
  /** First elements below a base directory whose buckets have two, such as `users`. */
  nestedBuckets: readonly string[];
  /** Share of bad lines (0 to 1) above which the file is refused. */
  maxBadShare: number;
  /** Where extracts by group are written (see `startSplit`), or null: none are. */
  splitDirectory: string | null;
  /** Groups that get an extract, named so; absent: every group, named by its gid. */
  splitGroups?: readonly SplitGroup[];
  /** `users`: only the user report, which needs no path; paths are then not checked either. */
  only?: "users";
}

export interface SplitGroup {
  gid: bigint;
  name: string;
}

export interface ScanProgress {
  /** Compressed bytes that were read. */
  readBytes: number;
  textBytes: number;
  lines: number;
  badLines: number;
}

export const scanVariants = ["A", "B", "C", "D", "E"] as const;
export type ScanVariant = (typeof scanVariants)[number];

export interface BadLines {
  /** A sentence for people, the same for all lines of a kind. */
  reason: string;
  count: number;
  /** Counts from 1. */
  firstLine: number;
}

/** What a group uses below a base directory: every line of any type counts. */
export interface GroupTotal {
  gid: bigint;
  /** Human path; real ones that map to it are summed. */
  basePath: string;
  bytes: bigint;
  /** A hard link counts as its share of one, a directory as one. */
  inodes: bigint;
  /** UNIX seconds, at most the scan time; 0: nothing has a time. */
  lastModifiedSeconds: number;
}

/**
 * What a group uses on the whole volume, as the file system counts it for quotas: every line, also
 * where no base directory is. A path group has the sum of its paths, which their owners have too.
 */
export type VolumeGroupTotal = Omit<GroupTotal, "basePath">;

export const fileTypes = [
  "SAM",
  "BAM",
  "CRAM",
  "FASTQ",
  "FASTQ (gzip)",
  "VCF",
  "VCF (gzip)",
  "PEDBED",
] as const;
export type FileType = (typeof fileTypes)[number];

/** Regular files in one bucket below a base directory. */
export interface DirectoryTotal {
  gid: bigint;
  /** Human path. */
  basePath: string;
  bucket: string;
  files: bigint;
  bytes: bigint;
  lastModifiedSeconds: number;
  /** Types that occur; bytes. */
  typeBytes: Partial<Record<FileType, bigint>>;
}

/** What a user owns as a group: every line of any type counts. */
export interface UserTotal {
  uid: bigint;
  gid: bigint;
  bytes: bigint;
  inodes: bigint;
  /** UNIX seconds, at most the scan time; 0: 1970-01-01. */
  lastModifiedSeconds: number;
}

export const vaultActions = ["Keep", "Archive", "Stash", "Staged", "Limbo"] as const;
export type VaultAction = (typeof vaultActions)[number];

/** A marked file, from the vault's own line. */
export interface VaultFile {
  /** Human path of the marked file; invalid UTF-8 is replaced. */
  path: string;
  /** Without a sign, 64 bits. */
  inode: bigint;
  action: VaultAction;
  /** Whole size, not divided by links. */
  bytes: bigint;
  uid: bigint;
  gid: bigint;
  mtimeSeconds: number;
}

/** Another link of vault inodes outside any vault, told after all lines were read. */
export interface VaultSource {
  inode: bigint;
  /** Human path of the last link seen outside vaults; the marked path wins if it is one of them. */
  path: string;
}

export interface ScanResult {
  variant: ScanVariant;
  /** Lines that are not blank, bad ones included. */
  lines: number;
  badLines: BadLines[];
  /** Lines that count, but not in the vault report since their key cannot be read, or not whole. */
  warnings: BadLines[];
  readBytes: number;
  textBytes: number;
  groups: GroupTotal[];
  volumeGroups: VolumeGroupTotal[];
  directories: DirectoryTotal[];
  users: UserTotal[];
  vaultFiles: number;
  /** The rules in force: as given, or derived. */
  baseDirectories: BaseDirectoryRule[];
  areBasesDerived: boolean;
  /** Links of vault inodes outside vaults; absent inodes have none. */
  vaultSources: VaultSource[];
}

export interface ScanListener {
  /** At most some times a second. */
  onProgress?(progress: ScanProgress): void;
  /** Batches of some thousand; reading waits until the promise settles. */
  onVaultFiles?(files: VaultFile[]): Promise<void>;
}
