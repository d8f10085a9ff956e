import type { ComponentProps } from "react";
import { cn } from "@/lib/platform/cn";

type TableProps = ComponentProps<"table"> & {
  /** Names the scrollable region; usually the same words as the caption. */
  label: string;
  containerClassName?: string;
};

/** A table in a region that scrolls sideways, and that the keyboard can reach to scroll it. */
export const Table = ({ label, className, containerClassName, ...props }: TableProps) => (
  <section
    data-slot="table-container"
    aria-label={label}
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls what it can focus
    tabIndex={0}
    className={cn("relative w-full overflow-x-auto", containerClassName)}
  >
    <table
      data-slot="table"
      className={cn("w-full border-collapse text-sm", className)}
      {...props}
    />
  </section>
);

export const TableCaption = ({ className, ...props }: ComponentProps<"caption">) => (
  <caption data-slot="table-caption" className={cn("sr-only", className)} {...props} />
);

export const TableHeader = ({ className, ...props }: ComponentProps<"thead">) => (
  <thead data-slot="table-header" className={cn("bg-muted", className)} {...props} />
);

export const TableBody = ({ className, ...props }: ComponentProps<"tbody">) => (
  <tbody data-slot="table-body" className={className} {...props} />
);

export const TableRow = ({ className, ...props }: ComponentProps<"tr">) => (
  <tr
    data-slot="table-row"
    className={cn("border-b border-border bg-card hover:bg-row-hover", className)}
    {...props}
  />
);

export const TableHead = ({ className, scope = "col", ...props }: ComponentProps<"th">) => (
  <th
    data-slot="table-head"
    scope={scope}
    className={cn(
      "h-8 px-2.5 text-left align-middle font-medium whitespace-nowrap text-muted-foreground",
      className,
    )}
    {...props}
  />
);

export const TableCell = ({ className, ...props }: ComponentProps<"td">) => (
  <td data-slot="table-cell" className={cn("h-9 px-2.5 py-1 align-middle", className)} {...props} />
);
