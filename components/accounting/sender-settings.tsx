"use client";

import { FormDialog } from "@/components/form/form-dialog";
import { Button } from "@/components/ui/button";
import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import { setSenderAction } from "@/lib/accounting/actions";
import type { Sender } from "@/lib/accounting/queries/list-senders";
import { formatNumber } from "@/lib/platform/format";

interface SenderSettingsProps {
  senders: readonly Sender[];
  isAdmin: boolean;
}

/** What each sender sent again, and how it is answered. */
export const SenderSettings = ({ senders, isAdmin }: SenderSettingsProps) => (
  <Card>
    <CardHeader>
      <CardTitle>Senders</CardTitle>
    </CardHeader>
    <CardContent>
      <ul className="space-y-1">
        {senders.map((sender) => (
          <li key={sender.source} className="flex flex-wrap items-center gap-x-3">
            <span className="font-medium">{sender.name}</span>
            <span>
              {formatNumber(sender.repeatCount)} came again as they were, {sender.openCount} with
              other content. Known ids are answered{" "}
              {sender.ignoresDuplicates ? "as a success." : "RECORD_EXISTS."}
            </span>
            {isAdmin ? <SenderDialog sender={sender} /> : null}
          </li>
        ))}
      </ul>
    </CardContent>
  </Card>
);

const SenderDialog = ({ sender: { source, name, ignoresDuplicates } }: { sender: Sender }) => (
  <FormDialog
    trigger={
      <Button size="sm" variant="ghost">
        Change…<span className="sr-only"> the answer to {name}</span>
      </Button>
    }
    title={ignoresDuplicates ? `Tell ${name} of known ids?` : `Ignore known ids of ${name}?`}
    description={
      ignoresDuplicates
        ? "Known ids are answered RECORD_EXISTS again, and a batch with one is refused whole."
        : "Known ids are answered as a success, and the others of a batch are stored. What came with other content is still kept here."
    }
    action={setSenderAction}
    toInput={() => ({ source, ignoresDuplicates: !ignoresDuplicates })}
    submitLabel="Change"
    doneText={`Changed for ${name}`}
  />
);
