"use client";

import { X } from "lucide-react";
import { FilterSelect } from "@/components/admin/filter-select";
import { RevokeKeyDialog } from "@/components/admin/key-dialogs";
import { kindNames, stateNames, stateTones } from "@/components/admin/key-names";
import { KeyRotation, RotateButton } from "@/components/admin/key-rotation";
import { LastHeardCell, NowProvider } from "@/components/admin/now-context";
import { DataTable } from "@/components/data-table/data-table";
import { dataColumns } from "@/components/data-table/data-table-columns";
import { DataTableSearch } from "@/components/data-table/data-table-search";
import { useTableFilters } from "@/components/data-table/use-table-url";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Instant } from "@/components/ui/instant";
import { keyStates } from "@/lib/admin/model";
import { keyParsers, keyTable } from "@/lib/admin/params";
import type { KeyRow } from "@/lib/admin/queries/keys";

const column = dataColumns<KeyRow>();

const columns = [
  column.accessor("access", {
    header: "Key",
    cell: (cell) => <code className="font-mono">{cell.getValue()}</code>,
    meta: {
      isFixed: true,
      help: "The public part: access name, user, or the token's first characters",
    },
  }),
  column.accessor("kind", {
    header: "Kind",
    cell: (cell) => kindNames[cell.row.original.kind],
  }),
  column.accessor("componentId", {
    header: "Component",
    cell: ({ row: { original } }) => (
      <>
        {original.componentName}{" "}
        <code className="font-mono text-muted-foreground">{original.componentId}</code>
      </>
    ),
  }),
  column.display({
    id: "state",
    header: "State",
    cell: ({ row: { original } }) => (
      <Badge tone={stateTones[original.state]}>{stateNames[original.state]}</Badge>
    ),
  }),
  column.accessor("createdAt", {
    header: "Created",
    cell: (cell) => <Instant at={cell.row.original.createdAt} />,
  }),
  column.accessor("expiresAt", {
    header: "Expires",
    cell: ({ row: { original } }) =>
      original.expiresAt === null ? "Never" : <Instant at={original.expiresAt} />,
  }),
  column.accessor("lastUsedAt", {
    header: "Last used",
    cell: (cell) => <LastHeardCell at={cell.row.original.lastUsedAt} />,
  }),
  column.display({
    id: "actions",
    header: () => <span className="sr-only">Actions</span>,
    cell: ({ row: { original } }) =>
      original.state === "active" ? (
        <div className="flex justify-end gap-1">
          <RotateButton apiKey={original} />
          <RevokeKeyDialog apiKey={original} />
        </div>
      ) : null,
    meta: { label: "Actions", isFixed: true },
  }),
];

const Toolbar = () => {
  const { values, setFilters } = useTableFilters(keyParsers);
  return (
    <>
      <DataTableSearch params={keyTable} label="Search keys" />
      <FilterSelect
        label="State"
        anyLabel="All"
        value={values.state}
        options={keyStates.map((value) => ({ value, label: stateNames[value] }))}
        onChange={(state) => setFilters({ state })}
      />
      {values.component === null ? null : (
        <Button size="sm" onClick={() => setFilters({ component: null })}>
          Only of {values.component}
          <X aria-hidden />
          <span className="sr-only">: show the keys of all components</span>
        </Button>
      )}
    </>
  );
};

type KeyTableProps = {
  rows: KeyRow[];
  rowCount: number;
  isFiltered: boolean;
  /** The server's clock, ISO. */
  now: string;
};

export const KeyTable = ({ rows, rowCount, isFiltered, now }: KeyTableProps) => (
  <NowProvider now={now}>
    <KeyRotation>
      <DataTable
        columns={columns}
        rows={rows}
        rowCount={rowCount}
        getRowId={(row) => String(row.id)}
        caption="Keys"
        noun="keys"
        params={keyTable}
        toolbar={<Toolbar />}
        empty={
          isFiltered ? (
            <EmptyState title="No such key" text="Drop the search or a filter." />
          ) : (
            <EmptyState title="No keys yet" text="Create one for each component." />
          )
        }
      />
    </KeyRotation>
  </NowProvider>
);
