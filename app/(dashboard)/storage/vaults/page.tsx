import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { gatedPage } from "@/app/gate";
import { ListExport } from "@/components/data-table/list-export";
import { LiveRefresh } from "@/components/shell/live-refresh";
import { VaultTable } from "@/components/storage/vault-table";
import { VolumeAges } from "@/components/storage/volume-ages";
import { PageHeader } from "@/components/ui/page-header";
import { now } from "@/lib/platform/clock";
import { formatBytes, formatNumber } from "@/lib/platform/format";
import { listPage } from "@/lib/platform/list/page";
import { loadListParams } from "@/lib/platform/list/params";
import { viewList, withSources } from "@/lib/platform/list/view";
import { vaultList } from "@/lib/storage/lists/vaults";
import { listStorageChoices } from "@/lib/storage/queries/list-volumes";

export const metadata: Metadata = { title: "Vaults" };

interface VaultsPageProps {
  searchParams: Promise<SearchParams>;
}

export default gatedPage<VaultsPageProps>("storage:read", async (viewer, { searchParams }) => {
  const params = await loadListParams(vaultList, searchParams);
  const [{ rows, rowCount, totals }, { ages, ...choices }] = await Promise.all([
    listPage(vaultList, viewer, params),
    listStorageChoices(viewer),
  ]);
  const view = await withSources(
    viewList(vaultList, viewer, { choices }),
    vaultList,
    viewer,
    params,
    now(),
  );
  return (
    <>
      <PageHeader
        title="Vaults"
        description={`Files that users marked to keep, to archive or otherwise, and since when: ${formatBytes(totals.bytes)} in ${formatNumber(rowCount)} entries.`}
        meta={<LiveRefresh room="storage" />}
        actions={<ListExport view={view} />}
      />
      <VaultTable view={view} rows={rows} rowCount={rowCount} />
      <VolumeAges volumes={ages} now={now().toISOString()} />
    </>
  );
});
