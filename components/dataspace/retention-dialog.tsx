"use client";

import { Pencil } from "lucide-react";
import { textsOf } from "@/components/form/action-form";
import { Field } from "@/components/form/field";
import { FormDialog } from "@/components/form/form-dialog";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { saveRetentionAction } from "@/lib/dataspace/actions";
import { type RetentionField, retentionBounds } from "@/lib/dataspace/model";
import type { RetentionSettings } from "@/lib/dataspace/queries/read-reaper";
import { formatNumber } from "@/lib/platform/format";

const labels: Record<RetentionField, string> = {
  retentionDays: "Generations are kept, in days",
  secondsBetweenRuns: "Time between two passes, in seconds",
  startDelaySeconds: "Delay after a start, in seconds",
  batchSize: "Products a batch removes",
};

const fields = Object.keys(labels) as RetentionField[];

const boundsOf = (field: RetentionField): string => {
  const { min, max } = retentionBounds[field];
  return `A whole number from ${formatNumber(min)} to ${formatNumber(max)}.`;
};

/** The settings that hold for all feeds. */
export const RetentionDialog = ({ settings }: { settings: RetentionSettings }) => (
  <FormDialog
    title="Retention settings"
    description="The newest generation of a feed is always kept, whatever its age. Make a dry run before you shorten the time."
    trigger={
      <Button size="sm">
        <Pencil aria-hidden />
        Change…
      </Button>
    }
    action={saveRetentionAction}
    toInput={(data) => ({ ...textsOf(data, ...fields), version: settings.version })}
    submitLabel="Save"
    doneText="Retention settings saved"
  >
    {fields.map((field) => (
      <Field
        key={field}
        name={field}
        label={labels[field]}
        description={boundsOf(field)}
        isRequired
      >
        <Input inputMode="numeric" defaultValue={settings[field]} />
      </Field>
    ))}
  </FormDialog>
);
