import type { ComponentProps } from "react";
import { cn } from "@/lib/platform/cn";

export const Label = ({ className, htmlFor, children, ...props }: ComponentProps<"label">) => (
  <label
    data-slot="label"
    htmlFor={htmlFor}
    className={cn("text-sm font-medium text-foreground", className)}
    {...props}
  >
    {children}
  </label>
);
