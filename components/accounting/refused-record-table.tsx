"use client";

import type { ReactNode } from "react";
import { ListTable } from "@/components/data-table/list-table";
import { textOf } from "@/components/form/action-form";
import { Field } from "@/components/form/field";
import { FormDialog } from "@/components/form/form-dialog";
import { Button } from "@/components/ui/button";
import { Textarea } from "@/components/ui/textarea";
import { repairRefusedAction, storeGoodRefusedAction } from "@/lib/accounting/actions";
import type { RefusedRecordRow, refusedRecordList } from "@/lib/accounting/lists/refused-records";
import { formatNumber } from "@/lib/platform/format";
import type { CellsOf } from "@/lib/platform/list/declare";
import type { ListView } from "@/lib/platform/list/view";

/** Characters of a record that the table shows. */
const MAX_SHOWN = 1_000;

const cells: CellsOf<typeof refusedRecordList, ReactNode> = {
  reason: ({ reason }) => reason ?? "Nothing; it was refused with the others of its batch",
  content: ({ content }) => (
    <span className="font-mono text-xs break-all">
      {content.slice(0, MAX_SHOWN)}
      {content.length > MAX_SHOWN ? " …" : ""}
    </span>
  ),
  repair: (row) => (row.isStored ? `Stored by ${row.storedBy}` : <RepairDialog row={row} />),
};

const RepairDialog = ({ row }: { row: RefusedRecordRow }) => (
  <FormDialog
    trigger={
      <Button size="sm">
        Repair…<span className="sr-only"> line {row.line}</span>
      </Button>
    }
    title={`Repair line ${row.line}`}
    description={row.reason ?? "Nothing is wrong with this one."}
    action={repairRefusedAction}
    toInput={(data) => ({
      refusalId: row.refusalId,
      line: row.line,
      content: textOf(data, "content"),
    })}
    submitLabel="Store"
    doneText={`Line ${row.line} stored`}
  >
    <Field name="content" label="The record as it should have come" isRequired>
      <Textarea rows={12} className="font-mono text-xs" defaultValue={row.content} />
    </Field>
  </FormDialog>
);

interface StoreGoodButtonProps {
  refusalId: string;
  goodCount: number;
}

/** Stores what was good in a batch that was refused for others. */
export const StoreGoodButton = ({ refusalId, goodCount }: StoreGoodButtonProps) => (
  <FormDialog
    trigger={<Button variant="primary">Store the good ones…</Button>}
    title={`Store ${formatNumber(goodCount)} good records?`}
    description="They count as if their sender had sent them alone. Those whose ids are taken by now are passed over."
    action={storeGoodRefusedAction}
    toInput={() => ({ refusalId })}
    submitLabel="Store"
    doneText={(stored) => `${formatNumber(stored ?? 0)} records stored`}
  />
);

interface RefusedRecordTableProps {
  view: ListView;
  rows: readonly RefusedRecordRow[];
  rowCount: number;
}

/** What was refused, line by line, and what became of it. */
export const RefusedRecordTable = (props: RefusedRecordTableProps) => (
  <ListTable {...props} cells={cells} />
);
