import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { gatedPage } from "@/app/gate";
import { FeedScreen } from "@/components/dataspace/feed-screen";
import { RefusalTable } from "@/components/dataspace/refusal-table";
import { LiveRefresh } from "@/components/shell/live-refresh";
import { loadRefusalParams, readFeedName } from "@/lib/dataspace/params";
import { getFeed } from "@/lib/dataspace/queries/get-feed";
import { listRefusals } from "@/lib/dataspace/queries/list-refusals";
import { now } from "@/lib/platform/clock";

export const metadata: Metadata = { title: "Refused reports" };

interface RefusedPageProps {
  params: Promise<{ feed: string }>;
  searchParams: Promise<SearchParams>;
}

export default gatedPage<RefusedPageProps>("dataspace:read", async (viewer, props) => {
  const feed = await getFeed(viewer, readFeedName((await props.params).feed));
  const params = await loadRefusalParams(props.searchParams);
  const { rows, rowCount } = await listRefusals(viewer, { ...params, feed: feed.freshness.feed });
  const at = now().toISOString();
  return (
    <FeedScreen feed={feed} tab="refused" now={at} meta={<LiveRefresh room="dataspace" />}>
      <RefusalTable
        rows={rows}
        rowCount={rowCount}
        isFiltered={params.q !== ""}
        isOfOneFeed
        now={at}
      />
    </FeedScreen>
  );
});
