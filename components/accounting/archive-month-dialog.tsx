"use client";

import { Archive } from "lucide-react";
import { useState } from "react";
import { ActionForm, textOf } from "@/components/form/action-form";
import { Field } from "@/components/form/field";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Input } from "@/components/ui/input";
import { useToast } from "@/components/ui/toast";
import { archiveMonthAction } from "@/lib/accounting/actions";

/** Has the records of one month written to a file now. */
export const ArchiveMonthDialog = () => {
  const [isOpen, setOpen] = useState(false);
  const toast = useToast();
  return (
    <Dialog
      title="Archive a month"
      description="Records that stopped in this month are written to a file, checked, and then removed from the database. Sums stay; single records are then found in the file only, until the month is restored."
      open={isOpen}
      onOpenChange={setOpen}
      trigger={
        <Button>
          <Archive aria-hidden />
          Archive a month…
        </Button>
      }
    >
      <ActionForm
        action={archiveMonthAction}
        toInput={(data) => ({ month: textOf(data, "month").trim() })}
        onDone={() => {
          setOpen(false);
          toast.success("A worker archives the month");
        }}
        submitLabel="Archive"
        isDanger
      >
        {(errors) => (
          <Field
            label="Month"
            description="In UTC, such as 2026-01."
            error={errors.month}
            isRequired
          >
            <Input name="month" placeholder="2026-01" className="w-32" />
          </Field>
        )}
      </ActionForm>
    </Dialog>
  );
};
