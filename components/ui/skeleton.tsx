import type { ComponentProps } from "react";
import { cn } from "@/lib/platform/cn";

export const Skeleton = ({ className, ...props }: ComponentProps<"div">) => (
  <div
    data-slot="skeleton"
    aria-hidden
    className={cn("h-4 animate-pulse rounded-md bg-muted", className)}
    {...props}
  />
);

/** The shape of a table while its rows are on the way; says so once to screen readers. */
export const TableSkeleton = ({ rows = 8 }: { rows?: number }) => (
  <div role="status" className="space-y-2">
    <span className="sr-only">Loading rows</span>
    {Array.from({ length: rows }, (_, index) => `row-${index}`).map((key) => (
      <Skeleton key={key} className="h-7 w-full" />
    ))}
  </div>
);
