"use client";

import { RefreshCw } from "lucide-react";
import { FormDialog } from "@/components/form/form-dialog";
import { Button } from "@/components/ui/button";
import { rebuildUsageAction } from "@/lib/accounting/actions";

/** Has all sums made anew, where somebody doubts them. */
export const RebuildButton = () => (
  <FormDialog
    trigger={
      <Button>
        <RefreshCw aria-hidden />
        Count all anew…
      </Button>
    }
    title="Count all usage anew?"
    description="Every record is read again and all sums are made from scratch. The old ones are shown until the new ones are there."
    action={rebuildUsageAction}
    toInput={() => ({})}
    submitLabel="Count anew"
    doneText="Usage is being counted anew"
  />
);
