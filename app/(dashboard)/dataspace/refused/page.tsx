import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { gatedPage } from "@/app/gate";
import { ListExport } from "@/components/data-table/list-export";
import { RefusalTable } from "@/components/dataspace/refusal-table";
import { LiveRefresh } from "@/components/shell/live-refresh";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { refusalList } from "@/lib/dataspace/lists/refusals";
import { now } from "@/lib/platform/clock";
import { listPage } from "@/lib/platform/list/page";
import { loadListParams } from "@/lib/platform/list/params";
import { viewList } from "@/lib/platform/list/view";

export const metadata: Metadata = { title: "Refused reports" };

interface RefusedPageProps {
  searchParams: Promise<SearchParams>;
}

export default gatedPage<RefusedPageProps>("dataspace:read", async (viewer, { searchParams }) => {
  const params = await loadListParams(refusalList, searchParams);
  const { rows, rowCount } = await listPage(refusalList, viewer, params);
  const view = viewList(refusalList, viewer);
  return (
    <>
      <PageHeader
        title="Refused reports"
        description="What was turned away, with the bad rows, since the sender may never look at the answer."
        meta={<LiveRefresh room="dataspace" />}
        actions={
          <>
            <ListExport view={view} />
            <LinkButton href="/dataspace">All sources</LinkButton>
          </>
        }
      />
      <RefusalTable view={view} rows={rows} rowCount={rowCount} now={now().toISOString()} />
    </>
  );
});
