"use client";

import { ScanSearch } from "lucide-react";
import { useAction } from "@/components/form/use-action";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Spinner } from "@/components/ui/spinner";
import { useToast } from "@/components/ui/toast";
import { requestScansAction } from "@/lib/storage/actions";

/** Has a worker look for scan files now. */
export const RequestScansButton = () => {
  const toast = useToast();
  const { run, isPending, failure } = useAction(requestScansAction, () =>
    toast.success("A worker looks for new scans."),
  );
  return (
    <>
      <Button aria-disabled={isPending} onClick={() => run({})}>
        {isPending ? <Spinner /> : <ScanSearch aria-hidden />}
        Look for new scans now
      </Button>
      {failure === null ? null : (
        <Alert tone="error" isLive>
          {failure.message}
        </Alert>
      )}
    </>
  );
};
