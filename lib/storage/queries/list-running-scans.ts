import "server-only";
import type { Viewer } from "@/lib/auth/model";
import { ask } from "@/lib/platform/db";
import { decodeRows, listColumns, listTables, listWhere, rowShape } from "@/lib/platform/list/page";
import { type ScanRow, scanList } from "../lists/scans";

/** Scans that are being read now, the longest first, at most 50. Throws `forbidden`. */
export async function listRunningScans(viewer: Viewer): Promise<ScanRow[]> {
  const rows = await ask(rowShape(scanList, viewer))`
    select ${listColumns(scanList)} from ${listTables(scanList, viewer, {})}
    where ${listWhere(scanList, viewer, {})} and s.state in ('reading', 'storing')
    order by s.started_at, s.id limit 50`;
  return decodeRows(scanList, rows);
}
