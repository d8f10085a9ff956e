import "server-only";
import type { Viewer } from "@/lib/auth/model";
import { db } from "@/lib/platform/db";
import { caseScope } from "./case-conditions";
import { type CaseRow, caseColumns, caseTables, type RawCase, toCaseRow } from "./case-row";

/** Cases that the page of a group lists; the others are in the queue. */
const MAX_ROWS = 20;

/** Cases of one group (account), current ones first, at most 20, and how many there are in all. */
export async function listGroupCases(
  viewer: Viewer,
  group: string,
): Promise<{ rows: CaseRow[]; rowCount: number; currentCount: number }> {
  const found = await db().$queryRaw<(RawCase & { rowCount: number; currentCount: number })[]>`
    select ${caseColumns}, count(*) over ()::int as "rowCount",
      count(*) filter (where c.is_current) over ()::int as "currentCount"
    from ${caseTables} where ${caseScope(viewer)} and c.account = ${group}
    order by c.is_current desc, c.reported_at desc, c.metric desc, c.id limit ${MAX_ROWS}`;
  const [first] = found;
  return {
    rows: found.map((raw) => toCaseRow(raw, viewer)),
    rowCount: first?.rowCount ?? 0,
    currentCount: first?.currentCount ?? 0,
  };
}
