"use client";

import { ErrorPanel } from "@/components/ui/error-panel";
import "./globals.css";

type ErrorProps = { error: Error & { digest?: string }; retry: () => void };

export default function GlobalError({ error, retry }: ErrorProps) {
  return (
    <html lang="en">
      <body className="p-4">
        <ErrorPanel
          message="Something went wrong while this page was made. Nothing was changed."
          reference={error.digest}
          onRetry={retry}
        />
      </body>
    </html>
  );
}
