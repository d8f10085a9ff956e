import type { ComponentProps } from "react";
import { controlClasses } from "@/components/ui/input";
import { cn } from "@/lib/platform/cn";

export const Textarea = ({ className, rows = 4, ...props }: ComponentProps<"textarea">) => (
  <textarea
    data-slot="textarea"
    rows={rows}
    className={cn(controlClasses, "px-2.5 py-1.5 leading-normal", className)}
    {...props}
  />
);
