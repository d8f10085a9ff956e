"use client";

import { type ReactNode, useMemo } from "react";
import { LastHeard } from "@/components/admin/heartbeat";
import { RevokeKeyDialog } from "@/components/admin/key-dialogs";
import { kindNames, stateNames, stateTones } from "@/components/admin/key-names";
import { KeyRotation, RotateButton } from "@/components/admin/key-rotation";
import { ListTable } from "@/components/data-table/list-table";
import { Badge } from "@/components/ui/badge";
import { Instant } from "@/components/ui/instant";
import type { KeyRow, keyList } from "@/lib/admin/lists/keys";
import type { CellsOf } from "@/lib/platform/list/declare";
import type { ListView } from "@/lib/platform/list/view";

const cellsAt = (now: string): CellsOf<typeof keyList, ReactNode> => ({
  access: ({ access }) => <code className="font-mono">{access}</code>,
  kind: ({ kind }) => kindNames[kind],
  componentId: ({ componentName, componentId }) => (
    <>
      {componentName} <code className="font-mono text-muted-foreground">{componentId}</code>
    </>
  ),
  state: ({ state }) => <Badge tone={stateTones[state]}>{stateNames[state]}</Badge>,
  expiresAt: ({ expiresAt }) => (expiresAt === null ? "Never" : <Instant at={expiresAt} />),
  lastUsedAt: ({ lastUsedAt }) => <LastHeard at={lastUsedAt} now={now} />,
  actions: (row) =>
    row.state === "active" ? (
      <div className="flex justify-end gap-1">
        <RotateButton apiKey={row} />
        <RevokeKeyDialog apiKey={row} />
      </div>
    ) : null,
});

type KeyTableProps = {
  view: ListView;
  rows: readonly KeyRow[];
  rowCount: number;
  /** The server's clock, ISO. */
  now: string;
};

export const KeyTable = ({ now, ...props }: KeyTableProps) => {
  const cells = useMemo(() => cellsAt(now), [now]);
  return (
    <KeyRotation>
      <ListTable {...props} cells={cells} />
    </KeyRotation>
  );
};
