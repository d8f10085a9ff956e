import "server-only";
import type { Viewer } from "@/lib/auth/model";
import { listSources } from "@/lib/dataspace/queries/list-sources";
import { Prisma } from "@/lib/platform/db";
import type { ListSource } from "@/lib/platform/list/sources";
import { ofVolume } from "./scope";

const SCAN = "scan:";

/**
 * What lists of storage are made of: the scans of the volumes, the directory that names groups and
 * people, and the quotas where rows are judged by them. `product` is the one of a scan that the
 * rows are of; another one that is not to be trusted does not concern them.
 */
export function storageSources(product: string, { hasQuotas = false } = {}) {
  return async (viewer: Viewer, params: Record<string, unknown>): Promise<ListSource[]> => {
    const { volume } = params;
    const within = viewer.within?.volume;
    const { sql } = Prisma;
    const scans = sql`f.kind = 'scan' and exists (
      select 1 from volumes v where f.name = ${SCAN} || v.name
        and ${typeof volume === "string" ? ofVolume(volume) : sql`true`}
        and ${within ? sql`v.name = ${within}` : sql`true`})`;
    const quotas = hasQuotas ? sql`f.kind = 'quotas'` : sql`false`;
    const found = await listSources(viewer, sql`(${scans} or ${quotas} or f.kind = 'directory')`);
    return found.map((source) => ofScan(source, product));
  };
}

function ofScan(source: ListSource, product: string): ListSource {
  if (!source.feed.startsWith(SCAN)) return source;
  const demented = source.demented.filter(({ key }) => key === product || key === "scan");
  const rows = { column: "volume", value: source.feed.slice(SCAN.length) };
  return { ...source, demented, dementedCount: demented.length, rows };
}
