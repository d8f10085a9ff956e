"use client";

import { type KeyboardEvent, type ReactNode, type SubmitEvent, useEffect, useRef } from "react";
import { FieldErrors } from "@/components/form/field";
import { SubmitButton } from "@/components/form/submit-button";
import { type Action, type Failure, useAction } from "@/components/form/use-action";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { DialogClose, DialogFooter } from "@/components/ui/dialog";

export type ActionFormProps<Input, Data> = {
  action: Action<Input, Data>;
  toInput: (data: FormData) => Input;
  onDone: (data: Data | undefined) => void;
  onFailure?: ((failure: Failure) => void) | undefined;
  submitLabel: string;
  pendingText?: string | undefined;
  isDanger?: boolean | undefined;
  /** What the browser can tell is missing is not sent at all. */
  isCheckedFirst?: boolean | undefined;
  /** Beside the buttons. */
  extra?: ReactNode;
  /** The fields; a `<Field name="…">` shows what the server says of it. */
  children?: ReactNode;
};

/**
 * The form of a dialog. Not `<form action>`: React empties such a form after every answer, and
 * what somebody typed must survive a refusal. Ctrl+Enter sends it.
 */
export const ActionForm = <Input, Data>(props: ActionFormProps<Input, Data>) => {
  const { run, isPending, failure } = useAction(props.action, props.onDone, props.onFailure);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (failure === null) return;
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [failure]);

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    // The button that was pressed may have a name of its own.
    run(props.toInput(new FormData(event.currentTarget, event.nativeEvent.submitter)));
  };
  const press = (event: KeyboardEvent<HTMLFormElement>) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    if (!event.repeat) event.currentTarget.requestSubmit();
  };

  return (
    <form
      ref={form}
      onSubmit={submit}
      onKeyDown={press}
      className="space-y-3"
      noValidate={props.isCheckedFirst !== true}
    >
      {failure === null ? null : (
        <Alert tone="error" isLive>
          {failure.message}
        </Alert>
      )}
      <FieldErrors value={failure?.fields ?? {}}>{props.children}</FieldErrors>
      <DialogFooter className="-mx-4 -mb-4">
        {props.extra}
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

/** The texts of several fields, by name. */
export const textsOf = <Name extends string>(
  data: FormData,
  ...names: readonly Name[]
): Record<Name, string> =>
  Object.fromEntries(names.map((name) => [name, textOf(data, name)])) as Record<Name, string>;
