import "server-only";
import { type Actor, may, type Permission } from "@/lib/auth/model";
import { AppError } from "@/lib/platform/errors";

/** Throws `forbidden` for somebody whose roles do not allow it, wherever the call came from. */
export function requirePermission(actor: Actor, permission: Permission): void {
  if (!may(actor, permission)) throw new AppError("forbidden", "Your roles do not allow this.");
}
