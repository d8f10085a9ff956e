import "server-only";
import type { Viewer } from "@/lib/auth/model";
import { listPage } from "@/lib/platform/list/page";
import type { CaseType } from "../case-types/definition";
import { caseList, type QueueParams } from "../lists/cases";
import { type CaseRow, toCaseRow } from "./case-row";
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
  const { rows: found, rowCount } = await listPage(caseList(type), viewer, params);
  const trends = await listTrends(found.map(({ id }) => Number(id)));
  const rows = found.map((raw) => toCaseRow(raw, viewer, trends.get(Number(raw.id))));
  return { rows, rowCount };
}
