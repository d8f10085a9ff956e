import type { ReactNode } from "react";
import { cn } from "@/lib/platform/cn";

type PageHeaderProps = {
  title: ReactNode;
  description?: ReactNode;
  /** Badges beside the title. */
  meta?: ReactNode;
  actions?: ReactNode;
  className?: string;
};

export const PageHeader = ({ title, description, meta, actions, className }: PageHeaderProps) => (
  <header
    data-slot="page-header"
    className={cn("mb-4 flex flex-wrap items-start justify-between gap-x-4 gap-y-2", className)}
  >
    <div className="min-w-0 space-y-1">
      <div className="flex flex-wrap items-center gap-2">
        <h1 className="text-xl font-semibold break-words">{title}</h1>
        {meta}
      </div>
      {description === undefined ? null : (
        <div className="max-w-prose text-base text-muted-foreground">{description}</div>
      )}
    </div>
    {actions === undefined ? null : (
      <div className="flex flex-wrap items-center gap-2">{actions}</div>
    )}
  </header>
);
