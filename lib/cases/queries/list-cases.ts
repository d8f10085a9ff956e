import "server-only";
import type { Viewer } from "@/lib/auth/model";
import { db } from "@/lib/platform/db";
import { pageWindow } from "@/lib/platform/table-params";
import type { CaseType } from "../case-types/definition";
import type { QueueParams } from "../params";
import { caseWhere, orderBy, sortTerms } from "./case-conditions";
import { type CaseRow, caseColumns, caseTables, type RawCase, toCaseRow } from "./case-row";
import { listTrends } from "./list-trends";

export interface CasePage {
  rows: CaseRow[];
  rowCount: number;
}

/**
 * One page of the queue: cases of one type in the viewer's scope, filtered, sorted by a column and
 * by id. Always three statements, whatever the page holds.
 */
export async function listCases(
  viewer: Viewer,
  type: CaseType,
  params: QueueParams,
): Promise<CasePage> {
  const where = caseWhere(viewer, type, params);
  const { limit, offset } = pageWindow(params);
  const [found, [counted]] = await Promise.all([
    db().$queryRaw<RawCase[]>`
      select ${caseColumns} from ${caseTables} where ${where}
      ${orderBy(sortTerms(viewer, type, params.sort))} limit ${limit} offset ${offset}`,
    db().$queryRaw<{ rowCount: number }[]>`
      select count(*)::int as "rowCount" from ${caseTables} where ${where}`,
  ]);
  const trends = await listTrends(found.map(({ id }) => id));
  const rows = found.map((raw) => toCaseRow(raw, viewer, trends.get(raw.id)));
  return { rows, rowCount: counted?.rowCount ?? 0 };
}
