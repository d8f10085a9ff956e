"use client";

import { X } from "lucide-react";
import { useMemo } from "react";
import { ChoiceFilter } from "@/components/data-table/choice-filter";
import { DataTable } from "@/components/data-table/data-table";
import { DataTableSearch } from "@/components/data-table/data-table-search";
import { useTableFilters } from "@/components/data-table/use-table-url";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { formatNumber } from "@/lib/platform/format";
import { groupPath } from "@/lib/storage/params/group-usage";
import { userUsageParsers, userUsageTable } from "@/lib/storage/params/lists";
import type { UserUsageRow } from "@/lib/storage/queries/list-user-usage";
import type { StorageChoices } from "@/lib/storage/queries/list-volumes";
import { atEnd, columnsOf } from "./column";
import { NamesFilter } from "./names-filter";
import { TextLink } from "./text-link";
import { SizeBar } from "./usage-cells";

const column = columnsOf<UserUsageRow>();

const columnsFor = (most: bigint) => [
  column("user", "User", (row) => row.user, { isFixed: true }),
  column("name", "Name", (row) => row.name ?? <Unknown />, { className: "max-w-48 truncate" }),
  column("group", "Group", (row) => <TextLink href={groupPath(row.group)}>{row.group}</TextLink>),
  column("volume", "Volume", (row) => row.volume),
  column("used", "Size", (row) => <SizeBar bytes={row.usedBytes} most={most} />, atEnd()),
  column(
    "files",
    "Files",
    (row) => formatNumber(row.usedInodes),
    atEnd("Files and directories that the user owns as this group"),
  ),
  column("modified", "Last modified", (row) => row.lastModifiedOn, atEnd()),
];

const Unknown = () => <span className="text-muted-foreground">not in the directory</span>;

interface UserUsageTableProps {
  rows: readonly UserUsageRow[];
  rowCount: number;
  choices: StorageChoices;
}

/** Who owns how much as which group. */
export const UserUsageTable = ({ rows, rowCount, choices }: UserUsageTableProps) => {
  const columns = useMemo(() => {
    const [most = 0n] = rows.map(({ usedBytes }) => usedBytes).sort((a, b) => (a < b ? 1 : -1));
    return columnsFor(most);
  }, [rows]);
  return (
    <DataTable
      columns={columns}
      rows={rows}
      rowCount={rowCount}
      getRowId={(row) => row.id}
      rowHref={(row) => `/storage/users?user=${encodeURIComponent(row.user)}`}
      caption="Usage by user"
      noun="rows"
      params={userUsageTable}
      toolbar={<UserFilters choices={choices} />}
      empty={<EmptyState title="No such user" text="Drop the search or one of the filters." />}
    />
  );
};

const UserFilters = ({ choices }: { choices: StorageChoices }) => {
  const { values, setFilters } = useTableFilters(userUsageParsers);
  const { volume, user, group, q } = values;
  return (
    <>
      <DataTableSearch
        params={userUsageTable}
        label="Search users and groups"
        className="sm:w-56"
      />
      <ChoiceFilter
        label="Volume"
        any="All volumes"
        value={volume}
        options={choices.volumes.map(({ name }) => [name, name])}
        onChange={(text) => setFilters({ volume: text || null })}
      />
      <NamesFilter
        noun="groups"
        chosen={group}
        options={choices.groups}
        onChange={(names) => setFilters({ group: names.length === 0 ? null : names })}
      />
      {user === null ? null : (
        <Button onClick={() => setFilters({ user: null })}>
          User {user}
          <X aria-hidden />
          <span className="sr-only">drop this filter</span>
        </Button>
      )}
      {volume || group.length > 0 || q ? (
        <Button
          variant="ghost"
          onClick={() => setFilters({ volume: null, group: null, user: null, q: null })}
        >
          <X aria-hidden />
          Clear filters
        </Button>
      ) : null}
    </>
  );
};
