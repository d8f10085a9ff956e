import "server-only";
import { createHash } from "node:crypto";
import { encodeValue } from "@/lib/dataspace/encoding";
import type { NewProduct } from "@/lib/dataspace/space/product-schema";
import type { ScanResult } from "@/lib/scan-reader/scan-reader";
import { levels } from "../../model/warnings";
import type { GroupUse, JudgedUse } from "../groups/judge-groups";
import type { JudgedGroups } from "../groups/write-groups";

/** What is known of a scan beside its results. */
export interface ScanFacts {
  volume: string;
  recordOn: Date;
  scannedAt: Date;
  fileName: string;
}

// Order does not matter to what a scan says, so the lines are sorted before they are hashed.
function checksum(lines: readonly string[]): string {
  const hash = createHash("sha256");
  for (const line of [...lines].sort()) hash.update(line).update("\n");
  return hash.digest("hex");
}

const total = (values: readonly bigint[]): bigint => values.reduce((sum, value) => sum + value, 0n);

/**
 * What the generation of a scan holds: counts, sums and checksums. The rows themselves stand in the
 * tables of this room.
 */
export async function scanProducts(
  facts: ScanFacts,
  result: ScanResult,
  judged: JudgedGroups,
  vaultCount: number,
): Promise<NewProduct[]> {
  const { groups, volumeGroups, directories, users } = result;
  const values: Record<string, unknown> = {
    scan: scanValue(facts, result),
    group_volume_usage: {
      rows: judged.totals.length,
      bytes: total(volumeGroups.map(({ bytes }) => bytes)),
      inodes: total(volumeGroups.map(({ inodes }) => inodes)),
      levels: levelCounts(judged.totals),
      checksum: checksum(volumeGroups.map((g) => `${g.gid} ${g.bytes} ${g.inodes}`)),
    },
    group_usage: {
      rows: judged.parts.length,
      bytes: total(groups.map(({ bytes }) => bytes)),
      inodes: total(groups.map(({ inodes }) => inodes)),
      levels: levelCounts(judged.parts),
      checksum: checksum(groups.map((g) => `${g.gid} ${g.bytes} ${g.inodes} ${g.basePath}`)),
    },
    directory_usage: {
      rows: directories.length,
      files: total(directories.map(({ files }) => files)),
      bytes: total(directories.map(({ bytes }) => bytes)),
      checksum: checksum(
        directories.map((d) => `${d.gid} ${d.files} ${d.bytes} ${d.basePath}\0${d.bucket}`),
      ),
    },
    user_usage: {
      rows: users.length,
      bytes: total(users.map(({ bytes }) => bytes)),
      inodes: total(users.map(({ inodes }) => inodes)),
      checksum: checksum(users.map((u) => `${u.uid} ${u.gid} ${u.bytes} ${u.inodes}`)),
    },
    vaults: { rows: vaultCount },
  };
  return Promise.all(
    Object.entries(values).map(async ([key, value]) => ({ key, value: await encodeValue(value) })),
  );
}

function levelCounts(judged: readonly JudgedUse<GroupUse>[]): Record<string, number> {
  const count = (level: number) => judged.filter((use) => use.judgement.level === level).length;
  return Object.fromEntries(levels.map((level) => [level, count(level)]));
}

function scanValue(facts: ScanFacts, result: ScanResult): object {
  const { variant, lines, badLines, readBytes, textBytes, areBasesDerived } = result;
  return { ...facts, variant, lines, badLines, readBytes, textBytes, areBasesDerived };
}
