"use client";

import Link from "next/link";
import { type ReactNode, useMemo } from "react";
import { DeleteComponentDialog, EditComponentDialog } from "@/components/admin/component-dialogs";
import { expectedText, HeartbeatBadge, LastHeard } from "@/components/admin/heartbeat";
import { serviceNames } from "@/components/admin/service-names";
import { ListTable } from "@/components/data-table/list-table";
import type { ComponentRow, componentList } from "@/lib/admin/lists/components";
import type { CellsOf } from "@/lib/platform/list/declare";
import type { ListView } from "@/lib/platform/list/view";

const cellsAt = (now: string): CellsOf<typeof componentList, ReactNode> => ({
  id: ({ id }) => <code className="font-mono">{id}</code>,
  service: ({ service }) => serviceNames[service],
  lastHeardAt: ({ lastHeardAt }) => <LastHeard at={lastHeardAt} now={now} />,
  intervalSeconds: expectedText,
  state: (row) => <HeartbeatBadge component={row} now={now} />,
  keyCount: ({ id, keyCount }) => (
    <Link
      href={{ pathname: "/admin/keys", query: { component: id } }}
      className="inline-block min-h-6 content-center text-primary hover:underline"
    >
      {keyCount}
      <span className="sr-only"> active keys of {id}</span>
    </Link>
  ),
  actions: (row) => (
    <div className="flex justify-end gap-1">
      <EditComponentDialog component={row} />
      <DeleteComponentDialog component={row} />
    </div>
  ),
});

type ComponentTableProps = {
  view: ListView;
  rows: readonly ComponentRow[];
  rowCount: number;
  /** The server's clock, ISO. */
  now: string;
};

export const ComponentTable = ({ now, ...props }: ComponentTableProps) => {
  const cells = useMemo(() => cellsAt(now), [now]);
  return <ListTable {...props} cells={cells} />;
};
