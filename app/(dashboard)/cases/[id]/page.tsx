import type { Metadata, Route } from "next";
import type { SearchParams } from "nuqs/server";
import { Suspense } from "react";
import { gatedPage } from "@/app/gate";
import { UsageChartFigure } from "@/components/accounting/usage-chart";
import { CaseContacts, CaseFacts, CaseSummary } from "@/components/cases/case-facts";
import { CaseScreen } from "@/components/cases/case-screen";
import { CaseTimeline } from "@/components/cases/case-timeline";
import { PainChart } from "@/components/cases/pain-chart";
import { Alert } from "@/components/ui/alert";
import { StaleBanner } from "@/components/ui/freshness";
import { LinkButton } from "@/components/ui/link-button";
import { Skeleton } from "@/components/ui/skeleton";
import { periodAround, usagePath } from "@/lib/accounting/params/usage";
import { usageOfAccount } from "@/lib/accounting/queries/usage-of-account";
import { may, type Viewer } from "@/lib/auth/model";
import { seesStaff } from "@/lib/cases/model";
import type { CaseDetail } from "@/lib/cases/queries/get-case";
import { openCase } from "@/lib/cases/queries/open-case";
import { feedPath } from "@/lib/dataspace/params";
import { now } from "@/lib/platform/clock";
import { formatInstant } from "@/lib/platform/format";
import { log } from "@/lib/platform/log";

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
          {may(viewer, "accounting:read") ? (
            <Suspense fallback={<Skeleton className="h-72" />}>
              <AccountUsage viewer={viewer} detail={detail} />
            </Suspense>
          ) : null}
          <CaseTimeline items={view.timeline} metricTitle={detail.metricTitle} />
        </div>
        <div className="min-w-0 space-y-4">
          <CaseFacts detail={detail} isForStaff={seesStaff(viewer)} />
          <CaseSummary detail={detail} />
          <CaseContacts detail={detail} />
        </div>
      </div>
    </CaseScreen>
  );
});

interface AccountUsageProps {
  viewer: Viewer;
  detail: CaseDetail;
}

/** What the account really used around the time of the case, where records name it. */
const AccountUsage = async ({ viewer, detail }: AccountUsageProps) => {
  const { account, firstReportedAt, reportedAt, isCurrent } = detail;
  const present = now();
  const last = isCurrent ? present : new Date(reportedAt);
  const { from, to } = periodAround(new Date(firstReportedAt), last, present);
  const chart = await usageOfAccount(viewer, account, from, to).catch((error: unknown) => {
    // Nobody should be kept from a case by another room's failure.
    log().error({ err: error, account }, "no usage of an account");
    return undefined;
  });
  if (chart === undefined) {
    return <Alert tone="error" title="The usage of this account could not be loaded" />;
  }
  if (chart.countedUntil === null) return null;
  const days = { from: from.toISOString().slice(0, 10), to: dayBefore(to) };
  const search = { group: account, by: "user", period: "custom", ...days } as const;
  return (
    <UsageChartFigure
      chart={chart}
      by="user"
      measure="coreHours"
      title={`Core-hours of ${account} by user`}
      marks={[{ at: firstReportedAt, label: "first report" }]}
      source={`Counted until ${formatInstant(chart.countedUntil)}.`}
      actions={
        <LinkButton size="sm" href={usagePath("/accounting", search) as Route}>
          Open in accounting
        </LinkButton>
      }
    />
  );
};

const dayBefore = (at: Date) => new Date(at.getTime() - 1).toISOString().slice(0, 10);
