"use client";

import { useTransition } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";

type ErrorPanelProps = {
  title?: string;
  message: string;
  /** Finds the error in the log; Next calls it `digest`. */
  reference?: string | undefined;
  /** Next's `reset` of an `error.tsx`, or anything that tries again. */
  onRetry?: () => void;
};

export const ErrorPanel = ({
  title = "This could not be loaded",
  message,
  reference,
  onRetry,
}: ErrorPanelProps) => {
  const [isPending, startTransition] = useTransition();
  return (
    <Alert tone="error" title={title} isLive>
      <div className="space-y-2">
        <p>{message}</p>
        {reference === undefined ? null : (
          <p className="flex flex-wrap items-center gap-1.5 text-sm">
            Reference <code className="font-mono">{reference}</code>
            <CopyButton text={reference} label="Copy the reference" />
          </p>
        )}
        {onRetry === undefined ? null : (
          <Button disabled={isPending} onClick={() => startTransition(onRetry)}>
            {isPending ? "Trying…" : "Try again"}
          </Button>
        )}
      </div>
    </Alert>
  );
};
