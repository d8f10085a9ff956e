import { type SimulatedAccount, simulatedAccounts } from "./cluster";
import { gidOf, uidNumberOf } from "./directory";
import { seededRandom } from "./random";
import type { ScanEntry, SimulatedVariant } from "./scan-file";
import { type Plan, type SimulatedFile, simulateFiles } from "./volume-files";
import { vaultEntries } from "./volume-vaults";

/**
 * A believable Lustre volume: what each group's files are on any day, so that some groups are well,
 * some are about to fill their quota, one cleaned up, and one runs out of files rather than bytes.
 */

const DAY_SECONDS = 86_400;
const TIB = 2 ** 40;
const DIRECTORY_BYTES = 4_096;

/** Days before the anchor in which the plans unfold; before them only the oldest files are there. */
const PAST_DAYS = 60;

/** Days after the anchor that a simulated volume knows of, for a demo that stays. */
const FUTURE_DAYS = 60;

/** Share of the quota in use at the start of the simulated days and at their end. */
const plans: Plan[] = [
  { startShare: 0.45, nowShare: 0.48 },
  { startShare: 0.35, nowShare: 0.62 },
  { startShare: 0.74, nowShare: 0.835 },
  { startShare: 0.5, nowShare: 0.7, cleanup: { atShare: 0.96, afterDays: 12, toShare: 0.41 } },
  { startShare: 0.12, nowShare: 0.12 },
  { startShare: 0.35, nowShare: 0.955 },
  { startShare: 0.28, nowShare: 0.34 },
  { startShare: 0.62, nowShare: 0.91 },
  { startShare: 0.78, nowShare: 0.55 },
  { startShare: 0.9, nowShare: 1.03 },
  { startShare: 0.4, nowShare: 0.57 },
];

export interface SimulatedQuota {
  gid: number;
  /** 0: no limit. */
  bytes: number;
  inodes: number;
}

export interface SimulatedVolume {
  name: string;
  variant: SimulatedVariant;
  /** Real paths; a group may have several. */
  baseDirectories: { gid: number; path: string }[];
  quotas: SimulatedQuota[];
  /** Everything on the volume at an instant (UNIX seconds). */
  entriesAt(atSeconds: number): ScanEntry[];
}

/** What one group has on one volume. */
interface Tenancy {
  gid: number;
  bases: string[];
  quota: SimulatedQuota | undefined;
  files: SimulatedFile[];
}

export interface VolumeLook {
  name: string;
  variant: SimulatedVariant;
  /** Every so many-th account has nothing here. */
  skip: number;
  /** Real parent directories of the groups' base directories, by number of the group. */
  parents(index: number): string[];
}

/** The volumes of the simulated site: one behind rewritten paths, one as it is. */
export const simulatedVolumes: readonly VolumeLook[] = [
  {
    name: "scratch123",
    variant: "A",
    skip: 4,
    parents: (index) => {
      const parent = (mdt: number, kind: string) => `/lustre/scratch123/hgi/mdt${mdt}/${kind}`;
      const first = parent(index % 4, index % 5 === 0 ? "teams" : "projects");
      // One path for people, two in truth; and groups with two base directories.
      if (index % 9 === 1) return [first, parent((index + 1) % 4, "projects")];
      return index % 9 === 4 ? [first, parent(index % 4, "teams")] : [first];
    },
  },
  {
    name: "scratch125",
    variant: "E",
    skip: 3,
    parents: (index) => [`/lustre/scratch125/${index % 2 === 0 ? "humgen" : "casm"}/projects`],
  },
];

/**
 * The volume around an anchor (UNIX seconds), the same at every call, whatever part of its past
 * somebody wants to see.
 */
export function simulateVolume(look: VolumeLook, anchorSeconds: number): SimulatedVolume {
  const tenancies = [...simulatedAccounts, formerAccount]
    .map((account, index) => ({ account, index }))
    .filter(({ index }) => index % look.skip !== look.skip - 1)
    .map(({ account, index }) => tenancyOf(look, account, index, anchorSeconds));
  return {
    name: look.name,
    variant: look.variant,
    baseDirectories: tenancies.flatMap(({ gid, bases }) => bases.map((path) => ({ gid, path }))),
    quotas: tenancies.flatMap(({ quota }) => quota ?? []),
    entriesAt: (at) => [
      directoryEntry({
        path: `/lustre/${look.name}`,
        uid: 0,
        gid: 0,
        timeSeconds: anchorSeconds - 900 * DAY_SECONDS,
        inode: FIRST_INODE >> 1n,
      }),
      ...tenancies.flatMap((tenancy) => tenancyEntries(tenancy, at)),
    ],
  };
}

function tenancyOf(
  look: VolumeLook,
  account: SimulatedAccount,
  index: number,
  anchorSeconds: number,
): Tenancy {
  const seed = Number(look.name.replace(/\D/g, "")) * 1_000 + index;
  const random = seededRandom(seed);
  const plan = plans[(index + look.skip) % plans.length] as Plan;
  const quotaBytes = Math.round((2 + random() * 38) * TIB);
  const gid = gidOf(account);
  const files = simulateFiles({
    random,
    plan,
    quotaBytes,
    uids: account.users.map(uidNumberOf),
    users: account.users,
    anchorSeconds,
    days: PAST_DAYS,
    futureDays: FUTURE_DAYS,
    firstInode: FIRST_INODE + BigInt(seed) * 0x1_0000n,
  });
  const bases = look.parents(index).map((parent) => `${parent}/${account.name}`);
  const fileCount = files.filter(
    ({ bornSeconds, goneSeconds }) => bornSeconds <= anchorSeconds && goneSeconds > anchorSeconds,
  ).length;
  return { gid, bases, files, quota: quotaOf(index, { gid, bytes: quotaBytes, fileCount }) };
}

/** A project that the directory does not know any more; its data is still there. */
const formerAccount: SimulatedAccount = {
  name: "old-survey",
  users: simulatedAccounts[0]?.users ?? [],
};

/** Lustre inodes need more than 53 bits; the first of a site such as this one. */
const FIRST_INODE = 144_115_205_255_725_057n;

function quotaOf(
  index: number,
  { gid, bytes, fileCount }: { gid: number; bytes: number; fileCount: number },
): SimulatedQuota | undefined {
  // Nobody knows the quota of one group, another has none; some run out of files first.
  if (index === 18) return undefined;
  if (index === 20) return { gid, bytes: 0, inodes: 0 };
  return { gid, bytes, inodes: index % 8 === 4 ? Math.round(fileCount * 1.15) : 5_000 };
}

function tenancyEntries(tenancy: Tenancy, at: number): ScanEntry[] {
  const { gid, bases, files } = tenancy;
  const entries: ScanEntry[] = [];
  const known = new Set<string>();
  const openDirectory = (path: string, uid: number, timeSeconds: number) => {
    if (known.has(path)) return;
    known.add(path);
    const inode = (FIRST_INODE >> 1n) + BigInt(gid * 10_000 + known.size);
    entries.push(directoryEntry({ path, uid, gid, timeSeconds, inode }));
  };
  for (const base of bases) openDirectory(base, 0, at - 400 * DAY_SECONDS);
  for (const file of files) {
    if (at < file.bornSeconds) continue;
    const base = bases[file.place % bases.length] ?? "";
    const isThere = at < file.goneSeconds;
    const marked = vaultEntries(file, base, gid, at, isThere);
    if (isThere) {
      openParents(base, file, openDirectory);
      entries.push(fileEntry(file, base, gid, 1 + marked.length));
    }
    for (const entry of marked) {
      openDirectory(`${base}/.vault`, 0, file.bornSeconds);
      entries.push(entry);
    }
  }
  return entries;
}

function openParents(
  base: string,
  { path, uid, bornSeconds }: SimulatedFile,
  open: (path: string, uid: number, timeSeconds: number) => void,
): void {
  for (let slash = path.indexOf("/"); slash > 0; slash = path.indexOf("/", slash + 1)) {
    open(`${base}/${path.slice(0, slash)}`, uid, bornSeconds);
  }
}

function fileEntry(file: SimulatedFile, base: string, gid: number, links: number): ScanEntry {
  const { path, bytes, uid, bornSeconds: timeSeconds, inode, type } = file;
  const linkCount = file.isBeingRemoved ? 0 : links + (file.hasFarLink ? 1 : 0);
  const full = `${base}/${path}`;
  return { path: full, bytes, uid, gid, timeSeconds, type, inode, links: linkCount };
}

function directoryEntry(facts: Omit<ScanEntry, "bytes" | "type" | "links">): ScanEntry {
  return { ...facts, bytes: DIRECTORY_BYTES, type: "d", links: 1 };
}
