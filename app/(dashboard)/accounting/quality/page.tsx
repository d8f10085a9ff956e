import type { Metadata } from "next";
import { gatedPage } from "@/app/gate";
import { AccountingTabs } from "@/components/accounting/accounting-tabs";
import { FindingCard } from "@/components/accounting/finding-card";
import { RollupFreshness, RollupNotice } from "@/components/accounting/rollup-freshness";
import { ListSources } from "@/components/data-table/list-sources";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { conflictPath } from "@/lib/accounting/params/conflicts";
import { listRecordSources } from "@/lib/accounting/queries/list-sources";
import { type QualityFinding, qualityReport } from "@/lib/accounting/queries/quality-report";
import { rollupState } from "@/lib/accounting/queries/rollup-state";
import { may, type Viewer } from "@/lib/auth/model";
import { feedPath } from "@/lib/dataspace/params";
import { now } from "@/lib/platform/clock";

export const metadata: Metadata = { title: "Data quality" };

export default gatedPage("accounting:read", async (viewer) => {
  const [findings, state, sources] = await Promise.all([
    qualityReport(viewer),
    rollupState(viewer),
    listRecordSources(viewer),
  ]);
  const at = now().toISOString();
  return (
    <>
      <PageHeader
        title="Data quality"
        description="Records that make sums wrong, and senders that are not heard or not believed."
      />
      <AccountingTabs current="quality" isAdmin={may(viewer, "admin:accounting")} />
      <RollupNotice state={state} now={at} />
      {findings.length === 0 ? (
        <EmptyState
          title="Nothing was found"
          text="Every record that was counted has its times, its site, its group and its cores."
        />
      ) : (
        <ul
          aria-label="Findings, the worst first"
          className="grid items-start gap-4 lg:grid-cols-2"
        >
          {findings.map((finding) => (
            <li key={finding.kind}>
              <FindingCard finding={finding} hrefs={hrefsOf(viewer, finding)} />
            </li>
          ))}
        </ul>
      )}
      <div className="mt-4 text-sm text-muted-foreground">
        <RollupFreshness state={state} now={at} />
      </div>
      <ListSources sources={sources} now={at} label="Last received, by source" />
    </>
  );
});

function hrefsOf(viewer: Viewer, { kind, names }: QualityFinding): Record<string, string> {
  const pathOf = pathOfKind(viewer, kind);
  if (pathOf === undefined) return {};
  return Object.fromEntries(names.map(({ name }) => [name, pathOf(name)]));
}

function pathOfKind(viewer: Viewer, kind: QualityFinding["kind"]) {
  if (kind === "refused" && may(viewer, "dataspace:read")) {
    return (feed: string) => feedPath(feed, "/refused");
  }
  if (kind === "conflicts") return (source: string) => conflictPath(source);
  if (kind === "silent" && may(viewer, "admin:components")) return () => "/admin/components";
  const isMapping = kind === "unknownKeys" || kind === "unknownComponents";
  return isMapping && may(viewer, "admin:accounting") ? () => "/accounting/mapping" : undefined;
}
