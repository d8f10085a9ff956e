"use client";

import { ErrorPanel } from "@/components/ui/error-panel";

type ErrorProps = { error: Error & { digest?: string }; retry: () => void };

export default function StorageError({ error, retry }: ErrorProps) {
  return (
    <ErrorPanel
      title="Storage could not be loaded"
      message="Nothing was changed. This is a failure, not an empty list."
      reference={error.digest}
      onRetry={retry}
    />
  );
}
