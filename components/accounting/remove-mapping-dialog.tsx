"use client";

import { FormDialog } from "@/components/form/form-dialog";
import { Button } from "@/components/ui/button";
import { removeMappingAction } from "@/lib/accounting/actions";
import { DEFAULT_SOURCE } from "@/lib/accounting/model/mapping";

interface RemoveMappingDialogProps {
  source: string;
  name: string;
  version: number;
}

/** Takes the rules of a source's own away. */
export const RemoveMappingDialog = ({ source, name, version }: RemoveMappingDialogProps) => {
  const rest = source === DEFAULT_SOURCE ? "the built-in mapping" : "the mapping of all others";
  return (
    <FormDialog
      trigger={<Button>Use {rest}…</Button>}
      title={`Remove the mapping of ${name}?`}
      description={`Its records are read by ${rest} again, all of them. Sums change when that is done.`}
      action={removeMappingAction}
      toInput={() => ({ source, version })}
      submitLabel="Remove"
      doneText="Mapping removed; its records are being read again"
    />
  );
};
