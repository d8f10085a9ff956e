import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { gatedPage } from "@/app/gate";
import { LiveRefresh } from "@/components/shell/live-refresh";
import { RequestScansButton } from "@/components/storage/request-scans-button";
import { RunningScans } from "@/components/storage/running-scans";
import { ScanTable } from "@/components/storage/scan-table";
import { PageHeader } from "@/components/ui/page-header";
import { may } from "@/lib/auth/model";
import { now } from "@/lib/platform/clock";
import { loadScanParams } from "@/lib/storage/params/lists";
import { listRunningScans, listScans } from "@/lib/storage/queries/list-scans";
import { listVolumes } from "@/lib/storage/queries/list-volumes";

export const metadata: Metadata = { title: "Scans" };

interface ScansPageProps {
  searchParams: Promise<SearchParams>;
}

export default gatedPage<ScansPageProps>("storage:read", async (viewer, { searchParams }) => {
  const params = await loadScanParams(searchParams);
  const [page, running, volumes] = await Promise.all([
    listScans(viewer, params),
    listRunningScans(viewer),
    listVolumes(viewer),
  ]);
  const at = now().toISOString();
  return (
    <>
      <PageHeader
        title="Scans"
        description="Every scan file that was read: how far, with what result, and what was wrong with it."
        meta={<LiveRefresh room="storage" />}
        actions={may(viewer, "admin:storage") ? <RequestScansButton /> : null}
      />
      <RunningScans rows={running} now={at} />
      <ScanTable
        rows={page.rows}
        rowCount={page.rowCount}
        volumes={volumes.map(({ name }) => name)}
        now={at}
      />
    </>
  );
});
