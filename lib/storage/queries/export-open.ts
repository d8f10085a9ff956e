import "server-only";
import type { Viewer } from "@/lib/auth/model";
import { AppError } from "@/lib/platform/errors";
import type { TabularFormat } from "@/lib/platform/tabular";
import { exportReport } from "./export-reports";
import { readExportFilters, type StorageTable } from "./export-scope";
import { exportStorage, type StorageExport } from "./export-tables";
import { exportView } from "./list-export-view";

/** Whose export it is, and what its address says. */
export interface StorageExportCall {
  viewer: Viewer;
  table: StorageTable;
  search: URLSearchParams;
  /** The only volume that a machine may read; null: any. */
  volume: string | null;
}

/** The filters of an address, within the machine's volume; throws `forbidden` for another one. */
function filtersOf({ search, volume }: StorageExportCall) {
  const wished = search.get("volume") || volume;
  if (volume !== null && wished !== volume) {
    throw new AppError("forbidden", `This component reads volume ${volume} only.`);
  }
  return readExportFilters({
    volume: wished,
    date: search.get("date"),
    group: search.get("group"),
  });
}

function narrowed(call: StorageExportCall, handled: readonly string[]): StorageExportCall {
  const search = new URLSearchParams(call.search);
  for (const key of handled) search.delete(key);
  return { ...call, search };
}

/** A table of storage as a file. Throws `invalid_input` and `forbidden`. */
export async function openStorageExport(
  call: StorageExportCall,
  format: TabularFormat,
): Promise<StorageExport> {
  const { table, viewer, search } = call;
  const view = exportView(viewer, table, search);
  // What the view says in its own words is not said a second time.
  const filters = { ...filtersOf(narrowed(call, view.handles)), hasGone: view.hasGone };
  return exportStorage(viewer, table, filters, format, view);
}

/** The report that scripts know, `format=report`. Throws `invalid_input` and `forbidden`. */
export async function openStorageReport(call: StorageExportCall): Promise<StorageExport> {
  return exportReport(call.viewer, call.table, filtersOf(call));
}
