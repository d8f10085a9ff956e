import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { gatedPage } from "@/app/gate";
import { ExportMenu } from "@/components/data-table/export-menu";
import { LiveRefresh } from "@/components/shell/live-refresh";
import { DirectoryTable } from "@/components/storage/directory-table";
import { VolumeAges } from "@/components/storage/volume-ages";
import { PageHeader } from "@/components/ui/page-header";
import { may } from "@/lib/auth/model";
import { now } from "@/lib/platform/clock";
import { formatBytes, formatNumber } from "@/lib/platform/format";
import { screenParams } from "@/lib/storage/params/filters";
import { directoryTable, loadDirectoryParams } from "@/lib/storage/params/lists";
import { listDirectories } from "@/lib/storage/queries/list-directories";
import { listStorageChoices } from "@/lib/storage/queries/list-volumes";

export const metadata: Metadata = { title: "Directories" };

interface DirectoriesPageProps {
  searchParams: Promise<SearchParams>;
}

export default gatedPage<DirectoriesPageProps>("storage:read", async (viewer, props) => {
  const params = await loadDirectoryParams(props.searchParams);
  const [page, choices] = await Promise.all([
    listDirectories(viewer, params),
    listStorageChoices(viewer),
  ]);
  return (
    <>
      <PageHeader
        title="Directories"
        description={`${formatBytes(page.bytes)} in ${formatNumber(page.fileCount)} files. Decide what is to be kept, archived or deleted; decisions outlive every scan.`}
        meta={<LiveRefresh room="storage" />}
        actions={
          <ExportMenu
            screenOnly={screenParams}
            table="directory-usage"
            defaults={{ sort: directoryTable.spec.defaultSort }}
          />
        }
      />
      <DirectoryTable
        rows={page.rows}
        rowCount={page.rowCount}
        canDecide={may(viewer, "storage:decide")}
        choices={choices}
      />
      <VolumeAges volumes={choices.volumes} now={now().toISOString()} />
    </>
  );
});
