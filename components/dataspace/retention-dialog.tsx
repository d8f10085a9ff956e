"use client";

import { Pencil } from "lucide-react";
import { useState } from "react";
import { ActionForm, textOf } from "@/components/form/action-form";
import { Field } from "@/components/form/field";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Input } from "@/components/ui/input";
import { useToast } from "@/components/ui/toast";
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
export const RetentionDialog = ({ settings }: { settings: RetentionSettings }) => {
  const [isOpen, setOpen] = useState(false);
  const toast = useToast();
  return (
    <Dialog
      title="Retention settings"
      description="The newest generation of a feed is always kept, whatever its age. Make a dry run before you shorten the time."
      open={isOpen}
      onOpenChange={setOpen}
      trigger={
        <Button size="sm">
          <Pencil aria-hidden />
          Change…
        </Button>
      }
    >
      <ActionForm
        action={saveRetentionAction}
        toInput={(data) => ({
          retentionDays: textOf(data, "retentionDays"),
          secondsBetweenRuns: textOf(data, "secondsBetweenRuns"),
          startDelaySeconds: textOf(data, "startDelaySeconds"),
          batchSize: textOf(data, "batchSize"),
          version: settings.version,
        })}
        onDone={() => {
          setOpen(false);
          toast.success("Retention settings saved");
        }}
        submitLabel="Save"
      >
        {(errors) =>
          fields.map((field) => (
            <Field
              key={field}
              label={labels[field]}
              description={boundsOf(field)}
              error={errors[field]}
              isRequired
            >
              <Input name={field} inputMode="numeric" defaultValue={settings[field]} />
            </Field>
          ))
        }
      </ActionForm>
    </Dialog>
  );
};
