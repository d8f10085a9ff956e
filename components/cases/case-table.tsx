"use client";

import { useSearchParams } from "next/navigation";
import { type ReactNode, useState } from "react";
import { DataTable } from "@/components/data-table/data-table";
import { useRowSelection } from "@/components/data-table/use-row-selection";
import type { CaseRow } from "@/lib/cases/queries/case-row";
import type { TypeView } from "@/lib/cases/queries/open-queue";
import type { TableSpec } from "@/lib/platform/table-params";
import { BulkBar, type BulkPowers } from "./bulk-bar";
import { CaseActsProvider } from "./case-acts";
import { caseColumns } from "./case-columns";
import { CaseFilters, type FilterChoices } from "./case-filters";
import { useActiveRow, useQueueKeys } from "./use-queue-keys";
import { deciding } from "./verb-texts";

interface CaseTableProps {
  type: TypeView;
  spec: TableSpec;
  rows: readonly CaseRow[];
  rowCount: number;
  choices: FilterChoices;
  /** Null for readers. */
  powers: BulkPowers | null;
  empty: ReactNode;
}

/** The queue: rows of one type, everything that narrows them, and what can be done to them. */
export const CaseTable = (props: CaseTableProps) => {
  const { rows, choices } = props;
  const { activeId, setActiveId, goOn } = useActiveRow(rows);
  return (
    <CaseActsProvider
      targets={rows}
      assignable={choices.people}
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
  const { type, spec, rows, choices, powers, activeId } = props;
  // Made once: new columns would be new components, and every refresh would close an open menu.
  const [columns] = useState(() => caseColumns(type));
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
    <DataTable
      columns={columns}
      rows={rows}
      rowCount={props.rowCount}
      getRowId={(row) => String(row.id)}
      caption={type.title}
      params={{ spec }}
      noun="cases"
      rowLabel={(row) => row.account}
      rowHref={hrefOf}
      activeRowId={activeId === null ? undefined : String(activeId)}
      empty={props.empty}
      toolbar={<CaseFilters choices={choices} spec={spec} />}
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
