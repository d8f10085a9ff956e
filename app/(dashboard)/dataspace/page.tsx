import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { gatedPage } from "@/app/gate";
import { FeedTable } from "@/components/dataspace/feed-table";
import { LiveRefresh } from "@/components/shell/live-refresh";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { may } from "@/lib/auth/model";
import { loadFeedParams } from "@/lib/dataspace/params";
import { listFeedChoices, listFeeds } from "@/lib/dataspace/queries/list-feeds";
import { now } from "@/lib/platform/clock";

export const metadata: Metadata = { title: "Data" };

interface DataPageProps {
  searchParams: Promise<SearchParams>;
}

export default gatedPage<DataPageProps>("dataspace:read", async (viewer, { searchParams }) => {
  const params = await loadFeedParams(searchParams);
  const [{ rows, rowCount }, choices] = await Promise.all([
    listFeeds(viewer, params),
    listFeedChoices(viewer),
  ]);
  const { q, kind, cluster, state } = params;
  return (
    <>
      <PageHeader
        title="Data"
        description="Where every number comes from, how fresh it is, and what was turned away."
        meta={<LiveRefresh room="dataspace" />}
        actions={
          <>
            <LinkButton href="/dataspace/refused">Refused reports</LinkButton>
            {may(viewer, "dataspace:manage") ? (
              <LinkButton href="/dataspace/retention">Retention</LinkButton>
            ) : null}
          </>
        }
      />
      <FeedTable
        rows={rows}
        rowCount={rowCount}
        choices={choices}
        isFiltered={q !== "" || kind !== null || cluster !== null || state !== null}
        now={now().toISOString()}
      />
    </>
  );
});
