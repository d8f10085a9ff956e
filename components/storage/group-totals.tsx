import { formatBytes, formatNumber } from "@/lib/platform/format";
import type { GroupUsageTrendRow } from "@/lib/storage/lists/group-usage";
import { LevelBadge } from "./level-badge";

type Volumes = { volumes: readonly GroupUsageTrendRow[] };

/** The worst level of a group, by bytes or files. */
export const GroupLevel = ({ volumes }: Volumes) =>
  volumes.length === 0 ? null : (
    <LevelBadge level={Math.max(...volumes.map((row) => Math.max(row.level, row.filesLevel)))} />
  );

/** What a group stores in all, in a sentence. */
export const GroupTotals = ({ volumes }: Volumes) => {
  if (volumes.length === 0) return null;
  const used = volumes.reduce((sum, row) => sum + row.used, 0n);
  const files = volumes.reduce((sum, row) => sum + row.files, 0n);
  const noun = volumes.length === 1 ? "volume" : "volumes";
  return (
    <>{`${formatBytes(used)} in ${formatNumber(files)} files on ${volumes.length} ${noun}.`}</>
  );
};
