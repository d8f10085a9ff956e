import "server-only";
import type { SearchParams } from "nuqs/server";
import type { Viewer } from "@/lib/auth/model";
import { Prisma } from "@/lib/platform/db";
import { type ListPage, listPage } from "@/lib/platform/list/page";
import { loadListParams } from "@/lib/platform/list/params";
import { type ListView, viewList } from "@/lib/platform/list/view";
import { type DirectoryRow, directoryList } from "../lists/directories";

/** Keeps the table's part of the address apart from that of others on the page. */
const PREFIX = "dirs";

/**
 * One page of the directories of a group below one base directory, as the address orders and pages
 * it, with what the browser has to know of the list. Throws `forbidden`.
 */
export async function listBaseDirectories(
  viewer: Viewer,
  { gid, baseId }: { gid: string; baseId: number },
  search: Promise<SearchParams>,
): Promise<Pick<ListPage<DirectoryRow, unknown>, "rows" | "rowCount"> & { view: ListView }> {
  const { page, size, sort } = await loadListParams(directoryList, search, PREFIX);
  const within = Prisma.sql`u.gid = ${gid}::bigint and u.base_directory_id = ${baseId}`;
  const { rows, rowCount } = await listPage(directoryList, viewer, { page, size, sort, within });
  const hidden = ["group", "volume"];
  return {
    rows,
    rowCount,
    view: viewList(directoryList, viewer, { prefix: PREFIX, hidden, isBare: true }),
  };
}
