import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { gatedPage } from "@/app/gate";
import { LiveRefresh } from "@/components/shell/live-refresh";
import { HeldScans } from "@/components/storage/held-scans";
import { RequestScansButton } from "@/components/storage/request-scans-button";
import { RunningScans } from "@/components/storage/running-scans";
import { ScanTable } from "@/components/storage/scan-table";
import { PageHeader } from "@/components/ui/page-header";
import { may } from "@/lib/auth/model";
import { now } from "@/lib/platform/clock";
import { listPage } from "@/lib/platform/list/page";
import { loadListParams } from "@/lib/platform/list/params";
import { viewList } from "@/lib/platform/list/view";
import { scanList } from "@/lib/storage/lists/scans";
import { listHeldScans } from "@/lib/storage/queries/list-held-scans";
import { listRunningScans } from "@/lib/storage/queries/list-running-scans";
import { listVolumes } from "@/lib/storage/queries/list-volumes";

export const metadata: Metadata = { title: "Scans" };

interface ScansPageProps {
  searchParams: Promise<SearchParams>;
}

export default gatedPage<ScansPageProps>("storage:read", async (viewer, { searchParams }) => {
  const params = await loadListParams(scanList, searchParams);
  const [held, page, running, volumes] = await Promise.all([
    listHeldScans(viewer),
    listPage(scanList, viewer, params),
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
      <HeldScans scans={held} canDecide={may(viewer, "admin:storage")} />
      <RunningScans rows={running} now={at} />
      <ScanTable
        view={viewList(scanList, viewer, { choices: { volume: volumes.map(({ name }) => name) } })}
        rows={page.rows}
        rowCount={page.rowCount}
        now={at}
      />
    </>
  );
});
