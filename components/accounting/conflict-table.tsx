"use client";

import type { ReactNode } from "react";
import { ListTable } from "@/components/data-table/list-table";
import { textOf } from "@/components/form/action-form";
import { Field } from "@/components/form/field";
import { FormDialog } from "@/components/form/form-dialog";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/select";
import { Textarea } from "@/components/ui/textarea";
import { decideConflictAction } from "@/lib/accounting/actions";
import type { ConflictRow, conflictList } from "@/lib/accounting/lists/conflicts";
import { type ConflictState, conflictChoices } from "@/lib/accounting/model/conflict";
import type { CellsOf } from "@/lib/platform/list/declare";
import type { ListView } from "@/lib/platform/list/view";

const stateWords: Record<ConflictState, string> = {
  open: "Open",
  kept: "Stored one kept",
  renamed: "Stored under a new id",
  replaced: "Stored one replaced",
};

const choiceWords = {
  keep: "Keep the stored one",
  rename: "Store this one under a new id",
  replace: "Replace the stored one",
} as const;

const cells: CellsOf<typeof conflictList, ReactNode> = {
  state: ({ state, storedAs, decidedBy }) => (
    <>
      {stateWords[state]}
      {storedAs === null ? null : <span className="block break-all">{storedAs}</span>}
      {decidedBy === null ? null : <span className="block">by {decidedBy}</span>}
    </>
  ),
  versions: ({ stored, came }) => (
    <dl className="space-y-1 text-xs break-all">
      <dt>Stored</dt>
      <dd className="font-mono">{stored ?? "In the archive"}</dd>
      <dt>Came</dt>
      <dd className="font-mono">{came}</dd>
    </dl>
  ),
  decide: (row) => (row.state === "open" ? <DecideDialog row={row} /> : "–"),
};

const DecideDialog = ({ row }: { row: ConflictRow }) => (
  <FormDialog
    trigger={
      <Button size="sm">
        Decide…<span className="sr-only"> on {row.recordId}</span>
      </Button>
    }
    title={`Decide on ${row.recordId}`}
    description="Usage is counted by what is stored then, within a minute."
    action={decideConflictAction}
    toInput={(data) => ({
      id: row.id,
      choice: conflictChoices.find((known) => known === data.get("choice")) ?? "keep",
      reason: textOf(data, "reason"),
    })}
    submitLabel="Decide"
    doneText="Decided"
    isDanger
  >
    <Field
      name="choice"
      label="Decision"
      description={`A new id is ${row.recordId}~2 or the like.`}
    >
      <Select defaultValue="keep">
        {conflictChoices.map((choice) => (
          <option key={choice} value={choice}>
            {choiceWords[choice]}
          </option>
        ))}
      </Select>
    </Field>
    <Field name="reason" label="Reason" isRequired>
      <Textarea rows={2} maxLength={1000} />
    </Field>
  </FormDialog>
);

interface ConflictTableProps {
  view: ListView;
  rows: readonly ConflictRow[];
  rowCount: number;
}

/** What came under a taken id, beside what is stored. */
export const ConflictTable = (props: ConflictTableProps) => <ListTable {...props} cells={cells} />;
