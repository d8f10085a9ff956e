import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { gatedPage } from "@/app/gate";
import { ExportMenu } from "@/components/data-table/export-menu";
import { LiveRefresh } from "@/components/shell/live-refresh";
import { UserUsageTable } from "@/components/storage/user-usage-table";
import { VolumeAges } from "@/components/storage/volume-ages";
import { PageHeader } from "@/components/ui/page-header";
import { now } from "@/lib/platform/clock";
import { formatBytes, formatNumber } from "@/lib/platform/format";
import { screenParams } from "@/lib/storage/params/filters";
import { loadUserUsageParams, userUsageTable } from "@/lib/storage/params/lists";
import { listUserUsage } from "@/lib/storage/queries/list-user-usage";
import { listStorageChoices } from "@/lib/storage/queries/list-volumes";

export const metadata: Metadata = { title: "Storage by user" };

interface UsersPageProps {
  searchParams: Promise<SearchParams>;
}

export default gatedPage<UsersPageProps>("storage:read", async (viewer, { searchParams }) => {
  const params = await loadUserUsageParams(searchParams);
  const [page, choices] = await Promise.all([
    listUserUsage(viewer, params),
    listStorageChoices(viewer),
  ]);
  return (
    <>
      <PageHeader
        title="Storage by user"
        description={`${formatBytes(page.usedBytes)} of ${formatNumber(page.userCount)} users, by the newest scan of each volume.`}
        meta={<LiveRefresh room="storage" />}
        actions={
          <ExportMenu
            screenOnly={screenParams}
            table="user-usage"
            defaults={{ sort: userUsageTable.spec.defaultSort }}
          />
        }
      />
      <UserUsageTable rows={page.rows} rowCount={page.rowCount} choices={choices} />
      <VolumeAges volumes={choices.volumes} now={now().toISOString()} />
    </>
  );
});
