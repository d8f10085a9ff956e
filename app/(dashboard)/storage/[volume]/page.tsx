import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { gatedPage } from "@/app/gate";
import { LiveRefresh } from "@/components/shell/live-refresh";
import { HeldScans } from "@/components/storage/held-scans";
import { ScanChangesCard } from "@/components/storage/scan-changes-card";
import { ScanTable } from "@/components/storage/scan-table";
import { TotalsLine } from "@/components/storage/totals-line";
import { VolumeHeading } from "@/components/storage/volume-heading";
import { VolumeLevels, VolumeTotals } from "@/components/storage/volume-totals";
import { may, reachOf } from "@/lib/auth/model";
import { feedPath } from "@/lib/dataspace/params";
import { findFreshness } from "@/lib/dataspace/queries/find-freshness";
import { readGroupName } from "@/lib/groups/params";
import { now } from "@/lib/platform/clock";
import { AppError } from "@/lib/platform/errors";
import { listPage } from "@/lib/platform/list/page";
import { loadListParams } from "@/lib/platform/list/params";
import { viewList, withoutFilter } from "@/lib/platform/list/view";
import { scanList } from "@/lib/storage/lists/scans";
import { scanFeedName } from "@/lib/storage/model/scan";
import { loadChangeParams } from "@/lib/storage/params/changes";
import { getVolume, listVolumeTotals } from "@/lib/storage/queries/get-volume";
import { sumGroupUsage } from "@/lib/storage/queries/list-distribution";
import { listHeldScans } from "@/lib/storage/queries/list-held-scans";
import { listScanChanges } from "@/lib/storage/queries/scan-changes";

/** Changes that the page lists; the greatest ones. */
const CHANGE_ROWS = 15;

interface VolumePageProps {
  params: Promise<{ volume: string }>;
  searchParams: Promise<SearchParams>;
}

export async function generateMetadata({ params }: VolumePageProps): Promise<Metadata> {
  return { title: readGroupName((await params).volume) ?? "Volume" };
}

export default gatedPage<VolumePageProps>("storage:read", async (viewer, props) => {
  const name = readGroupName((await props.params).volume);
  if (name === undefined) throw new AppError("not_found", "There is no such volume.");
  const volume = await getVolume(viewer, name);
  const feed = scanFeedName(name);
  const isForStaff = reachOf(viewer, "storage:read") === "all";
  const scanParams = await loadListParams(scanList, props.searchParams);
  const { changes: kind } = await loadChangeParams(props.searchParams);
  const [held, totals, history, changes, scans, freshness] = await Promise.all([
    listHeldScans(viewer, name),
    sumGroupUsage(viewer, { volume: name }),
    listVolumeTotals(viewer, name),
    listScanChanges(viewer, { volume: name, kind, limit: CHANGE_ROWS }),
    isForStaff ? listPage(scanList, viewer, { ...scanParams, volume: name }) : null,
    findFreshness(feed),
  ]);
  const at = now().toISOString();
  return (
    <>
      <VolumeHeading volume={volume} totals={totals} live={<LiveRefresh room="storage" />} />
      <HeldScans scans={held} canDecide={may(viewer, "admin:storage")} />
      <TotalsLine totals={totals} />
      <div className="space-y-4">
        <div className="grid grid-cols-1 gap-4 xl:grid-cols-2">
          <VolumeTotals
            totals={history}
            freshness={freshness}
            feedHref={may(viewer, "dataspace:read") ? feedPath(feed) : undefined}
            isPartial={!isForStaff}
            now={at}
          />
          <VolumeLevels totals={history} />
        </div>
        <ScanChangesCard changes={changes} />
        {scans === null ? null : (
          <ScanTable
            view={withoutFilter(viewList(scanList, viewer), "volume")}
            rows={scans.rows}
            rowCount={scans.rowCount}
            now={at}
          />
        )}
      </div>
    </>
  );
});
