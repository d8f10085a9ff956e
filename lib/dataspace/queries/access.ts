import "server-only";
import { type Actor, may } from "@/lib/auth/model";
import { AppError } from "@/lib/platform/errors";

const forbidden = () => new AppError("forbidden", "Your roles do not allow this.");

/** Throws `forbidden` for whoever may not see where numbers come from. */
export function requireRead(actor: Actor): void {
  if (!may(actor, "dataspace:read")) throw forbidden();
}
