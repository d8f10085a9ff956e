"use client";

import { ErrorPanel } from "@/components/ui/error-panel";

type ErrorProps = { error: Error & { digest?: string }; retry: () => void };

export default function AdminError({ error, retry }: ErrorProps) {
  return (
    <ErrorPanel
      message="The administration pages could not be read. Nothing was changed."
      reference={error.digest}
      onRetry={retry}
    />
  );
}
