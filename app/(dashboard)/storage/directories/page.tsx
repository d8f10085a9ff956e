import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { gatedPage } from "@/app/gate";
import { ListExport } from "@/components/data-table/list-export";
import { LiveRefresh } from "@/components/shell/live-refresh";
import { DirectoryTable } from "@/components/storage/directory-table";
import { VolumeAges } from "@/components/storage/volume-ages";
import { Alert } from "@/components/ui/alert";
import { PageHeader } from "@/components/ui/page-header";
import { may } from "@/lib/auth/model";
import { now } from "@/lib/platform/clock";
import { formatBytes, formatNumber } from "@/lib/platform/format";
import { listPage } from "@/lib/platform/list/page";
import { loadListParams } from "@/lib/platform/list/params";
import { viewList } from "@/lib/platform/list/view";
import { directoryList } from "@/lib/storage/lists/directories";
import { findThinnedOut } from "@/lib/storage/queries/kept-directories";
import { listStorageChoices } from "@/lib/storage/queries/list-volumes";

export const metadata: Metadata = { title: "Directories" };

interface DirectoriesPageProps {
  searchParams: Promise<SearchParams>;
}

export default gatedPage<DirectoriesPageProps>("storage:read", async (viewer, props) => {
  const params = await loadListParams(directoryList, props.searchParams);
  const [thinnedOut, { rows, rowCount, totals }, { ages, ...choices }] = await Promise.all([
    findThinnedOut(viewer, params),
    listPage(directoryList, viewer, params),
    listStorageChoices(viewer),
  ]);
  const view = viewList(directoryList, viewer, { choices });
  return (
    <>
      <PageHeader
        title="Directories"
        description={`${formatBytes(totals.bytes)} in ${formatNumber(totals.fileCount)} files. Decide what is to be kept, archived or deleted; decisions outlive every scan.`}
        meta={<LiveRefresh room="storage" />}
        actions={<ListExport view={view} />}
      />
      {thinnedOut === null ? null : (
        <Alert tone="warn" title="Thinned out" className="mb-4">
          {thinnedOut}
        </Alert>
      )}
      <DirectoryTable
        view={view}
        rows={rows}
        rowCount={rowCount}
        canDecide={may(viewer, "storage:decide")}
      />
      <VolumeAges volumes={ages} now={now().toISOString()} />
    </>
  );
});
