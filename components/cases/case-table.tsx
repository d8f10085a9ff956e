"use client";

import { useSearchParams } from "next/navigation";
import { type ReactNode, useState } from "react";
import { ListTable } from "@/components/data-table/list-table";
import { useRowSelection } from "@/components/data-table/use-row-selection";
import type { CaseRow } from "@/lib/cases/queries/case-row";
import type { TypeView } from "@/lib/cases/queries/open-queue";
import type { ListView } from "@/lib/platform/list/view";
import { BulkBar, type BulkPowers } from "./bulk-bar";
import { CaseActsProvider } from "./case-acts";
import { queueCells, queueHeaders } from "./queue-cells";
import { useActiveRow, useQueueKeys } from "./use-queue-keys";
import { deciding } from "./verb-texts";

interface CaseTableProps {
  type: TypeView;
  view: ListView;
  rows: readonly CaseRow[];
  rowCount: number;
  /** Whom cases can be given to; empty for readers who are not staff. */
  people: readonly { uid: string; name: string }[];
  /** Null for readers. */
  powers: BulkPowers | null;
  empty: ReactNode;
}

/** The queue: rows of one type, everything that narrows them, and what can be done to them. */
export const CaseTable = (props: CaseTableProps) => {
  const { rows, people } = props;
  const { activeId, setActiveId, goOn } = useActiveRow(rows);
  return (
    <CaseActsProvider
      targets={rows}
      assignable={people}
      onDone={(verb, target) => {
        if (deciding.has(verb) && target.id === activeId) goOn(target.id);
      }}
    >
      <Queue {...props} activeId={activeId} onActivate={setActiveId} />
    </CaseActsProvider>
  );
};

type QueueProps = CaseTableProps & {
  activeId: number | null;
  onActivate: (id: number) => void;
};

const Queue = (props: QueueProps) => {
  const { type, view, rows, powers, activeId } = props;
  // Made once: new cells would be new components, and every refresh would close an open menu.
  const [cells] = useState(() => queueCells(type, view.columns));
  const selection = useRowSelection();
  const query = useSearchParams().toString();
  const hrefOf = (row: CaseRow) => `/cases/${row.id}${query && `?${query}`}`;
  const toggle = (id: number) => {
    const ids = new Set(selection.ids);
    if (!ids.delete(String(id))) ids.add(String(id));
    selection.onChange(ids);
  };
  useQueueKeys({ rows, hrefOf, activeId, onActivate: props.onActivate, onToggle: toggle });

  return (
    <ListTable
      view={view}
      cells={cells}
      headers={queueHeaders}
      rows={rows}
      rowCount={props.rowCount}
      rowLabel={(row) => row.account}
      rowHref={hrefOf}
      activeRowId={activeId === null ? undefined : String(activeId)}
      empty={props.empty}
      {...(powers === null
        ? {}
        : {
            selection,
            selectionBar: (
              <BulkBar selection={selection} powers={powers} hasDecision={type.hasDecision} />
            ),
          })}
    />
  );
};
