import "server-only";
import type { Actor } from "@/lib/auth/model";
import { db } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { requirePermission } from "./access";

/** The key with this public part, for command lines; needs `admin:keys`, throws `not_found`. */
export async function getKey(
  actor: Actor,
  access: string,
): Promise<{ id: number; componentId: string }> {
  requirePermission(actor, "admin:keys");
  const key = await db().apiKey.findUnique({
    where: { access },
    select: { id: true, componentId: true },
  });
  if (!key) throw new AppError("not_found", `There is no key ${access}.`);
  return key;
}
