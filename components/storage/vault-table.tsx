"use client";

import { Archive, ArrowRightFromLine, Bookmark, Copy, Trash2 } from "lucide-react";
import { DataTable } from "@/components/data-table/data-table";
import { Badge, type BadgeTone } from "@/components/ui/badge";
import { EmptyState } from "@/components/ui/empty-state";
import { formatBytes } from "@/lib/platform/format";
import { groupPath } from "@/lib/storage/params/group-usage";
import { type VaultAction, vaultTable } from "@/lib/storage/params/lists";
import type { VaultRow } from "@/lib/storage/queries/list-vault-entries";
import type { StorageChoices } from "@/lib/storage/queries/list-volumes";
import { atEnd, columnsOf } from "./column";
import { TextLink } from "./text-link";
import { VaultFilters } from "./vault-filters";

const looks: Record<VaultAction, { tone: BadgeTone; icon: typeof Archive }> = {
  Keep: { tone: "success", icon: Bookmark },
  Archive: { tone: "info", icon: Archive },
  Stash: { tone: "info", icon: Copy },
  Staged: { tone: "warning", icon: ArrowRightFromLine },
  Limbo: { tone: "danger", icon: Trash2 },
};

/** What a user marked a file for. */
export const ActionBadge = ({ action }: { action: string }) => {
  const { tone, icon: Icon } = looks[action as VaultAction] ?? looks.Keep;
  return (
    <Badge tone={tone}>
      <Icon aria-hidden />
      {action}
    </Badge>
  );
};

const column = columnsOf<VaultRow>();

const columns = [
  column("file", "File", (row) => <FilePath row={row} />, {
    isFixed: true,
    className: "min-w-72 max-w-xl break-all",
  }),
  column("action", "Vault action", (row) => <ActionBadge action={row.action} />),
  column("owner", "Owner", (row) => row.owner),
  column("group", "Group", (row) => <TextLink href={groupPath(row.group)}>{row.group}</TextLink>),
  column("volume", "Volume", (row) => row.volume),
  column("bytes", "Size", (row) => formatBytes(row.bytes), atEnd("All of it, links not divided")),
  column("modified", "Last modified", (row) => row.lastModifiedOn, atEnd()),
  column(
    "since",
    "Since",
    (row) => row.firstOn,
    atEnd("Record date of the first scan that saw it so"),
  ),
  column(
    "until",
    "Until",
    (row) => row.goneOn ?? <span className="text-success">now</span>,
    atEnd("Record date of the first scan without it"),
  ),
  column("source", "Source", (row) => <Source row={row} />, {
    help: "Whether the file was still seen outside the vault",
  }),
  column("inode", "Inode", (row) => row.inode, atEnd()),
];

const FilePath = ({ row }: { row: VaultRow }) => <span className="font-mono">{row.path}</span>;

const Source = ({ row: { sourceState, sourcePath } }: { row: VaultRow }) => {
  if (sourceState === null) return <span className="text-muted-foreground">not looked for</span>;
  if (sourceState === "gone") return <Badge tone="danger">Source gone</Badge>;
  if (sourceState !== "renamed") return <>present</>;
  return (
    <span className="break-all">
      <Badge tone="warning">Renamed</Badge> {sourcePath}
    </span>
  );
};

interface VaultTableProps {
  rows: readonly VaultRow[];
  rowCount: number;
  choices: StorageChoices;
}

/** Tracked files, each with the time over which scans saw it so. */
export const VaultTable = ({ rows, rowCount, choices }: VaultTableProps) => (
  <DataTable
    columns={columns}
    rows={rows}
    rowCount={rowCount}
    getRowId={(row) => row.id}
    caption="Tracked files"
    noun="entries"
    params={vaultTable}
    toolbar={<VaultFilters choices={choices} />}
    empty={
      <EmptyState
        title="No such file"
        text="Drop a filter, or look at the other vault actions and at what is gone."
      />
    }
  />
);
