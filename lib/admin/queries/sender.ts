import "server-only";
import {
  type Actor,
  type ComponentActor,
  type Service,
  type ServicePermission,
  servicePermissionTable,
} from "@/lib/auth/model";
import { db } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { requirePermission } from "./access";

/** No key was used: an operator sends in the component's name. */
const NO_KEY = 0;

/**
 * The component in whose name a command line sends something: the named one, or the only one of
 * the cluster (or of all) that may. Needs `admin:components`. Throws `not_found`, `forbidden` for
 * one that may not, and `invalid_input` naming the choice where there are several.
 */
export async function getSender(
  actor: Actor,
  permission: ServicePermission,
  wish: { componentId?: string | undefined; clusterId?: string | undefined },
): Promise<ComponentActor> {
  requirePermission(actor, "admin:components");
  const services: readonly Service[] = servicePermissionTable[permission];
  const found = await db().component.findMany({
    where: {
      ...(wish.componentId === undefined
        ? { service: { in: [...services] } }
        : { id: wish.componentId }),
      ...(wish.clusterId === undefined ? {} : { clusterId: wish.clusterId }),
    },
    select: { id: true, name: true, service: true, clusterId: true, site: true, volume: true },
    orderBy: { id: "asc" },
    take: 10,
  });
  const [component] = found;
  if (!component) {
    const which = wish.componentId ?? `component that may send this (${services.join(", ")})`;
    const where = wish.clusterId === undefined ? "" : ` on cluster ${wish.clusterId}`;
    throw new AppError("not_found", `There is no ${which}${where}.`);
  }
  if (found.length > 1) {
    const ids = found.map(({ id }) => id).join(", ");
    throw new AppError("invalid_input", `Say which component sends: ${ids}.`);
  }
  const service = component.service as Service;
  if (!services.includes(service)) {
    throw new AppError("forbidden", `Component ${component.id} is a ${service}; it may not.`);
  }
  return { kind: "component", ...component, service, keyId: NO_KEY };
}
