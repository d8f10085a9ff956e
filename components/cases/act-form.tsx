"use client";

import { type FormEvent, type KeyboardEvent, type ReactNode, useState, useTransition } from "react";
import { SubmitButton } from "@/components/form/submit-button";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { DialogClose } from "@/components/ui/dialog";
import type { Outcome } from "./run-verb";

/** What a form needs to know of a failed try. */
export interface Failure {
  message: string;
  fields: Record<string, string[]>;
}

/** Fields whose own message stands beside them. */
const shownFields: ReadonlySet<string> = new Set(["note", "uid", "number", "ticketId", "url"]);

interface ActFormProps<Data> {
  /** On the button that confirms. */
  confirm: string;
  isDanger?: boolean;
  submit: () => Promise<Outcome<Data>>;
  onDone: (data: Data) => void;
  /** Somebody else was faster: what lies behind the dialog is out of date. */
  onConflict: () => void;
  /** Beside the buttons. */
  extra?: ReactNode;
  children: (failure: Failure | null) => ReactNode;
}

/**
 * The inside of a dialog that changes something: fields, buttons, and what went wrong. What
 * somebody wrote stays until it worked. Ctrl+Enter sends it.
 */
export function ActForm<Data>(props: ActFormProps<Data>) {
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isPending, startTransition] = useTransition();

  const send = () => {
    if (isPending) return;
    startTransition(async () => {
      const outcome = await props.submit();
      if (outcome.isOk) props.onDone(outcome.data);
      else {
        setFailure(outcome);
        if (outcome.isConflict) props.onConflict();
      }
    });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send();
  };
  const press = (event: KeyboardEvent<HTMLFormElement>) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    if (!event.repeat) event.currentTarget.requestSubmit();
  };

  const isBesideField = Object.keys(failure?.fields ?? {}).some((field) => shownFields.has(field));
  return (
    <form className="space-y-3" onSubmit={submit} onKeyDown={press}>
      {props.children(failure)}
      {failure === null || isBesideField ? null : (
        <Alert tone="error" isLive>
          {failure.message}
        </Alert>
      )}
      <div className="flex flex-wrap justify-end gap-2 pt-1">
        {props.extra}
        <DialogClose render={<Button>Cancel</Button>} />
        <SubmitButton isPending={isPending} variant={props.isDanger ? "danger" : "primary"}>
          {props.confirm}
        </SubmitButton>
      </div>
    </form>
  );
}
