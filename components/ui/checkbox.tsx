"use client";

import { Checkbox as BaseCheckbox } from "@base-ui/react/checkbox";
import { Check, Minus } from "lucide-react";
import { cn } from "@/lib/platform/cn";

type CheckboxProps = Omit<BaseCheckbox.Root.Props, "className"> & { className?: string };

/** Needs a name: a `<Label>` around it, `aria-label` or `aria-labelledby`. */
export const Checkbox = ({ className, indeterminate = false, ...props }: CheckboxProps) => (
  <BaseCheckbox.Root
    data-slot="checkbox"
    indeterminate={indeterminate}
    className={cn(
      "relative inline-flex size-4 shrink-0 items-center justify-center rounded-sm border",
      "align-middle border-input bg-card text-primary-foreground",
      // The box is 16 px; the invisible frame makes the target 24 px (WCAG 2.5.8).
      "before:absolute before:-inset-1",
      "data-checked:border-primary data-checked:bg-primary",
      "data-indeterminate:border-primary data-indeterminate:bg-primary",
      "data-disabled:cursor-not-allowed data-disabled:opacity-60",
      className,
    )}
    {...props}
  >
    <BaseCheckbox.Indicator className="flex">
      {indeterminate ? (
        <Minus aria-hidden className="size-3.5" strokeWidth={3} />
      ) : (
        <Check aria-hidden className="size-3.5" strokeWidth={3} />
      )}
    </BaseCheckbox.Indicator>
  </BaseCheckbox.Root>
);
