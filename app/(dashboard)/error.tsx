"use client";

import { ErrorPanel } from "@/components/ui/error-panel";

type ErrorProps = { error: Error & { digest?: string }; reset: () => void };

export default function DashboardError({ error, reset }: ErrorProps) {
  return (
    <ErrorPanel
      message="Something went wrong while this page was made. Nothing was changed."
      reference={error.digest}
      onRetry={reset}
    />
  );
}
