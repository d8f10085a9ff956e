import type { Metadata, Route } from "next";
import { redirect } from "next/navigation";
import type { SearchParams } from "nuqs/server";
import { gatedPage } from "@/app/gate";
import { ExportMenu } from "@/components/data-table/export-menu";
import { LiveRefresh } from "@/components/shell/live-refresh";
import { DistributionChart } from "@/components/storage/distribution-chart";
import { GroupUsageTable } from "@/components/storage/group-usage-table";
import { TotalsLine } from "@/components/storage/totals-line";
import { VolumeAges } from "@/components/storage/volume-ages";
import { PageHeader } from "@/components/ui/page-header";
import { now } from "@/lib/platform/clock";
import { screenParams } from "@/lib/storage/params/filters";
import {
  activeGroupFilters,
  groupUsageTable,
  loadGroupUsageParams,
  readOldAddress,
} from "@/lib/storage/params/group-usage";
import { getDistribution, sumGroupUsage } from "@/lib/storage/queries/list-distribution";
import { listGroupUsage } from "@/lib/storage/queries/list-group-usage";
import { listStorageChoices } from "@/lib/storage/queries/list-volumes";

export const metadata: Metadata = { title: "Storage" };

interface StoragePageProps {
  searchParams: Promise<SearchParams>;
}

export default gatedPage<StoragePageProps>("storage:read", async (viewer, { searchParams }) => {
  const old = readOldAddress(await searchParams);
  if (old !== undefined) redirect(`/storage?${old}` as Route);
  const params = await loadGroupUsageParams(searchParams);
  const [page, totals, distribution, choices] = await Promise.all([
    listGroupUsage(viewer, params),
    sumGroupUsage(viewer, params),
    getDistribution(viewer, params),
    listStorageChoices(viewer),
  ]);
  const at = now().toISOString();
  return (
    <>
      <PageHeader
        title="Quota warnings"
        description="What each group uses on each volume, by the newest scan, and where that leads."
        meta={<LiveRefresh room="storage" />}
        actions={
          <ExportMenu
            screenOnly={screenParams}
            table="group-usage"
            defaults={{ sort: groupUsageTable.spec.defaultSort }}
          />
        }
      />
      <TotalsLine totals={totals} />
      <div className="space-y-4">
        <GroupUsageTable
          rows={page.rows}
          rowCount={page.rowCount}
          choices={choices}
          filters={activeGroupFilters(params)}
          now={at}
        />
        <DistributionChart distribution={distribution} totals={totals} />
      </div>
      <VolumeAges volumes={choices.volumes} now={at} />
    </>
  );
});
