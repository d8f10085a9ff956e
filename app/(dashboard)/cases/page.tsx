import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { gatedPage } from "@/app/gate";
import { CaseTable } from "@/components/cases/case-table";
import { ClusterFeeds } from "@/components/cases/cluster-feeds";
import { EmptyQueue } from "@/components/cases/empty-queue";
import { SavedViews } from "@/components/cases/saved-views";
import { queueShortcuts } from "@/components/cases/shortcut-texts";
import { ListExport } from "@/components/data-table/list-export";
import { KeyboardSheet } from "@/components/shell/keyboard-sheet";
import { LiveRefresh } from "@/components/shell/live-refresh";
import { StaleBanner } from "@/components/ui/freshness";
import { NavTabs } from "@/components/ui/nav-tabs";
import { PageHeader } from "@/components/ui/page-header";
import { may, type Viewer } from "@/lib/auth/model";
import { seesStaff } from "@/lib/cases/model";
import { manyVerbs, verbOf } from "@/lib/cases/model/verbs";
import { openQueue, type QueueView } from "@/lib/cases/queries/open-queue";
import { feedPath } from "@/lib/dataspace/params";

export const metadata: Metadata = { title: "Cases" };

interface CasesPageProps {
  searchParams: Promise<SearchParams>;
}

export default gatedPage<CasesPageProps>("case:read", async (viewer, { searchParams }) => {
  const queue = await openQueue(viewer, searchParams);
  const isForStaff = seesStaff(viewer);
  const powers = powersOf(viewer);
  return (
    <>
      <PageHeader
        title="Cases"
        meta={<LiveRefresh room="cases" />}
        actions={
          <>
            <SavedViews views={queue.views} />
            <ListExport view={queue.view} />
            <KeyboardSheet groups={powers ? queueShortcuts : queueShortcuts.slice(0, 1)} />
          </>
        }
      />
      <ClusterBanner queue={queue} />
      <NavTabs className="mb-3" label="Types of cases" tabs={tabsOf(queue)} />
      <CaseTable
        key={queue.type.name}
        type={queue.type}
        view={queue.view}
        rows={queue.page.rows}
        rowCount={queue.page.rowCount}
        people={queue.people}
        powers={powers}
        empty={
          <EmptyQueue
            when={queue.params.when}
            isReported={queue.feeds.some(({ freshness }) => freshness?.generation != null)}
            isForStaff={isForStaff}
          />
        }
      />
      <ClusterFeeds
        feeds={queue.feeds}
        cluster={queue.params.cluster ?? ""}
        now={queue.now}
        feedHref={may(viewer, "dataspace:read") ? feedPath : undefined}
      />
    </>
  );
});

// Over the whole queue the foot says enough: one quiet cluster is no reason to doubt the others.
const ClusterBanner = ({ queue: { feeds, params, now } }: { queue: QueueView }) => {
  const freshness = feeds.find(({ id }) => id === params.cluster)?.freshness;
  return freshness ? <StaleBanner facts={freshness} now={now} /> : null;
};

function tabsOf({ tabs, type, params }: QueueView) {
  const cluster = params.cluster ? `&cluster=${encodeURIComponent(params.cluster)}` : "";
  return tabs.map((tab) => ({
    href: `/cases?type=${tab.type}${cluster}`,
    label: tab.title,
    isCurrent: tab.type === type.name,
    count: { value: tab.count, label: "current cases" },
  }));
}

function powersOf(viewer: Viewer) {
  const verbs = manyVerbs.filter((verb) => may(viewer, verbOf(verb).permission));
  return verbs.length === 0 ? null : verbs;
}
