import { formatBytes, formatNumber } from "@/lib/platform/format";
import type { GroupUsageTrendRow } from "@/lib/storage/lists/group-usage";
import { LevelBadge } from "./level-badge";

type Bases = { bases: readonly GroupUsageTrendRow[] };

/** The worst level of a group, by bytes or files. */
export const GroupLevel = ({ bases }: Bases) =>
  bases.length === 0 ? null : (
    <LevelBadge level={Math.max(...bases.map((row) => Math.max(row.level, row.filesLevel)))} />
  );

/** What a group stores in all, in a sentence. */
export const GroupTotals = ({ bases }: Bases) => {
  if (bases.length === 0) return null;
  const used = bases.reduce((sum, row) => sum + row.used, 0n);
  const files = bases.reduce((sum, row) => sum + row.files, 0n);
  const volumes = new Set(bases.map(({ volume }) => volume)).size;
  const noun = volumes === 1 ? "volume" : "volumes";
  return <>{`${formatBytes(used)} in ${formatNumber(files)} files on ${volumes} ${noun}.`}</>;
};
