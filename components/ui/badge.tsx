import { cva, type VariantProps } from "class-variance-authority";
import type { ComponentProps } from "react";
import { cn } from "@/lib/platform/cn";

export const badgeVariants = cva(
  [
    "inline-flex h-5 w-fit shrink-0 items-center gap-1 rounded-sm px-1.5 text-xs font-medium",
    "whitespace-nowrap [&_svg]:size-3",
  ],
  {
    variants: {
      tone: {
        neutral: "bg-neutral-soft text-foreground",
        info: "bg-info-soft text-info",
        success: "bg-success-soft text-success",
        warning: "bg-warning-soft text-warning",
        danger: "bg-destructive-soft text-destructive",
      },
    },
    defaultVariants: { tone: "neutral" },
  },
);

export type BadgeTone = NonNullable<VariantProps<typeof badgeVariants>["tone"]>;

/** The text carries the meaning; the tone only repeats it. */
export const Badge = ({
  className,
  tone,
  ...props
}: ComponentProps<"span"> & { tone?: BadgeTone | undefined }) => (
  <span data-slot="badge" className={cn(badgeVariants({ tone }), className)} {...props} />
);
