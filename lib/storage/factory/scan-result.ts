import "server-only";
import { systemActor } from "@/lib/auth/model";
import type { IngestReceipt } from "@/lib/dataspace/model";
import type {
  DirectoryTotal,
  GroupTotal,
  ScanResult,
  UserTotal,
  VaultFile,
  VolumeGroupTotal,
} from "@/lib/scan-reader/scan-reader";
import { beginScan } from "../ingest/scans/scan-ledger";
import { type ReadScan, storeScan } from "../ingest/scans/store-scan";
import { stageVaultFiles, stageVaultSources } from "../ingest/vaults/stage-vaults";

/** Results of scans as a reader gives them, for database tests and benches. */

type Wish<Row, Optional extends keyof Row> = Omit<Row, Optional> & Partial<Pick<Row, Optional>>;

export interface WishedResult
  extends Partial<Omit<ScanResult, "groups" | "volumeGroups" | "directories" | "users">> {
  /** A day old where no time is given. */
  groups?: readonly Wish<GroupTotal, "lastModifiedSeconds">[];
  /** Default: the sums of `groups`. */
  volumeGroups?: readonly Wish<VolumeGroupTotal, "lastModifiedSeconds">[];
  directories?: readonly Wish<DirectoryTotal, "lastModifiedSeconds" | "typeBytes">[];
  users?: readonly Wish<UserTotal, "lastModifiedSeconds">[];
}

const DAY_SECONDS = 86_400;

/** A result of 1,000 lines; rows without a time changed a day before `scanSeconds`. */
export function makeResult(wish: WishedResult, scanSeconds = 1_700_000_000): ScanResult {
  const { directories = [], users = [], volumeGroups, ...rest } = wish;
  const lastModifiedSeconds = scanSeconds - DAY_SECONDS;
  const groups = (wish.groups ?? []).map((row) => ({ lastModifiedSeconds, ...row }));
  return {
    variant: "A",
    lines: 1000,
    badLines: [],
    warnings: [],
    readBytes: 5000,
    textBytes: 50_000,
    vaultFiles: 0,
    baseDirectories: [],
    areBasesDerived: false,
    vaultSources: [],
    directories: directories.map((row) => ({ lastModifiedSeconds, typeBytes: {}, ...row })),
    users: users.map((row) => ({ lastModifiedSeconds, ...row })),
    ...rest,
    groups,
    volumeGroups: volumeGroups?.map((row) => ({ lastModifiedSeconds, ...row })) ?? sumsOf(groups),
  };
}

function sumsOf(groups: readonly GroupTotal[]): VolumeGroupTotal[] {
  const sums = new Map<bigint, VolumeGroupTotal>();
  for (const { gid, bytes, inodes, lastModifiedSeconds: seconds } of groups) {
    const sum = sums.get(gid) ?? { gid, bytes: 0n, inodes: 0n, lastModifiedSeconds: 0 };
    sums.set(gid, {
      gid,
      bytes: sum.bytes + bytes,
      inodes: sum.inodes + inodes,
      lastModifiedSeconds: Math.max(sum.lastModifiedSeconds, seconds),
    });
  }
  return [...sums.values()];
}

/** Enters, stages and stores a result as a reader of the volume's file would. */
export async function storeResult(
  volume: string,
  date: string,
  wish: WishedResult,
  options: { isForced?: boolean; vaults?: readonly VaultFile[] } = {},
): Promise<{ receipt: IngestReceipt; scan: ReadScan }> {
  const { isForced = false, vaults = [] } = options;
  const scannedAt = new Date(`${date}T06:00:00Z`);
  const facts = {
    volume,
    recordOn: new Date(date),
    scannedAt,
    fileName: `${date.replaceAll("-", "")}_${volume}.a.b.stats.gz`,
    fileBytes: 5000n,
    origin: "command" as const,
    requestRef: "made",
  };
  const entered = await beginScan(systemActor, facts, isForced);
  if (!("id" in entered)) throw new Error(`${volume} has a scan of ${date}`);
  const result = makeResult({ vaultFiles: vaults.length, ...wish }, scannedAt.getTime() / 1000);
  await stageVaultFiles(entered.id, 1, vaults);
  await stageVaultSources(entered.id, result.vaultSources);
  const scan = { ...facts, id: entered.id, result };
  const { answer } = await storeScan(systemActor, scan);
  return { receipt: JSON.parse(answer.body) as IngestReceipt, scan };
}
