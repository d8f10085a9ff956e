import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { gatedPage } from "@/app/gate";
import { CaseContacts, CaseFacts, CaseSummary } from "@/components/cases/case-facts";
import { CaseScreen } from "@/components/cases/case-screen";
import { CaseTimeline } from "@/components/cases/case-timeline";
import { PainChart } from "@/components/cases/pain-chart";
import { StaleBanner } from "@/components/ui/freshness";
import { isStaff, may } from "@/lib/auth/model";
import { openCase } from "@/lib/cases/queries/open-case";
import { feedPath } from "@/lib/dataspace/params";

export const metadata: Metadata = { title: "Case" };

interface CasePageProps {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParams>;
}

export default gatedPage<CasePageProps>("case:read", async (viewer, props) => {
  const { id } = await props.params;
  const view = await openCase(viewer, id, props.searchParams);
  const { detail, freshness } = view;
  const feedHref =
    freshness !== null && may(viewer, "dataspace:read") ? feedPath(freshness.feed) : undefined;
  return (
    <CaseScreen key={detail.id} detail={detail} neighbours={view.neighbours} people={view.people}>
      {freshness === null || !detail.isCurrent ? null : (
        <StaleBanner facts={freshness} now={view.now} />
      )}
      <div className="grid gap-4 lg:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
        <div className="min-w-0 space-y-4">
          <PainChart
            detail={detail}
            samples={view.samples}
            freshness={view.freshness}
            now={view.now}
            feedHref={feedHref}
          />
          <CaseTimeline items={view.timeline} metricTitle={detail.metricTitle} />
        </div>
        <div className="min-w-0 space-y-4">
          <CaseFacts detail={detail} isForStaff={isStaff(viewer)} />
          <CaseSummary detail={detail} />
          <CaseContacts detail={detail} />
        </div>
      </div>
    </CaseScreen>
  );
});
