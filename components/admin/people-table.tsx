"use client";

import type { ReactNode } from "react";
import { PersonActions } from "@/components/admin/person-actions";
import { roleNames } from "@/components/admin/service-names";
import { ListTable } from "@/components/data-table/list-table";
import { Badge } from "@/components/ui/badge";
import type { PersonRow, peopleList } from "@/lib/admin/lists/people";
import type { CellsOf } from "@/lib/platform/list/declare";
import type { ListView } from "@/lib/platform/list/view";

const StateBadge = ({ person }: { person: PersonRow }) => {
  if (person.disabledAt !== null) return <Badge tone="warning">Disabled</Badge>;
  if (person.goneAt !== null) return <Badge>Gone</Badge>;
  return person.roles.length > 0 ? <Badge tone="success">Enabled</Badge> : <Badge>No role</Badge>;
};

const cells: CellsOf<typeof peopleList, ReactNode> = {
  uid: ({ uid }) => <code className="font-mono">{uid}</code>,
  roles: ({ roles }) => (
    <span className="flex gap-1">
      {roles.length === 0 ? "–" : roles.map((role) => <Badge key={role}>{roleNames[role]}</Badge>)}
    </span>
  ),
  state: (row) => <StateBadge person={row} />,
  hasPassword: ({ hasPassword }) => (hasPassword ? "Set" : "–"),
  actions: (row) => <PersonActions person={row} />,
};

type PeopleTableProps = { view: ListView; rows: readonly PersonRow[]; rowCount: number };

export const PeopleTable = (props: PeopleTableProps) => <ListTable {...props} cells={cells} />;
