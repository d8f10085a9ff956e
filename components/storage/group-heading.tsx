import type { ReactNode } from "react";
import { Badge } from "@/components/ui/badge";
import { PageHeader } from "@/components/ui/page-header";
import { formatBytes, formatNumber } from "@/lib/platform/format";
import type { GroupUsageTrendRow } from "@/lib/storage/lists/group-usage";
import type { StorageGroup } from "@/lib/storage/queries/get-group-storage";
import { LevelBadge } from "./level-badge";

interface GroupHeadingProps {
  group: StorageGroup;
  bases: readonly GroupUsageTrendRow[];
  /** Says when the page was looked at again. */
  live: ReactNode;
}

/** Who the group is and what it uses in all. */
export const GroupHeading = ({ group, bases, live }: GroupHeadingProps) => {
  const used = bases.reduce((sum, row) => sum + row.used, 0n);
  const files = bases.reduce((sum, row) => sum + row.files, 0n);
  const volumes = new Set(bases.map(({ volume }) => volume)).size;
  const worst = Math.max(1, ...bases.map((row) => Math.max(row.level, row.filesLevel)));
  return (
    <PageHeader
      title={group.name}
      meta={
        <>
          {bases.length === 0 ? null : <LevelBadge level={worst} />}
          {group.isKnown ? null : <Badge>Not in the directory</Badge>}
          {group.isGone ? <Badge tone="warning">Gone from the directory</Badge> : null}
          {live}
        </>
      }
      description={
        <>
          PI {group.pi === null ? "unknown" : `${group.pi.name} (${group.pi.uid})`}
          {group.gid === null ? "" : `, group number ${group.gid}`}.{" "}
          {bases.length === 0
            ? ""
            : `${formatBytes(used)} in ${formatNumber(files)} files on ${volumes} ${volumes === 1 ? "volume" : "volumes"}.`}
        </>
      }
    />
  );
};
