"use client";

import { RefreshCw } from "lucide-react";
import { Button } from "@/components/ui/button";
import { rebuildUsageAction } from "@/lib/accounting/actions";
import { ConfirmButton } from "./confirm-button";

/** Has all sums made anew, where somebody doubts them. */
export const RebuildButton = () => (
  <ConfirmButton
    trigger={
      <Button>
        <RefreshCw aria-hidden />
        Count all anew…
      </Button>
    }
    title="Count all usage anew?"
    description="Every record is read again and all sums are made from scratch. The old ones are shown until the new ones are there."
    action={rebuildUsageAction}
    input={{}}
    submitLabel="Count anew"
    doneText="Usage is being counted anew"
  />
);
