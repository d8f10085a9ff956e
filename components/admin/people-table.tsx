"use client";

import { FilterSelect } from "@/components/admin/filter-select";
import { PersonActions } from "@/components/admin/person-actions";
import { roleNames } from "@/components/admin/service-names";
import { DataTable } from "@/components/data-table/data-table";
import { dataColumns } from "@/components/data-table/data-table-columns";
import { DataTableSearch } from "@/components/data-table/data-table-search";
import { useTableFilters } from "@/components/data-table/use-table-url";
import { Badge } from "@/components/ui/badge";
import { EmptyState } from "@/components/ui/empty-state";
import { Instant } from "@/components/ui/instant";
import { peopleParsers, peopleSelections, peopleTable } from "@/lib/admin/params";
import type { PersonRow } from "@/lib/admin/queries/people";
import { roles } from "@/lib/auth/model";

const column = dataColumns<PersonRow>();

const StateBadge = ({ person }: { person: PersonRow }) => {
  if (person.disabledAt !== null) return <Badge tone="warning">Disabled</Badge>;
  if (person.goneAt !== null) return <Badge>Gone</Badge>;
  return person.roles.length > 0 ? <Badge tone="success">Enabled</Badge> : <Badge>No role</Badge>;
};

const columns = [
  column.accessor("uid", {
    header: "Account",
    cell: (cell) => <code className="font-mono">{cell.getValue()}</code>,
    meta: { isFixed: true },
  }),
  column.accessor("name", { header: "Name" }),
  column.accessor("email", { header: "E-mail", cell: (cell) => cell.getValue() ?? "–" }),
  column.display({
    id: "roles",
    header: "Roles",
    cell: ({ row: { original } }) => (
      <span className="flex gap-1">
        {original.roles.length === 0
          ? "–"
          : original.roles.map((role) => <Badge key={role}>{roleNames[role]}</Badge>)}
      </span>
    ),
  }),
  column.display({
    id: "state",
    header: "State",
    cell: (cell) => <StateBadge person={cell.row.original} />,
  }),
  column.display({
    id: "password",
    header: "Password",
    cell: (cell) => (cell.row.original.hasPassword ? "Set" : "–"),
  }),
  column.accessor("createdAt", {
    header: "Created",
    cell: (cell) => <Instant at={cell.getValue()} />,
  }),
  column.display({
    id: "actions",
    header: () => <span className="sr-only">Actions</span>,
    cell: (cell) => <PersonActions person={cell.row.original} />,
    meta: { label: "Actions", isFixed: true },
  }),
];

const WHO = { accounts: "Accounts", disabled: "Disabled", everybody: "Everybody known" };

const Toolbar = () => {
  const { values, setFilters } = useTableFilters(peopleParsers);
  return (
    <>
      <DataTableSearch params={peopleTable} label="Search people" />
      <FilterSelect
        label="Show"
        value={values.who}
        options={peopleSelections.map((value) => ({ value, label: WHO[value] }))}
        onChange={(who) => setFilters({ who })}
      />
      <FilterSelect
        label="Role"
        anyLabel="Any"
        value={values.role}
        options={roles.map((value) => ({ value, label: roleNames[value] }))}
        onChange={(role) => setFilters({ role })}
      />
    </>
  );
};

type PeopleTableProps = { rows: PersonRow[]; rowCount: number };

export const PeopleTable = ({ rows, rowCount }: PeopleTableProps) => (
  <DataTable
    columns={columns}
    rows={rows}
    rowCount={rowCount}
    getRowId={(row) => String(row.id)}
    caption="People"
    noun="people"
    params={peopleTable}
    toolbar={<Toolbar />}
    empty={
      <EmptyState
        title="Nobody matches"
        text="Drop the search or the role, or show everybody known."
      />
    }
  />
);
