import type { ReactNode } from "react";
import { cn } from "@/lib/platform/cn";

type EmptyStateProps = {
  title: string;
  /** What to do: which filter to drop, which source to connect. */
  text: ReactNode;
  action?: ReactNode;
  className?: string;
};

export const EmptyState = ({ title, text, action, className }: EmptyStateProps) => (
  <div
    data-slot="empty-state"
    className={cn("flex flex-col items-center gap-2 px-4 py-10 text-center", className)}
  >
    <p className="text-base font-semibold">{title}</p>
    <div className="max-w-prose text-base text-muted-foreground">{text}</div>
    {action === undefined ? null : <div className="mt-2">{action}</div>}
  </div>
);
