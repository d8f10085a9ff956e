"use client";

import { ErrorPanel } from "@/components/ui/error-panel";

type ErrorProps = { error: Error & { digest?: string }; retry: () => void };

export default function AccountingError({ error, retry }: ErrorProps) {
  return (
    <ErrorPanel
      title="Accounting could not be loaded"
      message="This is a failure, not an empty list. A query over a shorter time may succeed."
      reference={error.digest}
      onRetry={retry}
    />
  );
}
