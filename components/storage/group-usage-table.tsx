"use client";

import type { ReactNode } from "react";
import { ListTable } from "@/components/data-table/list-table";
import { EmptyState } from "@/components/ui/empty-state";
import { groupVolumePath } from "@/lib/groups/params";
import type { CellsOf } from "@/lib/platform/list/declare";
import type { ListView } from "@/lib/platform/list/view";
import type { GroupUsageTrendRow, groupUsageList } from "@/lib/storage/lists/group-usage";
import type { UsageTrend } from "@/lib/storage/queries/list-usage-trends";
import { LevelBadge } from "./level-badge";
import { daysWords, FullIn, filesQuotaWords, quotaWords, ShareBar } from "./usage-cells";
import { UsageSparkline } from "./usage-sparkline";

const cells: CellsOf<typeof groupUsageList, ReactNode, { trend: UsageTrend }> = {
  usage: (row) => <ShareBar share={row.usage} level={row.level} />,
  level: (row) => <LevelBadge level={row.level} of="bytes" />,
  full: (row) => <FullIn {...row} />,
  quota: (row) => quotaWords(row.quota),
  trend: (row) => <UsageSparkline row={row} />,
  filesQuota: (row) => filesQuotaWords(row.filesQuota),
  filesUsage: (row) => <ShareBar share={row.filesUsage} level={row.filesLevel} />,
  filesLevel: (row) => <LevelBadge level={row.filesLevel} of="files" />,
  modified: (row) => <span className="whitespace-nowrap">{daysWords(row.modified)} d</span>,
};

interface GroupUsageTableProps {
  view: ListView;
  rows: readonly GroupUsageTrendRow[];
  rowCount: number;
  /** Whether any volume has a scan. */
  hasScans: boolean;
  /** The server's clock, ISO. */
  now: string;
}

/** Quota warnings; each row leads to its group. */
export const GroupUsageTable = ({ hasScans, ...table }: GroupUsageTableProps) => (
  <ListTable
    {...table}
    cells={cells}
    rowHref={(row) => groupVolumePath(row.group, row.volume)}
    empty={hasScans ? undefined : <NoScans />}
  />
);

const NoScans = () => (
  <EmptyState
    title="No scan was stored yet"
    text="Numbers appear with the first scan of a volume. An admin can look for scan files under Scans."
  />
);
