import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { gatedPage } from "@/app/gate";
import { ExportMenu } from "@/components/data-table/export-menu";
import { LiveRefresh } from "@/components/shell/live-refresh";
import { VaultTable } from "@/components/storage/vault-table";
import { VolumeAges } from "@/components/storage/volume-ages";
import { PageHeader } from "@/components/ui/page-header";
import { now } from "@/lib/platform/clock";
import { formatBytes, formatNumber } from "@/lib/platform/format";
import { screenParams } from "@/lib/storage/params/filters";
import { loadVaultParams, vaultDefaults } from "@/lib/storage/params/lists";
import { listVaultEntries } from "@/lib/storage/queries/list-vault-entries";
import { listStorageChoices } from "@/lib/storage/queries/list-volumes";

export const metadata: Metadata = { title: "Vaults" };

interface VaultsPageProps {
  searchParams: Promise<SearchParams>;
}

export default gatedPage<VaultsPageProps>("storage:read", async (viewer, { searchParams }) => {
  const params = await loadVaultParams(searchParams);
  const [page, choices] = await Promise.all([
    listVaultEntries(viewer, params),
    listStorageChoices(viewer),
  ]);
  return (
    <>
      <PageHeader
        title="Vaults"
        description={`Files that users marked to keep, to archive or otherwise, and since when: ${formatBytes(page.bytes)} in ${formatNumber(page.rowCount)} entries.`}
        meta={<LiveRefresh room="storage" />}
        actions={<ExportMenu screenOnly={screenParams} table="vaults" defaults={vaultDefaults} />}
      />
      <VaultTable rows={page.rows} rowCount={page.rowCount} choices={choices} />
      <VolumeAges volumes={choices.volumes} now={now().toISOString()} />
    </>
  );
});
