import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { gatedPage } from "@/app/gate";
import { ArrivalsChart } from "@/components/dataspace/arrivals-chart";
import { FeedFacts } from "@/components/dataspace/feed-facts";
import { FeedScreen } from "@/components/dataspace/feed-screen";
import { GenerationTable } from "@/components/dataspace/generation-table";
import { LiveRefresh } from "@/components/shell/live-refresh";
import { may } from "@/lib/auth/model";
import { generationList, ofFeed } from "@/lib/dataspace/lists/generations";
import { loadRange, readFeedName } from "@/lib/dataspace/params";
import { getFeed } from "@/lib/dataspace/queries/get-feed";
import { listArrivals } from "@/lib/dataspace/queries/list-arrivals";
import { now } from "@/lib/platform/clock";
import { listPage } from "@/lib/platform/list/page";
import { loadListParams } from "@/lib/platform/list/params";
import { viewList } from "@/lib/platform/list/view";

export const metadata: Metadata = { title: "Feed" };

interface FeedPageProps {
  params: Promise<{ feed: string }>;
  searchParams: Promise<SearchParams>;
}

export default gatedPage<FeedPageProps>("dataspace:read", async (viewer, props) => {
  const feed = await getFeed(viewer, readFeedName((await props.params).feed));
  const name = feed.freshness.feed;
  const { range } = await loadRange(props.searchParams);
  const params = await loadListParams(generationList, props.searchParams);
  const [{ rows, rowCount }, arrivals] = await Promise.all([
    listPage(generationList, viewer, { ...params, within: ofFeed(name) }),
    listArrivals(viewer, name, range),
  ]);
  const at = now().toISOString();
  return (
    <FeedScreen feed={feed} tab="generations" now={at} meta={<LiveRefresh room="dataspace" />}>
      <div className="space-y-4">
        <FeedFacts feed={feed} now={at} canManage={may(viewer, "dataspace:manage")} />
        <ArrivalsChart feed={feed} arrivals={arrivals} range={range} now={at} />
        <GenerationTable
          feed={name}
          view={{ ...viewList(generationList, viewer), caption: `Generations of ${name}` }}
          rows={rows}
          rowCount={rowCount}
          now={at}
        />
      </div>
    </FeedScreen>
  );
});
