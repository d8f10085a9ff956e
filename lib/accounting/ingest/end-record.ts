import "server-only";
import { databaseNow, Prisma, runStatement } from "@/lib/platform/db";
import type { RecordEnd, Sites } from "../model";
import { withinSites } from "../queries/record-sql";

/**
 * Sets the end of a stored record, and its runtime from the stored start; again where it has one
 * already. False where there is no such record within `sites`.
 */
export async function endRecord({ recordId, stopAt }: RecordEnd, sites: Sites): Promise<boolean> {
  const count = await runStatement(Prisma.sql`
    update accounting_records
    set stop_at = ends.at, updated_at = ${databaseNow()},
      change_xid = pg_current_xact_id()::text::bigint,
      runtime_seconds = trunc(extract(epoch from ends.at - start_at))::bigint
    from (select ${stopAt}::timestamptz as at) as ends
    where record_id = ${recordId}::text and ${withinSites(sites)}`);
  return count === 1;
}
