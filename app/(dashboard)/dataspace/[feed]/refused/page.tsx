import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { gatedPage } from "@/app/gate";
import { FeedScreen } from "@/components/dataspace/feed-screen";
import { RefusalTable } from "@/components/dataspace/refusal-table";
import { LiveRefresh } from "@/components/shell/live-refresh";
import { refusalList } from "@/lib/dataspace/lists/refusals";
import { readFeedName } from "@/lib/dataspace/params";
import { getFeed } from "@/lib/dataspace/queries/get-feed";
import { now } from "@/lib/platform/clock";
import { listPage } from "@/lib/platform/list/page";
import { loadListParams } from "@/lib/platform/list/params";
import { viewList, withoutColumn, withoutFilter } from "@/lib/platform/list/view";

export const metadata: Metadata = { title: "Refused reports" };

interface RefusedPageProps {
  params: Promise<{ feed: string }>;
  searchParams: Promise<SearchParams>;
}

export default gatedPage<RefusedPageProps>("dataspace:read", async (viewer, props) => {
  const feed = await getFeed(viewer, readFeedName((await props.params).feed));
  const params = await loadListParams(refusalList, props.searchParams);
  const own = { ...params, feed: feed.freshness.feed };
  const { rows, rowCount } = await listPage(refusalList, viewer, own);
  const view = withoutColumn(withoutFilter(viewList(refusalList, viewer), "feed"), "feed");
  const at = now().toISOString();
  return (
    <FeedScreen feed={feed} tab="refused" now={at} meta={<LiveRefresh room="dataspace" />}>
      <RefusalTable view={view} rows={rows} rowCount={rowCount} now={at} />
    </FeedScreen>
  );
});
