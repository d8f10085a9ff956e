import "server-only";
import { z } from "zod";
import { ask } from "@/lib/platform/db";

/** Records of a refused report with which nothing was wrong, and which are not stored yet. */
export async function countGoodRefused(refusalId: string): Promise<number> {
  const [row] = await ask(z.object({ count: z.int() }))`
    select count(*)::int as count from accounting_refused_records
    where refusal_id = ${refusalId}::bigint and reason is null and stored_at is null`;
  return row?.count ?? 0;
}
