"use client";

import { Button } from "@/components/ui/button";
import { Dialog, DialogClose } from "@/components/ui/dialog";
import { type ManyVerb, verbOf } from "@/lib/cases/model/verbs";
import type { BulkResult } from "@/lib/cases/mutations/bulk";

interface BulkReportProps {
  verb: ManyVerb;
  result: BulkResult;
  onClose: () => void;
}

/** What a bulk action left out, and why. */
export const BulkReport = ({ verb, result, onClose }: BulkReportProps) => {
  const { done, skipped } = result;
  return (
    <Dialog
      open
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
      title={`${done.length} of ${done.length + skipped.length} cases ${verbOf(verb).done}`}
      description="The others were skipped. They stay selected."
      footer={<DialogClose render={<Button>Close</Button>} />}
    >
      <ul className="max-h-80 space-y-1.5 overflow-y-auto">
        {skipped.map(({ id, account, because }) => (
          <li key={id}>
            <span className="font-medium">{account ?? `Case ${id}`}</span>
            <span className="text-muted-foreground"> skipped, because: </span>
            {because}
          </li>
        ))}
      </ul>
    </Dialog>
  );
};
