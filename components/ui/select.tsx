import { ChevronDown } from "lucide-react";
import type { ComponentProps } from "react";
import { controlClasses } from "@/components/ui/input";
import { cn } from "@/lib/platform/cn";

/** The browser's own select: it works without script and as people expect on a phone. */
export const Select = ({ className, children, ...props }: ComponentProps<"select">) => (
  <span data-slot="select" className={cn("relative inline-flex w-full", className)}>
    <select className={cn(controlClasses, "h-8 appearance-none pr-7 pl-2.5")} {...props}>
      {children}
    </select>
    <ChevronDown
      aria-hidden
      className="pointer-events-none absolute top-2 right-2 size-4 text-muted-foreground"
    />
  </span>
);
