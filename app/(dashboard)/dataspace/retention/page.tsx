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
import { loadRunParams } from "@/lib/dataspace/params";
import {
  getReaperRun,
  listReaperRuns,
  listRetentionOverrides,
  readReaper,
  readRetention,
} from "@/lib/dataspace/queries/read-reaper";
import { now } from "@/lib/platform/clock";

export const metadata: Metadata = { title: "Retention" };

interface RetentionPageProps {
  searchParams: Promise<SearchParams>;
}

export default gatedPage<RetentionPageProps>("dataspace:manage", async (viewer, props) => {
  const params = await loadRunParams(props.searchParams);
  const [settings, overrides, reaper, runs, run] = await Promise.all([
    readRetention(viewer),
    listRetentionOverrides(viewer),
    readReaper(viewer),
    listReaperRuns(viewer, params),
    params.run === null ? null : getReaperRun(viewer, params.run),
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
          rows={runs.rows.map(({ report: _, ...row }) => row)}
          rowCount={runs.rowCount}
          now={at}
        />
      </div>
    </>
  );
});
