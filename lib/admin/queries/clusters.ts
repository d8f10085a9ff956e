import "server-only";
import type { Actor } from "@/lib/auth/model";
import { db, type Prisma } from "@/lib/platform/db";
import { pageWindow, readSort } from "@/lib/platform/table-params";
import type { ClusterParams } from "../params";
import { containing, type Page, requirePermission } from "./access";

export interface ClusterRow {
  id: string;
  name: string;
  componentCount: number;
  caseCount: number;
  createdAt: Date;
  version: number;
}

function orderOf(sort: ClusterParams["sort"]): Prisma.ClusterOrderByWithRelationInput[] {
  const { id, isDesc } = readSort(sort);
  const order = isDesc ? "desc" : "asc";
  if (id === "componentCount") return [{ components: { _count: order } }, { id: "asc" }];
  if (id === "caseCount") return [{ cases: { _count: order } }, { id: "asc" }];
  return id === "id" ? [{ id: order }] : [{ [id]: order }, { id: "asc" }];
}

/** One page of clusters with what uses them; needs `admin:clusters`. */
export async function listClusters(actor: Actor, params: ClusterParams): Promise<Page<ClusterRow>> {
  requirePermission(actor, "admin:clusters");
  const contains = containing(params.q);
  const where = params.q ? { OR: [{ id: contains }, { name: contains }] } : {};
  const { limit, offset } = pageWindow(params);
  const [rows, rowCount] = await Promise.all([
    db().cluster.findMany({
      where,
      include: { _count: { select: { components: true, cases: true } } },
      orderBy: orderOf(params.sort),
      take: limit,
      skip: offset,
    }),
    db().cluster.count({ where }),
  ]);
  return {
    rows: rows.map(({ id, name, createdAt, version, _count }) => ({
      id,
      name,
      createdAt,
      version,
      componentCount: _count.components,
      caseCount: _count.cases,
    })),
    rowCount,
  };
}

/** Every cluster by name for a selector, at most 500; needs `admin:clusters`. */
export function listClusterChoices(actor: Actor): Promise<{ id: string; name: string }[]> {
  requirePermission(actor, "admin:clusters");
  return db().cluster.findMany({
    select: { id: true, name: true },
    orderBy: [{ name: "asc" }, { id: "asc" }],
    take: 500,
  });
}
