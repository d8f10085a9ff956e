"use client";

import type { MouseEvent, ReactNode } from "react";
import { useFormStatus } from "react-dom";
import { Button, type ButtonProps } from "@/components/ui/button";
import { Spinner } from "@/components/ui/spinner";

type SubmitButtonProps = Omit<ButtonProps, "type" | "disabled"> & {
  children: ReactNode;
  /** For forms that are not sent by `<form action>`; otherwise the form's own state is used. */
  isPending?: boolean;
  pendingText?: string;
};

export const SubmitButton = ({
  children,
  isPending,
  pendingText = "Saving…",
  variant = "primary",
  onClick,
  ...props
}: SubmitButtonProps) => {
  const status = useFormStatus();
  const isBusy = isPending ?? status.pending;
  const click = (event: MouseEvent<HTMLButtonElement>) => {
    if (isBusy) event.preventDefault();
    else onClick?.(event);
  };
  return (
    // Not `disabled`: a disabled button loses focus, and the keyboard its place.
    <Button type="submit" variant={variant} aria-disabled={isBusy} onClick={click} {...props}>
      {isBusy ? <Spinner /> : null}
      {isBusy ? pendingText : children}
    </Button>
  );
};
