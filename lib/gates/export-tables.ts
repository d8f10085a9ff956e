import "server-only";
import { z } from "zod";
import { conflictList } from "@/lib/accounting/lists/conflicts";
import { usageList } from "@/lib/accounting/lists/usage";
import { exportRecords } from "@/lib/accounting/queries/export-records";
import type { Viewer } from "@/lib/auth/model";
import { caseTypes } from "@/lib/cases/case-types/registry";
import { caseList, typeOfAddress } from "@/lib/cases/lists/cases";
import { feedList } from "@/lib/dataspace/lists/feeds";
import { refusalList } from "@/lib/dataspace/lists/refusals";
import { eventList } from "@/lib/history/lists/events";
import type { AnyList } from "@/lib/platform/list/declare";
import { type ListFile, listFile } from "@/lib/platform/list/file";
import { fileShape } from "@/lib/platform/list/params";
import type { TabularFormat } from "@/lib/platform/tabular";
import { baseUsageList } from "@/lib/storage/lists/base-usage";
import { directoryList } from "@/lib/storage/lists/directories";
import { groupUsageList } from "@/lib/storage/lists/group-usage";
import { scanList } from "@/lib/storage/lists/scans";
import { userUsageList } from "@/lib/storage/lists/user-usage";
import { vaultList } from "@/lib/storage/lists/vaults";
import { exportReport } from "@/lib/storage/queries/export-reports";
import { requireDirectories } from "@/lib/storage/queries/kept-directories";

/** Everything that there is as a file: at `/api/export/<table>` and on the command line. */

interface ExportTable {
  /** Its parameters; absent: a grammar of its own refuses what it does not know. */
  query?: z.ZodObject;
  /** All rows that the address describes, within the reader's reach. Throws `forbidden`. */
  open(
    viewer: Viewer,
    search: URLSearchParams,
    format: TabularFormat,
  ): ListFile | Promise<ListFile>;
  /** The text that scripts know from before, `format=report`. */
  report?(viewer: Viewer, search: URLSearchParams): ListFile | Promise<ListFile>;
}

const file = (list: AnyList<Viewer>): ExportTable => ({
  query: fileShape(list),
  open: (viewer, search, format) => listFile(list, viewer, search, format),
});

const withReport = (list: AnyList<Viewer>): ExportTable => ({
  ...file(list),
  report: (viewer, search) => exportReport(viewer, list.name, search),
});

/** The directories of older scans are thinned out, which an empty file would not say. */
const directories: ExportTable = {
  query: fileShape(directoryList),
  async open(viewer, search, format) {
    const opened = listFile(directoryList, viewer, search, format);
    await requireDirectories(viewer, search);
    return opened;
  },
  async report(viewer, search) {
    const opened = exportReport(viewer, directoryList.name, search);
    await requireDirectories(viewer, search);
    return opened;
  },
};

const queueOf = (search: URLSearchParams) => caseList(typeOfAddress(search.get("type")));

const queues = caseTypes.map((type) => fileShape(caseList(type)));
// Each type can be ordered by columns of its own; the list itself knows which.
const sortOfAny = z.union(queues.map(({ shape }) => shape.sort as z.ZodType));

export const exportTables: ReadonlyMap<string, ExportTable> = new Map<string, ExportTable>([
  [
    "cases",
    {
      query: z.object({ ...queues[0]?.shape, sort: sortOfAny }),
      open: (viewer, search, format) => listFile(queueOf(search), viewer, search, format),
    },
  ],
  ["records", { open: exportRecords }],
  [conflictList.name, file(conflictList)],
  [usageList.name, file(usageList)],
  [groupUsageList.name, withReport(groupUsageList)],
  [baseUsageList.name, withReport(baseUsageList)],
  [userUsageList.name, withReport(userUsageList)],
  [directoryList.name, directories],
  [vaultList.name, file(vaultList)],
  [scanList.name, file(scanList)],
  [feedList.name, file(feedList)],
  [refusalList.name, file(refusalList)],
  [eventList.name, file(eventList)],
]);
