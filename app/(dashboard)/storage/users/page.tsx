import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { gatedPage } from "@/app/gate";
import { ListExport } from "@/components/data-table/list-export";
import { LiveRefresh } from "@/components/shell/live-refresh";
import { UserUsageTable } from "@/components/storage/user-usage-table";
import { VolumeAges } from "@/components/storage/volume-ages";
import { PageHeader } from "@/components/ui/page-header";
import { now } from "@/lib/platform/clock";
import { formatBytes, formatNumber } from "@/lib/platform/format";
import { listPage } from "@/lib/platform/list/page";
import { loadListParams } from "@/lib/platform/list/params";
import { viewList, withSources } from "@/lib/platform/list/view";
import { userUsageList } from "@/lib/storage/lists/user-usage";
import { listStorageChoices } from "@/lib/storage/queries/list-volumes";

export const metadata: Metadata = { title: "Storage by user" };

interface UsersPageProps {
  searchParams: Promise<SearchParams>;
}

export default gatedPage<UsersPageProps>("storage:read", async (viewer, { searchParams }) => {
  const params = await loadListParams(userUsageList, searchParams);
  const [page, { ages, ...choices }] = await Promise.all([
    listPage(userUsageList, viewer, params),
    listStorageChoices(viewer),
  ]);
  const view = await withSources(
    viewList(userUsageList, viewer, { choices }),
    userUsageList,
    viewer,
    params,
    now(),
  );
  return (
    <>
      <PageHeader
        title="Storage by user"
        description={`${formatBytes(page.totals.usedBytes)} of ${formatNumber(page.totals.userCount)} users, by the newest scan of each volume.`}
        meta={<LiveRefresh room="storage" />}
        actions={<ListExport view={view} />}
      />
      <UserUsageTable view={view} rows={page.rows} rowCount={page.rowCount} />
      <VolumeAges volumes={ages} now={now().toISOString()} />
    </>
  );
});
