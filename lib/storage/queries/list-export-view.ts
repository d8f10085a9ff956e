import "server-only";
import type { Viewer } from "@/lib/auth/model";
import type { Prisma } from "@/lib/platform/db";
import { loadGroupUsageParams } from "../params/group-usage";
import { loadDirectoryParams, loadUserUsageParams, loadVaultParams } from "../params/lists";
import { directoryOrder, directoryWhere } from "./list-directories";
import { groupUsageOrder, groupUsageWhere } from "./list-group-usage";
import { userUsageOrder, userUsageWhere } from "./list-user-usage";
import { vaultOrder, vaultWhere } from "./list-vault-entries";

/** How a page narrows and orders what an export takes. */
export interface ExportView {
  where: Prisma.Sql;
  /** Absent: the order of the export. */
  order?: Prisma.Sql;
}

interface OpenedView extends ExportView {
  /** Parameters that are part of `where` and so no longer those of the export. */
  handles: string[];
  /** Of vaults: entries that are gone as well. */
  hasGone: boolean;
}

type ExportTable = "group-usage" | "user-usage" | "directory-usage" | "vaults";

/**
 * The filters and the order of the page that shows this table, from its address; what an address
 * does not say does not narrow, other than on the page. Throws `forbidden`.
 */
export function exportView(
  viewer: Viewer,
  table: ExportTable,
  search: URLSearchParams,
): OpenedView {
  const given = new URLSearchParams(search);
  // A single group may also be a number, which the export itself knows to find.
  const hasMany = (given.get("group") ?? "").includes(",");
  if (!hasMany) given.delete("group");
  // With a machine's own volume the export insists on its whole name.
  given.delete("volume");
  const { where, order } = views[table](viewer, given);
  const hasGone = table === "vaults" && given.has("when");
  const handles = hasMany ? ["group"] : [];
  return { where, ...(given.has("sort") ? { order } : {}), handles, hasGone };
}

type View = (viewer: Viewer, search: URLSearchParams) => Required<ExportView>;

const views: Readonly<Record<ExportTable, View>> = {
  "group-usage": (viewer, search) => {
    const params = loadGroupUsageParams(search);
    return { where: groupUsageWhere(viewer, params), order: groupUsageOrder(params.sort) };
  },
  "user-usage": (viewer, search) => {
    const params = loadUserUsageParams(search);
    return { where: userUsageWhere(viewer, params), order: userUsageOrder(params.sort) };
  },
  "directory-usage": (viewer, search) => {
    const params = loadDirectoryParams(search);
    return { where: directoryWhere(viewer, params), order: directoryOrder(params.sort) };
  },
  vaults: (viewer, search) => {
    const params = loadVaultParams(search);
    const action = search.has("action") ? params.action : [];
    const when = search.has("when") ? params.when : "all";
    return {
      where: vaultWhere(viewer, { ...params, action, when }),
      order: vaultOrder(params.sort),
    };
  },
};
