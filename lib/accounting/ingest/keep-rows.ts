import "server-only";
import type { FeedRow, RejectedRow } from "@/lib/dataspace/model";
import { db, recordset } from "@/lib/platform/db";

/** Bytes of refused records of one sender that are kept; the oldest go first. */
const MAX_KEPT_BYTES = 128 * 1024 * 1024;

/** Keeps the rows of a refused report whole, so that they can be stored or repaired from the desk. */
export async function keepRows(
  refusalId: bigint,
  rows: readonly FeedRow[],
  rejected: readonly RejectedRow[],
): Promise<void> {
  const reasons = new Map(rejected.map(({ line, reason }) => [line, reason]));
  // PostgreSQL holds no NUL in text; JSON with a bare one is none.
  const kept = rows.map(({ line, content }) => ({
    line,
    content: String(content).replaceAll("\0", "\uFFFD"),
    reason: reasons.get(line)?.replaceAll("\0", "\uFFFD") ?? null,
  }));
  if (kept.length === 0) return;
  await db().$executeRaw`
    insert into accounting_refused_records (refusal_id, line, content, reason)
    select ${refusalId}, line, content, reason
    from ${recordset(kept, { line: "int", content: "text", reason: "text" })} r`;
  await db().$executeRaw`
    delete from accounting_refused_records where refusal_id in (
      select id from (
        select r.id, sum(sum(octet_length(k.content))) over (order by r.id desc) as bytes
        from refusals r join accounting_refused_records k on k.refusal_id = r.id
        where r.component_id is not distinct from (
          select component_id from refusals where id = ${refusalId})
        group by r.id
      ) t where bytes > ${MAX_KEPT_BYTES} and id <> ${refusalId}
    )`;
}
