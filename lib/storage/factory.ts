import "server-only";
import { createHash } from "node:crypto";
import { now } from "@/lib/platform/clock";
import { db } from "@/lib/platform/db";

/** Builders of volumes and stored scans, for database and browser tests; rows as a store leaves them. */

export interface MadeGroupUsage {
  gid: bigint;
  /** Human path of the base directory. */
  path: string;
  groupName?: string;
  usedBytes: bigint;
  quotaBytes?: bigint | null;
  usedInodes?: bigint;
  quotaInodes?: bigint | null;
  lastModifiedDays?: number;
  level?: number;
  inodeLevel?: number;
  bytesIn3Days?: number;
  bytesIn7Days?: number;
  growthBytes?: number | null;
  growthLowBytes?: number | null;
  growthHighBytes?: number | null;
  daysUntilFull?: number | null;
  daysUntilFilesFull?: number | null;
}

export type MadeTotal = Omit<MadeGroupUsage, "path">;

export interface MadeDirectory {
  gid: bigint;
  path: string;
  bucket: string;
  fileCount?: bigint;
  bytes: bigint;
  lastModifiedDays?: number;
  /** By column: `bamBytes`. */
  types?: Partial<Record<TypeColumn, bigint>>;
}

type TypeColumn =
  | "samBytes"
  | "bamBytes"
  | "cramBytes"
  | "fastqBytes"
  | "fastqGzipBytes"
  | "vcfBytes"
  | "vcfGzipBytes"
  | "pedbedBytes";

const noTypes: Record<TypeColumn, bigint> = {
  samBytes: 0n,
  bamBytes: 0n,
  cramBytes: 0n,
  fastqBytes: 0n,
  fastqGzipBytes: 0n,
  vcfBytes: 0n,
  vcfGzipBytes: 0n,
  pedbedBytes: 0n,
};

export interface MadeUser {
  uid: bigint;
  gid: bigint;
  usedBytes: bigint;
  usedInodes?: bigint;
  lastModifiedOn?: Date;
}

interface MadeScan {
  /** `2026-11-20`. */
  recordOn: string;
  scannedAt?: Date;
  state?: string;
  groups?: readonly MadeGroupUsage[];
  /** What groups have on the volume; default: the sums of `groups`, as bad as the worst of them. */
  totals?: readonly MadeTotal[];
  directories?: readonly MadeDirectory[];
  users?: readonly MadeUser[];
  badReasons?: { reason: string; count: number; firstLine: number }[];
  lineCount?: bigint;
  badLineCount?: bigint;
  readBytes?: bigint;
  fileBytes?: bigint;
  startedAt?: Date;
  endedAt?: Date | null;
  error?: string;
  /** Whether pages show it; default: when it is stored. */
  isCurrent?: boolean;
}

/** A volume without a scan. */
export async function makeVolume(name: string, mountPath = `/lustre/${name}`): Promise<string> {
  await db().volume.create({ data: { name, mountPath, acceptedAt: now() } });
  return name;
}

const dayMs = 86_400_000;

/** A scan with its rows; by default the volume's current one. Returns its id. */
export async function makeStoredScan(volumeName: string, made: MadeScan): Promise<bigint> {
  const recordOn = new Date(made.recordOn);
  const scannedAt = made.scannedAt ?? new Date(recordOn.getTime() + dayMs / 4);
  const state = made.state ?? "stored";
  const startedAt = made.startedAt ?? scannedAt;
  const endedAt = new Date(startedAt.getTime() + 300_000);
  const { id } = await db().storageScan.create({
    data: {
      volumeName,
      recordOn,
      scannedAt,
      fileName: `${made.recordOn.replaceAll("-", "")}_${volumeName}.a.b.stats.gz`,
      fileBytes: made.fileBytes ?? 1_000_000n,
      state,
      variant: "A",
      readBytes: made.readBytes ?? made.fileBytes ?? 1_000_000n,
      textBytes: 8_000_000n,
      lineCount: made.lineCount ?? 50_000n,
      badLineCount: made.badLineCount ?? 0n,
      badReasons: made.badReasons ?? [],
      startedAt,
      heardAt: state === "reading" ? now() : scannedAt,
      endedAt: made.endedAt === undefined ? endedAt : made.endedAt,
      error: made.error ?? null,
      origin: "command",
      requestRef: "made",
    },
  });
  const bases = await basesOf(volumeName, made);
  const facts = { id, volumeName, recordOn, scannedAt };
  const groups = made.groups ?? [];
  await db().groupVolumeUsage.createMany({
    data: (made.totals ?? totalsOf(groups)).map((total) => usageOf(facts, total)),
  });
  await db().groupUsage.createMany({
    data: groups.map(({ path, ...part }) => ({
      ...usageOf(facts, part),
      baseDirectoryId: bases.get(path) ?? 0,
    })),
  });
  await addDirectories({ id, scannedAt }, made.directories ?? [], bases);
  await db().userUsage.createMany({
    data: (made.users ?? []).map((user) => ({
      scanId: id,
      volumeName,
      recordOn,
      usedInodes: 10n,
      lastModifiedOn: recordOn,
      ...user,
    })),
  });
  if (made.isCurrent ?? state === "stored") {
    await db().volume.update({ where: { name: volumeName }, data: { currentScanId: id } });
  }
  return id;
}

async function basesOf(volumeName: string, made: MadeScan): Promise<Map<string, number>> {
  const paths = [...(made.groups ?? []), ...(made.directories ?? [])].map(({ path }) => path);
  await db().baseDirectory.createMany({
    data: [...new Set(paths)].map((path) => ({ volumeName, path })),
    skipDuplicates: true,
  });
  const stored = await db().baseDirectory.findMany({ where: { volumeName } });
  return new Map(stored.map(({ id, path }) => [path, id]));
}

interface ScanFacts {
  id: bigint;
  volumeName: string;
  recordOn: Date;
  scannedAt: Date;
}

function usageOf(scan: ScanFacts, usage: MadeTotal) {
  const days = usage.lastModifiedDays ?? 1;
  return {
    scanId: scan.id,
    volumeName: scan.volumeName,
    recordOn: scan.recordOn,
    usedInodes: 1_000n,
    lastModifiedAt: new Date(scan.scannedAt.getTime() - days * dayMs),
    level: 1,
    inodeLevel: 1,
    bytesIn3Days: Number(usage.usedBytes),
    bytesIn7Days: Number(usage.usedBytes),
    inodesIn3Days: 1_000,
    inodesIn7Days: 1_000,
    ...usage,
    lastModifiedDays: days,
  };
}

function totalsOf(groups: readonly MadeGroupUsage[]): MadeTotal[] {
  const totals = new Map<bigint, MadeTotal>();
  for (const { path: _, ...part } of groups) {
    const sum = totals.get(part.gid);
    totals.set(part.gid, sum ? joined(sum, part) : part);
  }
  return [...totals.values()];
}

const joined = (sum: MadeTotal, part: MadeTotal): MadeTotal => ({
  ...part,
  ...sum,
  usedBytes: sum.usedBytes + part.usedBytes,
  usedInodes: (sum.usedInodes ?? 1_000n) + (part.usedInodes ?? 1_000n),
  lastModifiedDays: Math.min(sum.lastModifiedDays ?? 1, part.lastModifiedDays ?? 1),
  level: Math.max(sum.level ?? 1, part.level ?? 1),
  inodeLevel: Math.max(sum.inodeLevel ?? 1, part.inodeLevel ?? 1),
});

async function addDirectories(
  scan: Pick<ScanFacts, "id" | "scannedAt">,
  directories: readonly MadeDirectory[],
  bases: ReadonlyMap<string, number>,
): Promise<void> {
  await db().directoryUsage.createMany({
    data: directories.map(({ path, types, ...directory }) => {
      const days = directory.lastModifiedDays ?? 1;
      return {
        scanId: scan.id,
        baseDirectoryId: bases.get(path) ?? 0,
        fileCount: 10n,
        lastModifiedAt: new Date(scan.scannedAt.getTime() - days * dayMs),
        ...noTypes,
        ...types,
        ...directory,
        lastModifiedDays: days,
      };
    }),
  });
}

export interface MadeVaultEntry {
  path: string;
  action: "Keep" | "Archive" | "Stash" | "Staged" | "Limbo";
  bytes?: bigint;
  uid?: bigint;
  gid: bigint;
  inode?: string;
  firstOn: string;
  goneOn?: string | null;
  sourceState?: string | null;
  sourcePath?: string | null;
}

/** Tracked files of a volume, each with its interval. */
export async function makeVaultEntries(
  volumeName: string,
  entries: readonly MadeVaultEntry[],
): Promise<void> {
  await db().vaultEntry.createMany({
    data: entries.map(({ firstOn, goneOn, ...entry }) => ({
      volumeName,
      bytes: 1_024n,
      uid: 0n,
      inode: "1",
      lastModifiedOn: new Date(firstOn),
      identity: createHash("sha256")
        .update(`${entry.path} ${entry.action} ${entry.inode}`)
        .digest(),
      ...entry,
      firstOn: new Date(firstOn),
      goneOn: goneOn ? new Date(goneOn) : null,
    })),
  });
}
