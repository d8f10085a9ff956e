"use client";

import { FormDialog } from "@/components/form/form-dialog";
import { Button } from "@/components/ui/button";
import { restoreMonthAction } from "@/lib/accounting/actions";

/** Brings the records of a month back from their files. */
export const RestoreMonthButton = ({ month }: { month: string }) => (
  <FormDialog
    trigger={
      <Button size="sm">
        Restore…
        <span className="sr-only"> {month}</span>
      </Button>
    }
    title={`Restore ${month}?`}
    description="A worker puts the records of all files of this month back into the database. Sums do not change by it."
    action={restoreMonthAction}
    toInput={() => ({ month })}
    submitLabel="Restore"
    doneText={`A worker restores ${month}`}
  />
);
