import "server-only";
import { reachOf, type Viewer } from "@/lib/auth/model";
import { listSources } from "@/lib/dataspace/queries/list-sources";
import { Prisma } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import type { ListSource } from "@/lib/platform/list/sources";

/** What was last received of records, source by source. Throws `forbidden`. */
export async function listRecordSources(viewer: Viewer): Promise<ListSource[]> {
  if (!reachOf(viewer, "accounting:read")) {
    throw new AppError("forbidden", "Your roles do not show usage.");
  }
  return listSources(viewer, Prisma.sql`f.kind = 'accounting'`);
}
