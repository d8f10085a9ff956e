import type { Metadata, Route } from "next";
import { redirect } from "next/navigation";
import type { SearchParams } from "nuqs/server";
import { gatedPage } from "@/app/gate";
import { ListExport } from "@/components/data-table/list-export";
import { LiveRefresh } from "@/components/shell/live-refresh";
import { DistributionChart } from "@/components/storage/distribution-chart";
import { GroupUsageTable } from "@/components/storage/group-usage-table";
import { HeldScans } from "@/components/storage/held-scans";
import { TotalsLine } from "@/components/storage/totals-line";
import { VolumeAges } from "@/components/storage/volume-ages";
import { PageHeader } from "@/components/ui/page-header";
import { may } from "@/lib/auth/model";
import { now } from "@/lib/platform/clock";
import { listPage } from "@/lib/platform/list/page";
import { loadListParams } from "@/lib/platform/list/params";
import { viewList } from "@/lib/platform/list/view";
import { groupUsageList } from "@/lib/storage/lists/group-usage";
import { readOldAddress } from "@/lib/storage/params/addresses";
import { loadChartParams } from "@/lib/storage/params/chart";
import { getDistribution, sumGroupUsage } from "@/lib/storage/queries/list-distribution";
import { listHeldScans } from "@/lib/storage/queries/list-held-scans";
import { withTrends } from "@/lib/storage/queries/list-usage-trends";
import { listStorageChoices } from "@/lib/storage/queries/list-volumes";

export const metadata: Metadata = { title: "Storage" };

interface StoragePageProps {
  searchParams: Promise<SearchParams>;
}

export default gatedPage<StoragePageProps>("storage:read", async (viewer, { searchParams }) => {
  const old = readOldAddress(await searchParams);
  if (old !== undefined) redirect(`/storage?${old}` as Route);
  const params = await loadListParams(groupUsageList, searchParams);
  const chart = await loadChartParams(searchParams);
  const [held, page, totals, distribution, { ages, ...choices }] = await Promise.all([
    listHeldScans(viewer),
    listPage(groupUsageList, viewer, params),
    sumGroupUsage(viewer, params),
    getDistribution(viewer, params, chart),
    listStorageChoices(viewer),
  ]);
  const view = viewList(groupUsageList, viewer, { choices });
  const at = now().toISOString();
  return (
    <>
      <PageHeader
        title="Quota warnings"
        description="What each group uses on each volume, by the newest scan, and where that leads."
        meta={<LiveRefresh room="storage" />}
        actions={<ListExport view={view} />}
      />
      <HeldScans scans={held} canDecide={may(viewer, "admin:storage")} />
      <TotalsLine totals={totals} />
      <div className="space-y-4">
        <GroupUsageTable
          view={view}
          rows={await withTrends(page.rows)}
          rowCount={page.rowCount}
          hasScans={ages.some(({ recordOn }) => recordOn !== null)}
          now={at}
        />
        <DistributionChart distribution={distribution} totals={totals} />
      </div>
      <VolumeAges volumes={ages} now={at} />
    </>
  );
});
