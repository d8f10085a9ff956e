import "server-only";
import { reachOf, type Viewer } from "@/lib/auth/model";
import { Prisma } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";

/**
 * The part of a `where` that keeps people to the accounts they lead, and a key to its cluster.
 * Throws `forbidden`, also where a key asks for another cluster than its own.
 */
export function caseScope(viewer: Viewer, asked: string | null = null): Prisma.Sql {
  const reach = reachOf(viewer, "case:read");
  if (!reach) throw new AppError("forbidden", "Your roles do not allow this.");
  const cluster = viewer.within?.clusterId ?? null;
  if (cluster !== null && asked !== null && asked !== cluster) {
    throw new AppError("forbidden", "This component reads its own cluster only.");
  }
  const parts = [
    reach === "all" ? Prisma.sql`true` : Prisma.sql`c.account = any(${viewer.groups})`,
    ...(cluster === null ? [] : [Prisma.sql`c.cluster_id = ${cluster}`]),
  ];
  return Prisma.join(parts, " and ");
}

/** Cases `c`, clusters `k`, claimants `p`. PERF: outer joins, since a count drops unused ones. */
export const caseTables = Prisma.sql`
  cases c left join clusters k on k.id = c.cluster_id left join people p on p.id = c.claimant_id`;
