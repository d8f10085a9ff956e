"use client";

import type { ReactNode } from "react";
import { ListTable } from "@/components/data-table/list-table";
import { Badge, type BadgeTone } from "@/components/ui/badge";
import type { RunRow, runList } from "@/lib/dataspace/lists/runs";
import { formatDuration, formatNumber } from "@/lib/platform/format";
import type { CellsOf } from "@/lib/platform/list/declare";
import type { ListView } from "@/lib/platform/list/view";

const looks: Record<RunRow["state"], { tone: BadgeTone; text: string }> = {
  RUNNING: { tone: "info", text: "Running" },
  DONE: { tone: "success", text: "Done" },
  STOPPED: { tone: "warning", text: "Stopped" },
  FAILED: { tone: "danger", text: "Failed" },
  LOST: { tone: "danger", text: "Its worker ended" },
};

const cells: CellsOf<typeof runList, ReactNode> = {
  state: (row) => (
    <span className="flex flex-wrap gap-1">
      <Badge tone={looks[row.state].tone}>{looks[row.state].text}</Badge>
      {row.isDryRun ? <Badge>Dry run</Badge> : null}
    </span>
  ),
  took: (row) => (row.took === null ? "–" : formatDuration(row.took)),
  longestBatchMs: (row) => `${formatNumber(row.longestBatchMs)} ms`,
  requestedBy: (row) => row.requestedBy ?? "it was due",
};

interface RunTableProps {
  view: ListView;
  rows: readonly RunRow[];
  rowCount: number;
  /** The server's clock, ISO. */
  now: string;
}

/** Passes of the Reaper, and dry runs; each leads to what it removed feed by feed. */
export const RunTable = (props: RunTableProps) => (
  <ListTable
    {...props}
    cells={cells}
    rowHref={(row) => `/dataspace/retention?run=${row.id}#run`}
    toolbar={<h2 className="px-1 text-base font-semibold">Last runs</h2>}
  />
);
