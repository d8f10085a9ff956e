import "server-only";
import type { Actor, Service } from "@/lib/auth/model";
import { now } from "@/lib/platform/clock";
import { db } from "@/lib/platform/db";
import { listPage } from "@/lib/platform/list/page";
import { type ComponentRow, componentList } from "../lists/components";
import { isOverdue, type KeyKind, keyKindsOf } from "../model";
import { requirePermission } from "./access";

/** Most components a site's status looks at; beyond that it says so. */
const MAX_STATUS_COMPONENTS = 1_000;

/**
 * Every component with its silence, overdue ones first, then by id; at most 1,000. Needs
 * `admin:components`.
 */
export async function listComponentStatus(
  actor: Actor,
): Promise<(ComponentRow & { isOverdue: boolean })[]> {
  const query = { page: 1, size: MAX_STATUS_COMPONENTS };
  const { rows } = await listPage(componentList, actor, query);
  return rows
    .map((row) => ({ ...row, isOverdue: isOverdue(row, now()) }))
    .sort((left, right) => Number(right.isOverdue) - Number(left.isOverdue));
}

export interface ComponentChoice {
  id: string;
  name: string;
  service: Service;
  kinds: KeyKind[];
}

/** Every component for the selector of the key form, at most 1,000; needs `admin:keys`. */
export async function listComponentChoices(actor: Actor): Promise<ComponentChoice[]> {
  requirePermission(actor, "admin:keys");
  const rows = await db().component.findMany({
    select: { id: true, name: true, service: true, clusterId: true },
    orderBy: { id: "asc" },
    take: MAX_STATUS_COMPONENTS,
  });
  return rows.map(({ id, name, service: stored, clusterId }) => {
    const service = stored as Service;
    return { id, name, service, kinds: keyKindsOf({ service, clusterId }) };
  });
}
