"use client";

import { Archive } from "lucide-react";
import { textOf } from "@/components/form/action-form";
import { Field } from "@/components/form/field";
import { FormDialog } from "@/components/form/form-dialog";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { archiveMonthAction } from "@/lib/accounting/actions";

/** Has the records of one month written to a file now. */
export const ArchiveMonthDialog = () => (
  <FormDialog
    title="Archive a month"
    description="Records that stopped in this month are written to a file, checked, and then removed from the database. Sums stay; single records are then found in the file only, until the month is restored."
    trigger={
      <Button>
        <Archive aria-hidden />
        Archive a month…
      </Button>
    }
    action={archiveMonthAction}
    toInput={(data) => ({ month: textOf(data, "month").trim() })}
    submitLabel="Archive"
    doneText="A worker archives the month"
    isDanger
  >
    <Field name="month" label="Month" description="In UTC, such as 2026-01." isRequired>
      <Input placeholder="2026-01" className="w-32" />
    </Field>
  </FormDialog>
);
