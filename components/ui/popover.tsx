"use client";

import { Popover as BasePopover } from "@base-ui/react/popover";
import type { ReactElement, ReactNode } from "react";
import { cn } from "@/lib/platform/cn";

type PopoverProps = {
  /** The button that opens it; it needs a name. */
  trigger: ReactElement;
  title?: string;
  children: ReactNode;
  align?: "start" | "center" | "end";
  className?: string;
};

export const Popover = ({ trigger, title, children, align = "start", className }: PopoverProps) => (
  <BasePopover.Root>
    <BasePopover.Trigger render={trigger} />
    <BasePopover.Portal>
      <BasePopover.Positioner sideOffset={4} align={align} className="z-50">
        <BasePopover.Popup
          data-slot="popover"
          className={cn(
            "max-h-(--available-height) w-72 max-w-[calc(100vw-1.5rem)] overflow-y-auto rounded-md",
            "border border-border bg-popover p-3 text-base text-foreground shadow-lg",
            className,
          )}
        >
          {title === undefined ? null : (
            <BasePopover.Title className="mb-2 text-sm font-semibold">{title}</BasePopover.Title>
          )}
          {children}
        </BasePopover.Popup>
      </BasePopover.Positioner>
    </BasePopover.Portal>
  </BasePopover.Root>
);
