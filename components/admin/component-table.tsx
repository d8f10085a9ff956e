"use client";

import Link from "next/link";
import { DeleteComponentDialog, EditComponentDialog } from "@/components/admin/component-dialogs";
import { scopeText } from "@/components/admin/component-scope";
import { FilterSelect } from "@/components/admin/filter-select";
import { HeartbeatBadge } from "@/components/admin/heartbeat";
import { LastHeardCell, NowProvider } from "@/components/admin/now-context";
import { serviceNames } from "@/components/admin/service-names";
import { DataTable } from "@/components/data-table/data-table";
import { dataColumns } from "@/components/data-table/data-table-columns";
import { DataTableSearch } from "@/components/data-table/data-table-search";
import { useTableFilters } from "@/components/data-table/use-table-url";
import { EmptyState } from "@/components/ui/empty-state";
import { Instant } from "@/components/ui/instant";
import { componentParsers, componentTable } from "@/lib/admin/params";
import type { ComponentRow } from "@/lib/admin/queries/components";
import { services } from "@/lib/auth/model";
import { formatDuration } from "@/lib/platform/format";

const column = dataColumns<ComponentRow>();

const columns = [
  column.accessor("id", {
    header: "ID",
    cell: (cell) => <code className="font-mono">{cell.getValue()}</code>,
    meta: { isFixed: true },
  }),
  column.accessor("name", { header: "Name" }),
  column.accessor("service", {
    header: "Service",
    cell: (cell) => serviceNames[cell.row.original.service],
  }),
  column.display({
    id: "scope",
    header: "For",
    cell: (cell) => scopeText(cell.row.original) ?? "–",
    meta: { help: "The cluster, accounting site or storage volume it speaks for" },
  }),
  column.accessor("lastHeardAt", {
    header: "Last heard",
    cell: (cell) => <LastHeardCell at={cell.row.original.lastHeardAt} />,
  }),
  column.accessor("intervalSeconds", {
    header: "Expected",
    cell: ({ row: { original } }) =>
      original.intervalSeconds === null ? "–" : `every ${formatDuration(original.intervalSeconds)}`,
    meta: { help: "Time between two calls; more than 1.5 times that is overdue" },
  }),
  column.display({
    id: "state",
    header: "State",
    cell: (cell) => <HeartbeatBadge component={cell.row.original} />,
  }),
  column.display({
    id: "keys",
    header: "Active keys",
    cell: ({ row: { original } }) => (
      <Link
        href={{ pathname: "/admin/keys", query: { component: original.id } }}
        className="inline-block min-h-6 content-center text-primary hover:underline"
      >
        {original.activeKeyCount}
        <span className="sr-only"> active keys of {original.id}</span>
      </Link>
    ),
    meta: { align: "end" },
  }),
  column.accessor("createdAt", {
    header: "Created",
    cell: (cell) => <Instant at={cell.row.original.createdAt} />,
  }),
  column.display({
    id: "actions",
    header: () => <span className="sr-only">Actions</span>,
    cell: (cell) => (
      <div className="flex justify-end gap-1">
        <EditComponentDialog component={cell.row.original} />
        <DeleteComponentDialog component={cell.row.original} />
      </div>
    ),
    meta: { label: "Actions", isFixed: true },
  }),
];

const Toolbar = () => {
  const { values, setFilters } = useTableFilters(componentParsers);
  return (
    <>
      <DataTableSearch params={componentTable} label="Search components" />
      <FilterSelect
        label="Service"
        anyLabel="All"
        value={values.service}
        options={services.map((value) => ({ value, label: serviceNames[value] }))}
        onChange={(service) => setFilters({ service })}
      />
    </>
  );
};

type ComponentTableProps = {
  rows: ComponentRow[];
  rowCount: number;
  isFiltered: boolean;
  /** The server's clock, ISO. */
  now: string;
};

export const ComponentTable = ({ rows, rowCount, isFiltered, now }: ComponentTableProps) => (
  <NowProvider now={now}>
    <DataTable
      columns={columns}
      rows={rows}
      rowCount={rowCount}
      getRowId={(row) => row.id}
      caption="Components"
      noun="components"
      params={componentTable}
      toolbar={<Toolbar />}
      empty={
        isFiltered ? (
          <EmptyState title="No such component" text="Drop the search or the service filter." />
        ) : (
          <EmptyState
            title="No components yet"
            text="Create one for each machine that sends or reads data, then give it a key."
          />
        )
      }
    />
  </NowProvider>
);
