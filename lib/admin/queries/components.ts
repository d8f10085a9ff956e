import "server-only";
import type { Actor, Service } from "@/lib/auth/model";
import { now } from "@/lib/platform/clock";
import { db, type Prisma } from "@/lib/platform/db";
import { pageWindow, readSort } from "@/lib/platform/table-params";
import { isOverdue, type KeyKind, keyKindsOf } from "../model";
import type { ComponentParams } from "../params";
import { containing, type Page, requirePermission } from "./access";

export interface ComponentRow {
  id: string;
  name: string;
  service: Service;
  clusterId: string | null;
  clusterName: string | null;
  site: string | null;
  volume: string | null;
  intervalSeconds: number | null;
  lastHeardAt: Date | null;
  isOverdue: boolean;
  /** Keys that work now. */
  activeKeyCount: number;
  createdAt: Date;
  version: number;
}

function withCounts(instant: Date) {
  const working = { state: "active", OR: [{ expiresAt: null }, { expiresAt: { gt: instant } }] };
  return {
    cluster: { select: { name: true } },
    _count: { select: { keys: { where: working } } },
  } satisfies Prisma.ComponentInclude;
}

type Stored = Prisma.ComponentGetPayload<{ include: ReturnType<typeof withCounts> }>;

function toComponentRow(stored: Stored, instant: Date): ComponentRow {
  const { cluster, _count, ...component } = stored;
  return {
    ...component,
    service: component.service as Service,
    clusterName: cluster?.name ?? null,
    isOverdue: isOverdue(component, instant),
    activeKeyCount: _count.keys,
  };
}

function orderOf(sort: ComponentParams["sort"]): Prisma.ComponentOrderByWithRelationInput[] {
  const { id, isDesc } = readSort(sort);
  const order = isDesc ? "desc" : "asc";
  if (id === "id") return [{ id: order }];
  if (id === "scope") {
    return [{ clusterId: order }, { site: order }, { volume: order }, { id: "asc" }];
  }
  const isNullable = id === "lastHeardAt" || id === "intervalSeconds";
  // Never heard stands with the oldest, as the longest silence.
  const nulls = isDesc ? "last" : "first";
  return [{ [id]: isNullable ? { sort: order, nulls } : order }, { id: "asc" }];
}

function filterOf(params: Pick<ComponentParams, "q" | "service">): Prisma.ComponentWhereInput {
  const contains = containing(params.q);
  const fields = ["id", "name", "clusterId", "site", "volume"] as const;
  return {
    ...(params.service ? { service: params.service } : {}),
    ...(params.q ? { OR: fields.map((field) => ({ [field]: contains })) } : {}),
  };
}

/** One page of components; needs `admin:components`. */
export async function listComponents(
  actor: Actor,
  params: ComponentParams,
): Promise<Page<ComponentRow>> {
  requirePermission(actor, "admin:components");
  const instant = now();
  const where = filterOf(params);
  const { limit, offset } = pageWindow(params);
  const [rows, rowCount] = await Promise.all([
    db().component.findMany({
      where,
      include: withCounts(instant),
      orderBy: orderOf(params.sort),
      take: limit,
      skip: offset,
    }),
    db().component.count({ where }),
  ]);
  return { rows: rows.map((row) => toComponentRow(row, instant)), rowCount };
}

/** Most components a site's status looks at; beyond that it says so. */
const MAX_STATUS_COMPONENTS = 1_000;

/**
 * Every component with its silence, overdue ones first, then by id; at most 1,000. Needs
 * `admin:components`.
 */
export async function listComponentStatus(actor: Actor): Promise<ComponentRow[]> {
  requirePermission(actor, "admin:components");
  const instant = now();
  const rows = await db().component.findMany({
    include: withCounts(instant),
    orderBy: { id: "asc" },
    take: MAX_STATUS_COMPONENTS,
  });
  return rows
    .map((row) => toComponentRow(row, instant))
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
