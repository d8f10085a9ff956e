"use client";

import { useAction } from "@/components/form/use-action";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { useToast } from "@/components/ui/toast";
import { decideHeldScanAction } from "@/lib/storage/actions";
import type { HeldScan } from "@/lib/storage/queries/list-held-scans";

interface HeldScansProps {
  scans: readonly HeldScan[];
  /** Whether the reader may take or drop them. */
  canDecide: boolean;
}

/** Scans that cannot be true, and that pages therefore do not show. */
export const HeldScans = ({ scans, canDecide }: HeldScansProps) =>
  scans.length === 0 ? null : (
    <div className="mb-4 space-y-2">
      {scans.map((scan) => (
        <HeldScanAlert key={scan.id} scan={scan} canDecide={canDecide} />
      ))}
    </div>
  );

interface HeldScanAlertProps {
  scan: HeldScan;
  canDecide: boolean;
}

const HeldScanAlert = ({ scan, canDecide }: HeldScanAlertProps) => {
  const { volume, day, doubts, shownDay } = scan;
  const shown = shownDay === null ? "" : ` Numbers and warnings stay on the scan of ${shownDay}.`;
  return (
    <Alert tone="warn" title={`The scan of ${volume} of ${day} is held`}>
      <p>
        {doubts}
        {shown}
        {canDecide ? null : " An admin takes or drops it."}
      </p>
      {canDecide ? <HeldScanButtons scan={scan} /> : null}
    </Alert>
  );
};

const HeldScanButtons = ({ scan }: { scan: HeldScan }) => {
  const toast = useToast();
  const { run, isPending, failure } = useAction(decideHeldScanAction, () =>
    toast.success("The scan is decided about."),
  );
  const name = `the scan of ${scan.volume} of ${scan.day}`;
  return (
    <div className="mt-2 flex flex-wrap items-center gap-2">
      <Button
        size="sm"
        aria-label={`Take ${name}`}
        aria-disabled={isPending}
        onClick={() => run({ id: scan.id, decision: "take" })}
      >
        It is true, take it
      </Button>
      <Button
        size="sm"
        variant="ghost"
        aria-label={`Drop ${name}`}
        aria-disabled={isPending}
        onClick={() => run({ id: scan.id, decision: "drop" })}
      >
        Drop it
      </Button>
      {failure === null ? null : <span role="alert">{failure.message}</span>}
    </div>
  );
};
