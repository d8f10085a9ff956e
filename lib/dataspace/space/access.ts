import "server-only";
import { type Actor, may, mayService } from "@/lib/auth/model";
import { Prisma } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";

/** Throws `forbidden` unless the actor may see what was received. */
export function requireRead(actor: Actor): void {
  const isAllowed =
    actor.kind === "component" ? mayService(actor, "dataspace:read") : may(actor, "dataspace:read");
  if (!isAllowed) throw forbidden();
}

/** Throws `forbidden` unless the actor may change what was received, or how long it stays. */
export function requireManage(actor: Actor): void {
  if (!may(actor, "dataspace:manage")) throw forbidden();
}

/** Condition on `feeds f`: a component that is tied to a cluster sees that cluster's feeds only. */
export function feedScope(actor: Actor): Prisma.Sql {
  const clusterId = clusterOf(actor);
  return clusterId === null ? Prisma.sql`true` : Prisma.sql`f.cluster_id = ${clusterId}`;
}

function clusterOf(actor: Actor): string | null {
  if (actor.kind === "component") return actor.clusterId;
  return actor.kind === "person" ? (actor.within?.clusterId ?? null) : null;
}

function forbidden(): AppError {
  return new AppError("forbidden", "You may not do this.");
}
