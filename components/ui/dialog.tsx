"use client";

import { Dialog as BaseDialog } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import type { ComponentProps, ReactElement, ReactNode, RefObject } from "react";
import { buttonVariants } from "@/components/ui/button";
import { cn } from "@/lib/platform/cn";

type DialogProps = {
  title: string;
  description?: ReactNode;
  children?: ReactNode;
  /** Buttons; put them in `<DialogClose>` to close. */
  footer?: ReactNode;
  /** The button that opens the dialog; leave it out when `open` is controlled. */
  trigger?: ReactElement;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  /** Where focus goes on opening; the first control of the body by default. */
  initialFocus?: RefObject<HTMLElement | null>;
  size?: "sm" | "md" | "lg";
};

const WIDTHS = { sm: "sm:max-w-sm", md: "sm:max-w-lg", lg: "sm:max-w-3xl" };

const POPUP = [
  "relative flex max-h-[calc(100dvh-1.5rem)] w-full flex-col rounded-lg border border-border",
  "bg-popover text-foreground shadow-lg transition-opacity",
  "data-ending-style:opacity-0 data-starting-style:opacity-0",
];

export const Dialog = (props: DialogProps) => (
  <BaseDialog.Root
    {...(props.open === undefined ? {} : { open: props.open })}
    onOpenChange={(open) => props.onOpenChange?.(open)}
  >
    {props.trigger === undefined ? null : <BaseDialog.Trigger render={props.trigger} />}
    <BaseDialog.Portal>
      <BaseDialog.Backdrop className="fixed inset-0 z-40 min-h-dvh bg-overlay" />
      <BaseDialog.Viewport className="fixed inset-0 z-50 grid place-items-center p-3">
        <BaseDialog.Popup
          data-slot="dialog"
          className={cn(POPUP, WIDTHS[props.size ?? "md"])}
          {...(props.initialFocus === undefined ? {} : { initialFocus: props.initialFocus })}
        >
          <DialogHeading title={props.title} description={props.description} />
          <div className="min-h-0 flex-1 overflow-y-auto px-4 pt-1 pb-4">{props.children}</div>
          {props.footer === undefined ? null : <DialogFooter>{props.footer}</DialogFooter>}
          {/* Last in the markup, so that focus starts in the body and not on the cross. */}
          <BaseDialog.Close
            aria-label="Close"
            className={cn(
              buttonVariants({ variant: "ghost", size: "icon-sm" }),
              "absolute top-2.5 right-2.5",
            )}
          >
            <X aria-hidden />
          </BaseDialog.Close>
        </BaseDialog.Popup>
      </BaseDialog.Viewport>
    </BaseDialog.Portal>
  </BaseDialog.Root>
);

const DialogHeading = ({ title, description }: Pick<DialogProps, "title" | "description">) => (
  <div className="space-y-1 pt-3 pr-12 pb-2 pl-4">
    <BaseDialog.Title className="text-lg font-semibold">{title}</BaseDialog.Title>
    {description === undefined ? null : (
      <BaseDialog.Description
        className="text-base text-muted-foreground"
        // A description may hold paragraphs and lists, which a <p> may not.
        render={<div />}
      >
        {description}
      </BaseDialog.Description>
    )}
  </div>
);

/** The row of buttons of a dialog; also for a `<form>` that wraps body and buttons itself. */
export const DialogFooter = ({ className, ...props }: ComponentProps<"div">) => (
  <div
    data-slot="dialog-footer"
    className={cn("flex flex-wrap justify-end gap-2 border-t border-border px-4 py-3", className)}
    {...props}
  />
);

/** Closes the dialog around it: `<DialogClose render={<Button>Cancel</Button>} />`. */
export const DialogClose = BaseDialog.Close;
