"use client";

import { type FormEvent, type ReactNode, useEffect, useRef } from "react";
import { SubmitButton } from "@/components/form/submit-button";
import { type Failure, useAction } from "@/components/form/use-action";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { DialogClose, DialogFooter } from "@/components/ui/dialog";

type ActionFormProps<Input, Data> = {
  action: Parameters<typeof useAction<Input, Data>>[0];
  toInput: (data: FormData) => Input;
  onDone: (data: Data | undefined) => void;
  submitLabel: string;
  pendingText?: string;
  isDanger?: boolean;
  /** The fields; gets what the server says of each. */
  children?: (fields: Failure["fields"]) => ReactNode;
};

/**
 * The form of a dialog. Not `<form action>`: React empties such a form after every answer, and
 * what somebody typed must survive a refusal.
 */
export const ActionForm = <Input, Data>(props: ActionFormProps<Input, Data>) => {
  const { run, isPending, failure } = useAction(props.action, props.onDone);
  const form = useRef<HTMLFormElement>(null);
  const fields = failure?.fields ?? {};
  useEffect(() => {
    if (failure === null) return;
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [failure]);

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    run(props.toInput(new FormData(event.currentTarget)));
  };

  return (
    <form ref={form} onSubmit={submit} className="space-y-3" noValidate>
      {failure === null ? null : (
        <Alert tone="error" isLive>
          {failure.message}
        </Alert>
      )}
      {props.children?.(fields)}
      <DialogFooter className="-mx-4 -mb-4">
        <DialogClose render={<Button>Cancel</Button>} />
        <SubmitButton
          isPending={isPending}
          variant={props.isDanger ? "danger" : "primary"}
          {...(props.pendingText === undefined ? {} : { pendingText: props.pendingText })}
        >
          {props.submitLabel}
        </SubmitButton>
      </DialogFooter>
    </form>
  );
};

/** The text of a field of a form. */
export const textOf = (data: FormData, name: string): string => {
  const value = data.get(name);
  return typeof value === "string" ? value : "";
};
