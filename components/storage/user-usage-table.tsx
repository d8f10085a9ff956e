"use client";

import { type ReactNode, useMemo } from "react";
import { ListTable } from "@/components/data-table/list-table";
import { groupPath } from "@/lib/groups/params";
import type { CellsOf } from "@/lib/platform/list/declare";
import type { ListView } from "@/lib/platform/list/view";
import type { UserUsageRow, userUsageList } from "@/lib/storage/lists/user-usage";
import { TextLink } from "./text-link";
import { SizeBar } from "./usage-cells";

const Unknown = () => <span className="text-muted-foreground">not in the directory</span>;

const cellsFor = (most: bigint): CellsOf<typeof userUsageList, ReactNode> => ({
  name: (row) => row.name ?? <Unknown />,
  group: (row) => <TextLink href={groupPath(row.group)}>{row.group}</TextLink>,
  used: (row) => <SizeBar bytes={row.used} most={most} />,
});

interface UserUsageTableProps {
  view: ListView;
  rows: readonly UserUsageRow[];
  rowCount: number;
}

/** Who owns how much as which group. */
export const UserUsageTable = (props: UserUsageTableProps) => {
  const { rows } = props;
  const cells = useMemo(() => {
    const [most = 0n] = rows.map(({ used }) => used).sort((a, b) => (a < b ? 1 : -1));
    return cellsFor(most);
  }, [rows]);
  return (
    <ListTable
      {...props}
      cells={cells}
      rowHref={(row) => `/storage/users?user=${encodeURIComponent(row.user)}`}
    />
  );
};
