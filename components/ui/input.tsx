import type { ComponentProps } from "react";
import { cn } from "@/lib/platform/cn";

export const controlClasses = cn(
  "w-full min-w-0 rounded-md border border-input bg-card text-base text-foreground",
  "placeholder:text-muted-foreground disabled:cursor-not-allowed disabled:opacity-60",
  "outline-offset-0 aria-invalid:border-destructive",
);

export const Input = ({ className, type = "text", ...props }: ComponentProps<"input">) => (
  <input
    data-slot="input"
    type={type}
    className={cn(controlClasses, "h-8 px-2.5", className)}
    {...props}
  />
);
