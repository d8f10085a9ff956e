"use client";

import { ErrorPanel } from "@/components/ui/error-panel";

type ErrorProps = { error: Error & { digest?: string }; retry: () => void };

export default function DashboardError({ error, retry }: ErrorProps) {
  return (
    <ErrorPanel
      message="Something went wrong while this page was made. Nothing was changed."
      reference={error.digest}
      onRetry={retry}
    />
  );
}
