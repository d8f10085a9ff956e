"use client";

import { ErrorPanel } from "@/components/ui/error-panel";

type ErrorProps = { error: Error & { digest?: string }; retry: () => void };

export default function CaseError({ error, retry }: ErrorProps) {
  return (
    <ErrorPanel
      title="The case could not be loaded"
      message="Nothing was changed."
      reference={error.digest}
      onRetry={retry}
    />
  );
}
