import type { ComponentProps } from "react";
import { cn } from "@/lib/platform/cn";

export const Card = ({ className, ...props }: ComponentProps<"section">) => (
  <section
    data-slot="card"
    className={cn("rounded-lg border border-border bg-card text-foreground", className)}
    {...props}
  />
);

export const CardHeader = ({ className, ...props }: ComponentProps<"div">) => (
  <div
    data-slot="card-header"
    className={cn(
      "flex flex-wrap items-center justify-between gap-2 border-b border-border px-4 py-2.5",
      className,
    )}
    {...props}
  />
);

export const CardTitle = ({ className, children, ...props }: ComponentProps<"h2">) => (
  <h2 data-slot="card-title" className={cn("text-base font-semibold", className)} {...props}>
    {children}
  </h2>
);

export const CardContent = ({ className, ...props }: ComponentProps<"div">) => (
  <div data-slot="card-content" className={cn("p-4", className)} {...props} />
);

export const CardFooter = ({ className, ...props }: ComponentProps<"div">) => (
  <div
    data-slot="card-footer"
    className={cn(
      "flex flex-wrap items-center gap-2 border-t border-border px-4 py-2.5",
      className,
    )}
    {...props}
  />
);
