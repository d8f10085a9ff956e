"use client";

import { ErrorPanel } from "@/components/ui/error-panel";

type ErrorProps = { error: Error & { digest?: string }; reset: () => void };

export default function AdminError({ error, reset }: ErrorProps) {
  return (
    <ErrorPanel
      message="The administration pages could not be read. Nothing was changed."
      reference={error.digest}
      onRetry={reset}
    />
  );
}
