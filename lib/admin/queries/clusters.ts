import "server-only";
import type { Actor } from "@/lib/auth/model";
import { db } from "@/lib/platform/db";
import { requirePermission } from "./access";

/** Every cluster by name for a selector, at most 500; needs `admin:clusters`. */
export function listClusterChoices(actor: Actor): Promise<{ id: string; name: string }[]> {
  requirePermission(actor, "admin:clusters");
  return db().cluster.findMany({
    select: { id: true, name: true },
    orderBy: [{ name: "asc" }, { id: "asc" }],
    take: 500,
  });
}
