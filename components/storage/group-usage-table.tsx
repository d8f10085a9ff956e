"use client";

import { useMemo } from "react";
import { DataTable } from "@/components/data-table/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { groupPath, groupUsageTable } from "@/lib/storage/params/group-usage";
import type { GroupUsageTrendRow } from "@/lib/storage/queries/list-group-usage";
import type { StorageChoices } from "@/lib/storage/queries/list-volumes";
import { groupUsageColumns } from "./group-usage-columns";
import { GroupUsageFilters } from "./group-usage-filters";

interface GroupUsageTableProps {
  rows: readonly GroupUsageTrendRow[];
  rowCount: number;
  choices: StorageChoices;
  /** Names of the filters that are set. */
  filters: readonly string[];
  /** The server's clock, ISO. */
  now: string;
}

/** Quota warnings; each row leads to its group. */
export const GroupUsageTable = (props: GroupUsageTableProps) => {
  const { now, filters, choices } = props;
  const columns = useMemo(() => groupUsageColumns(now), [now]);
  return (
    <DataTable
      columns={columns}
      rows={props.rows}
      rowCount={props.rowCount}
      getRowId={(row) => row.id}
      rowHref={(row) => `${groupPath(row.group)}?base=${row.baseId}`}
      caption="Quota warnings"
      noun="base directories"
      params={groupUsageTable}
      toolbar={<GroupUsageFilters choices={choices} />}
      empty={
        filters.length === 0 ? (
          <NoScans hasVolumes={choices.volumes.some(({ recordOn }) => recordOn !== null)} />
        ) : (
          <EmptyState title="No such group" text={`Drop a filter: ${filters.join(", ")}.`} />
        )
      }
    />
  );
};

const NoScans = ({ hasVolumes }: { hasVolumes: boolean }) =>
  hasVolumes ? (
    <EmptyState
      title="Nothing of your groups"
      text="The scans name no group that you may see. An admin can correct who leads a group."
    />
  ) : (
    <EmptyState
      title="No scan was stored yet"
      text="Numbers appear with the first scan of a volume. An admin can look for scan files under Scans."
    />
  );
