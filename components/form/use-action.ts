"use client";

import { useState, useTransition } from "react";

/** What an action answers, as far as forms look at it. */
type ActionResult<Data> =
  | {
      data?: Data | undefined;
      serverError?:
        | { code: string; message: string; fields?: Record<string, string[]> }
        | undefined;
      validationErrors?: object | undefined;
    }
  | undefined;

export type Action<Input, Data> = (input: Input) => Promise<ActionResult<Data>>;

export type Failure = {
  message: string;
  fields: Record<string, string[]>;
  /** Somebody else was faster: what lies behind the form is out of date. */
  isConflict: boolean;
};

const NO_ANSWER = "The server did not answer. Nothing is known to have changed; try again.";

/**
 * The one way to call an action: once at a time, never throwing, keeping what went wrong, by field
 * where it is known.
 */
export const useAction = <Input, Data>(
  action: Action<Input, Data>,
  onDone: (data: Data | undefined) => void,
  onFailure?: (failure: Failure) => void,
) => {
  const [isPending, startTransition] = useTransition();
  const [failure, setFailure] = useState<Failure | null>(null);

  const run = (input: Input) => {
    if (isPending) return;
    startTransition(async () => {
      const result = await action(input).catch(() => null);
      const found = result === null ? failed(NO_ANSWER) : readFailure(result);
      // After an await a state change is a transition only when it says so again.
      startTransition(() => setFailure(found));
      if (found !== null) onFailure?.(found);
      else onDone(result?.data);
    });
  };
  return { run, isPending, failure };
};

const failed = (message: string, fields: Failure["fields"] = {}): Failure => ({
  message,
  fields,
  isConflict: false,
});

const readFailure = (result: ActionResult<unknown>): Failure | null => {
  if (result?.serverError) {
    const { code, message, fields = {} } = result.serverError;
    return { message, fields, isConflict: code === "conflict" };
  }
  if (!result?.validationErrors) return null;
  const fields: Record<string, string[]> = {};
  for (const [name, value] of Object.entries(result.validationErrors)) {
    const messages = messagesIn(value);
    if (name !== "_errors" && messages.length > 0) fields[name] = messages;
  }
  return failed("Something in the form is not valid.", fields);
};

// Errors of a list stand below the places of its items.
const messagesIn = (value: unknown): string[] => {
  if (typeof value !== "object" || value === null) return [];
  const own = "_errors" in value && Array.isArray(value._errors) ? value._errors.map(String) : [];
  const inner = Object.entries(value).flatMap(([key, item]) =>
    key === "_errors" ? [] : messagesIn(item),
  );
  return [...new Set([...own, ...inner])];
};
