import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { type ReactNode, Suspense } from "react";
import { gatedPage } from "@/app/gate";
import { AccountingTabs } from "@/components/accounting/accounting-tabs";
import { EfficiencyChart } from "@/components/accounting/efficiency-chart";
import { RollupFreshness, RollupNotice } from "@/components/accounting/rollup-freshness";
import { RunningNowCard } from "@/components/accounting/running-now-card";
import { TopUsageTable } from "@/components/accounting/top-usage-table";
import { UsageChartFigure } from "@/components/accounting/usage-chart";
import { UsageControls } from "@/components/accounting/usage-controls";
import { UsageExport } from "@/components/accounting/usage-export";
import { UsageTotalsTiles } from "@/components/accounting/usage-totals-tiles";
import { ListSources } from "@/components/data-table/list-sources";
import { LiveRefresh } from "@/components/shell/live-refresh";
import { PageHeader } from "@/components/ui/page-header";
import { Skeleton } from "@/components/ui/skeleton";
import type { UsageDimension } from "@/lib/accounting/model/usage";
import {
  filtersOf,
  loadUsageParams,
  type Period,
  readPeriod,
  type UsageParams,
  usagePath,
} from "@/lib/accounting/params/usage";
import { listRecordSources } from "@/lib/accounting/queries/list-sources";
import { rollupState } from "@/lib/accounting/queries/rollup-state";
import { runningNow } from "@/lib/accounting/queries/running-now";
import { usageOverTime } from "@/lib/accounting/queries/usage-over-time";
import { topUsage, usageTotals } from "@/lib/accounting/queries/usage-totals";
import { may, reachOf, type Viewer } from "@/lib/auth/model";
import { now } from "@/lib/platform/clock";

export const metadata: Metadata = { title: "Accounting" };

/** Rows of each list of the greatest, and names that the filters offer. */
const TOP_ROWS = 10;
const CHOICES = 100;

const DAY_MS = 86_400_000;

interface AccountingPageProps {
  searchParams: Promise<SearchParams>;
}

export default gatedPage<AccountingPageProps>("accounting:read", async (viewer, props) => {
  const params = await loadUsageParams(props.searchParams);
  const at = now();
  const period = readPeriod(params, at);
  const [view, sources] = await Promise.all([
    readUsage(viewer, params, period),
    listRecordSources(viewer),
  ]);
  const { tops, state } = view;
  const whose =
    reachOf(viewer, "accounting:read") === "all" ? "sites, groups and users" : "your groups";
  return (
    <>
      <PageHeader
        title="Accounting"
        description={`What ${whose} used, by the records of all collectors.`}
        meta={<LiveRefresh room="accounting" />}
        actions={<UsageExport query={fileQuery(params, period)} />}
      />
      <AccountingTabs current="usage" isAdmin={may(viewer, "admin:accounting")} />
      <RollupNotice state={state} now={at.toISOString()} />
      <UsageControls
        choices={{ site: namesOf(tops.site), group: namesOf(tops.group), user: namesOf(tops.user) }}
        shown={{ from: dayOf(period.from), to: dayOf(new Date(period.to.getTime() - DAY_MS)) }}
      />
      <UsagePanels
        view={view}
        params={params}
        now={at.toISOString()}
        sourcesHref={may(viewer, "dataspace:read") ? "/dataspace?kind=accounting" : undefined}
      >
        <Suspense fallback={<Skeleton className="h-64" />}>
          <Efficiency viewer={viewer} params={params} period={period} />
        </Suspense>
      </UsagePanels>
      <ListSources sources={sources} now={at.toISOString()} label="Last received, by source" />
    </>
  );
});

interface UsagePanelsProps {
  view: Awaited<ReturnType<typeof readUsage>>;
  params: UsageParams;
  /** The server's clock, ISO. */
  now: string;
  /** Where the senders stand, for readers who may go there. */
  sourcesHref: string | undefined;
  /** What comes later than the rest. */
  children: ReactNode;
}

const UsagePanels = ({ view, params, now, sourcesHref, children }: UsagePanelsProps) => {
  const { totals, chart, before, tops, state, running } = view;
  const { measure, by } = params;
  const listOf = (dimension: UsageDimension) => {
    const rows = tops[dimension].slice(0, TOP_ROWS);
    return (
      <TopUsageTable
        by={dimension}
        measure={measure}
        rows={rows}
        hrefs={rows.map(({ name }) => usagePath("/accounting", { ...params, [dimension]: name }))}
      />
    );
  };
  return (
    <div className="space-y-4">
      <UsageTotalsTiles totals={totals} />
      <UsageChartFigure
        chart={chart}
        by={by}
        measure={measure}
        before={before}
        source={<RollupFreshness state={state} now={now} sourcesHref={sourcesHref} />}
      />
      <div className="grid items-start gap-4 xl:grid-cols-2">
        <div className="min-w-0 space-y-4">
          {listOf("group")}
          {listOf("site")}
        </div>
        <div className="min-w-0 space-y-4">
          {listOf("user")}
          <RunningNowCard running={running} by={by} now={now} />
        </div>
      </div>
      {children}
    </div>
  );
};

interface EfficiencyProps {
  viewer: Viewer;
  params: UsageParams;
  period: Period;
}

const Efficiency = async ({ viewer, params, period }: EfficiencyProps) => {
  const { from, to, bucket } = period;
  const question = { from, to, bucket, filters: filtersOf(params), by: "site", top: 1 } as const;
  const [cpu, core] = await Promise.all([
    usageOverTime(viewer, { ...question, measure: "cpuHours" }),
    usageOverTime(viewer, { ...question, measure: "coreHours" }),
  ]);
  return <EfficiencyChart cpu={cpu} core={core} />;
};

/** What of the file of usage is shown: the days and the filters. */
function fileQuery({ site, group, user }: UsageParams, { from, to }: Period): string {
  const days = { from: dayOf(from), to: dayOf(new Date(to.getTime() - DAY_MS)) };
  const names = Object.entries({ site, group, user }).filter((pair): pair is [string, string] =>
    Boolean(pair[1]),
  );
  return new URLSearchParams([...Object.entries(days), ...names]).toString();
}

const namesOf = (rows: readonly { name: string }[]) =>
  rows.map(({ name }) => name).filter((name) => name !== "");

const dayOf = (at: Date) => at.toISOString().slice(0, 10);

async function readUsage(viewer: Viewer, params: UsageParams, period: Period) {
  const { measure, by, top } = params;
  const filters = filtersOf(params);
  const { from, to, bucket } = period;
  const question = { from, to, filters, measure };
  const list = (dimension: UsageDimension) =>
    topUsage(viewer, { ...question, by: dimension, limit: CHOICES });
  const [totals, chart, state, running, site, group, user] = await Promise.all([
    usageTotals(viewer, question),
    usageOverTime(viewer, { ...question, bucket, by, top }),
    rollupState(viewer),
    runningNow(viewer, { by, filters, limit: TOP_ROWS }),
    list("site"),
    list("group"),
    list("user"),
  ]);
  const before = params.compare ? await readBefore(viewer, params, period) : null;
  const tops = { site, group, user };
  return { totals, chart, before, tops, state, running };
}

/** Totals of each bucket of the days before, which are as many. */
async function readBefore(viewer: Viewer, params: UsageParams, { from, to, bucket }: Period) {
  const { measure, by } = params;
  const start = new Date(2 * from.getTime() - to.getTime());
  const question = { from: start, to: from, filters: filtersOf(params), measure };
  const chart = await usageOverTime(viewer, { ...question, bucket, by, top: 1 });
  return chart.buckets.map((_, place) =>
    chart.series.reduce((sum, { values }) => sum + (values[place] ?? 0), 0),
  );
}
