import "server-only";
import { z } from "zod";
import type { Viewer } from "@/lib/auth/model";
import { ask } from "@/lib/platform/db";
import { type CaseRow, rawCase, rawCaseColumns, toCaseRow } from "./case-row";
import { caseScope, caseTables } from "./case-scope";

const counted = rawCase.extend({ rowCount: z.int(), currentCount: z.int() });

/** Cases that the page of a group lists; the others are in the queue. */
const MAX_ROWS = 20;

/** Cases of one group (account), current ones first, at most 20, and how many there are in all. */
export async function listGroupCases(
  viewer: Viewer,
  group: string,
): Promise<{ rows: CaseRow[]; rowCount: number; currentCount: number }> {
  const found = await ask(counted)`
    select ${rawCaseColumns}, count(*) over ()::int as "rowCount",
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
