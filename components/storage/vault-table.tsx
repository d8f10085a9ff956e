"use client";

import { Archive, ArrowRightFromLine, Bookmark, Copy, Trash2 } from "lucide-react";
import type { ReactNode } from "react";
import { ListTable } from "@/components/data-table/list-table";
import { Badge, type BadgeTone } from "@/components/ui/badge";
import { groupPath } from "@/lib/groups/params";
import type { CellsOf } from "@/lib/platform/list/declare";
import type { ListView } from "@/lib/platform/list/view";
import type { VaultRow, vaultList } from "@/lib/storage/lists/vaults";
import { TextLink } from "./text-link";

const looks: Record<string, { tone: BadgeTone; icon: typeof Archive }> = {
  Keep: { tone: "success", icon: Bookmark },
  Archive: { tone: "info", icon: Archive },
  Stash: { tone: "info", icon: Copy },
  Staged: { tone: "warning", icon: ArrowRightFromLine },
  Limbo: { tone: "danger", icon: Trash2 },
};

/** What a user marked a file for. */
export const ActionBadge = ({ action }: { action: string }) => {
  const { tone, icon: Icon } = looks[action] ?? { tone: "neutral", icon: Bookmark };
  return (
    <Badge tone={tone}>
      <Icon aria-hidden />
      {action}
    </Badge>
  );
};

const cells: CellsOf<typeof vaultList, ReactNode> = {
  file: (row) => <span className="font-mono">{row.file}</span>,
  action: (row) => <ActionBadge action={row.action} />,
  group: (row) => <TextLink href={groupPath(row.group)}>{row.group}</TextLink>,
  until: (row) => row.until ?? <span className="text-success">now</span>,
  source: (row) => <Source row={row} />,
};

const Source = ({ row: { source, sourcePath } }: { row: VaultRow }) => {
  if (source === null) return <span className="text-muted-foreground">not looked for</span>;
  if (source === "gone") return <Badge tone="danger">Source gone</Badge>;
  if (source !== "renamed") return <>present</>;
  return (
    <span className="break-all">
      <Badge tone="warning">Renamed</Badge> {sourcePath}
    </span>
  );
};

interface VaultTableProps {
  view: ListView;
  rows: readonly VaultRow[];
  rowCount: number;
}

/** Tracked files, each with the time over which scans saw it so. */
export const VaultTable = (props: VaultTableProps) => <ListTable {...props} cells={cells} />;
