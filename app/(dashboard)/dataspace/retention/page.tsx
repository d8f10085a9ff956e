import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { gatedPage } from "@/app/gate";
import { ReaperButtons } from "@/components/dataspace/reaper-buttons";
import { ReaperCard } from "@/components/dataspace/reaper-card";
import { RetentionCard } from "@/components/dataspace/retention-card";
import { RunReport } from "@/components/dataspace/run-report";
import { RunTable } from "@/components/dataspace/run-table";
import { LiveRefresh } from "@/components/shell/live-refresh";
import { PageHeader } from "@/components/ui/page-header";
import { runList } from "@/lib/dataspace/lists/runs";
import { loadRunParams } from "@/lib/dataspace/params";
import {
  getReaperRun,
  listRetentionOverrides,
  readReaper,
  readRetention,
} from "@/lib/dataspace/queries/read-reaper";
import { now } from "@/lib/platform/clock";
import { listPage } from "@/lib/platform/list/page";
import { loadListParams } from "@/lib/platform/list/params";
import { viewList } from "@/lib/platform/list/view";

export const metadata: Metadata = { title: "Retention" };

interface RetentionPageProps {
  searchParams: Promise<SearchParams>;
}

export default gatedPage<RetentionPageProps>("dataspace:manage", async (viewer, props) => {
  const asked = await loadRunParams(props.searchParams);
  const params = await loadListParams(runList, props.searchParams);
  const [settings, overrides, reaper, runs, run] = await Promise.all([
    readRetention(viewer),
    listRetentionOverrides(viewer),
    readReaper(viewer),
    listPage(runList, viewer, params),
    asked.run === null ? null : getReaperRun(viewer, asked.run),
  ]);
  const at = now().toISOString();
  return (
    <>
      <PageHeader
        title="Retention"
        description="How long received data stays, and what removes it. The newest generation of a feed is never removed."
        meta={<LiveRefresh room="dataspace" />}
        actions={<ReaperButtons state={reaper.state} />}
      />
      <div className="space-y-4">
        <div className="grid items-start gap-4 lg:grid-cols-2">
          <ReaperCard reaper={reaper} now={at} />
          <RetentionCard settings={settings} overrides={overrides} />
        </div>
        {run === null ? null : <RunReport run={run} />}
        <RunTable
          view={viewList(runList, viewer)}
          rows={runs.rows}
          rowCount={runs.rowCount}
          now={at}
        />
      </div>
    </>
  );
});
