import "server-only";
import { revalidatePath } from "next/cache";
import { createSafeActionClient } from "next-safe-action";
import type { z } from "zod";
import { may, type Permission, type Viewer } from "@/lib/auth/model";
import { findViewer } from "@/lib/auth/viewer";
import { AppError, asAppError, type ErrorCode, errorTable } from "@/lib/platform/errors";
import { newRef, withWideEvent } from "@/lib/platform/log";

/** What a browser learns of a failed action: never the message of an unknown error. */
export interface ActionFailure {
  code: ErrorCode | "internal";
  message: string;
  ref: string;
  fields?: Record<string, string[]>;
}

/** Carries the reference of the logged event to the answer. */
class LoggedError extends Error {
  constructor(
    readonly ref: string,
    readonly original: unknown,
  ) {
    super("action failed");
  }
}

function toFailure(error: Error): ActionFailure {
  const { ref, original } =
    error instanceof LoggedError ? error : { ref: newRef(), original: error };
  const known = asAppError(original);
  if (!known) {
    const title = errorTable.internal.title;
    return { code: "internal", message: `${title}. Reference ${ref}.`, ref };
  }
  const fields = known.fields ? { fields: known.fields } : {};
  return { code: known.code, message: known.message, ref, ...fields };
}

const client = createSafeActionClient({ handleServerError: toFailure });

interface ActionOptions {
  /** Pages to render again; a path, or a path with dynamic parts and "layout". */
  revalidate?: string;
}

/** A fact of an action that is always the same, or follows from its input. */
type Fact<Schema extends z.ZodType, Value extends string> =
  | Value
  | ((input: z.output<Schema>) => Value);

/**
 * A server action: who may, which input, what it does. `run` gets the viewer as actor and parsed
 * input; the record itself (scope, state) is checked by the mutation it calls. Where one action has
 * several verbs, its name and permission follow from the input.
 */
export function action<Schema extends z.ZodType, Result>(
  nameOf: Fact<Schema, string>,
  permissionOf: Fact<Schema, Permission>,
  schema: Schema,
  run: (call: { actor: Viewer; input: z.output<Schema> }) => Promise<Result>,
  options: ActionOptions = {},
) {
  return client.inputSchema(schema).action(async ({ parsedInput }) => {
    const input = parsedInput as z.output<Schema>;
    const name = typeof nameOf === "function" ? nameOf(input) : nameOf;
    const permission = typeof permissionOf === "function" ? permissionOf(input) : permissionOf;
    const ref = newRef();
    const event = { kind: "action" as const, name, ref, permission };
    try {
      return await withWideEvent(event, async () => {
        const actor = await findViewer();
        if (!actor) throw new AppError("unauthenticated", "Your session has ended: sign in again.");
        Object.assign(event, { actor: actor.uid });
        if (!may(actor, permission)) {
          throw new AppError("forbidden", "Your roles do not allow this.");
        }
        const result = await run({ actor, input });
        if (options.revalidate) revalidatePath(options.revalidate, "layout");
        return result;
      });
    } catch (error) {
      throw new LoggedError(ref, error);
    }
  });
}
