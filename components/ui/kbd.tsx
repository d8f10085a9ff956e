import type { ComponentProps } from "react";
import { cn } from "@/lib/platform/cn";

export const Kbd = ({ className, ...props }: ComponentProps<"kbd">) => (
  <kbd
    data-slot="kbd"
    className={cn(
      "inline-flex h-5 min-w-5 items-center justify-center rounded-sm border border-border",
      "bg-muted px-1 font-mono text-xs text-foreground",
      className,
    )}
    {...props}
  />
);
