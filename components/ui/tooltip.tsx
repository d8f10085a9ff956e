"use client";

import { Tooltip as BaseTooltip } from "@base-ui/react/tooltip";
import { cloneElement, type ReactElement, useId } from "react";

type TooltipProps = {
  text: string;
  /** Something that takes focus, so that the keyboard reaches the text too. */
  children: ReactElement<{ "aria-describedby"?: string }>;
  /** Set when the text only repeats the child's own name, as for an icon button. */
  isName?: boolean;
};

/** Extra words on hover and focus. Never the only place of something people need on a phone. */
export const Tooltip = ({ text, children, isName = false }: TooltipProps) => {
  const id = useId();
  // Base UI leaves the popup out of the accessibility tree, so the text is tied on by hand.
  const trigger = isName ? children : cloneElement(children, { "aria-describedby": id });
  return (
    <BaseTooltip.Root>
      <BaseTooltip.Trigger delay={300} closeOnClick={false} render={trigger} />
      {isName ? null : (
        <span id={id} hidden>
          {text}
        </span>
      )}
      <BaseTooltip.Portal>
        <BaseTooltip.Positioner sideOffset={6} className="z-50">
          <BaseTooltip.Popup
            data-slot="tooltip"
            className="max-w-72 rounded-md bg-foreground px-2 py-1 text-sm text-background"
          >
            {text}
          </BaseTooltip.Popup>
        </BaseTooltip.Positioner>
      </BaseTooltip.Portal>
    </BaseTooltip.Root>
  );
};
