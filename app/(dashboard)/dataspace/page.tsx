import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { gatedPage } from "@/app/gate";
import { ListExport } from "@/components/data-table/list-export";
import { FeedTable } from "@/components/dataspace/feed-table";
import { LiveRefresh } from "@/components/shell/live-refresh";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { may } from "@/lib/auth/model";
import { feedList } from "@/lib/dataspace/lists/feeds";
import { listFeedChoices } from "@/lib/dataspace/queries/list-feed-choices";
import { now } from "@/lib/platform/clock";
import { listPage } from "@/lib/platform/list/page";
import { loadListParams } from "@/lib/platform/list/params";
import { viewList } from "@/lib/platform/list/view";

export const metadata: Metadata = { title: "Data" };

interface DataPageProps {
  searchParams: Promise<SearchParams>;
}

export default gatedPage<DataPageProps>("dataspace:read", async (viewer, { searchParams }) => {
  const params = await loadListParams(feedList, searchParams);
  const [{ rows, rowCount }, choices] = await Promise.all([
    listPage(feedList, viewer, params),
    listFeedChoices(viewer),
  ]);
  const view = viewList(feedList, viewer, { choices: { ...choices } });
  return (
    <>
      <PageHeader
        title="Data"
        description="Where every number comes from, how fresh it is, and what was turned away."
        meta={<LiveRefresh room="dataspace" />}
        actions={
          <>
            <ListExport view={view} />
            <LinkButton href="/dataspace/refused">Refused reports</LinkButton>
            {may(viewer, "dataspace:manage") ? (
              <LinkButton href="/dataspace/retention">Retention</LinkButton>
            ) : null}
          </>
        }
      />
      <FeedTable view={view} rows={rows} rowCount={rowCount} now={now().toISOString()} />
    </>
  );
});
