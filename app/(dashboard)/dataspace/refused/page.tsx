import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { gatedPage } from "@/app/gate";
import { RefusalTable } from "@/components/dataspace/refusal-table";
import { LiveRefresh } from "@/components/shell/live-refresh";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { loadRefusalParams } from "@/lib/dataspace/params";
import { listRefusals } from "@/lib/dataspace/queries/list-refusals";
import { now } from "@/lib/platform/clock";

export const metadata: Metadata = { title: "Refused reports" };

interface RefusedPageProps {
  searchParams: Promise<SearchParams>;
}

export default gatedPage<RefusedPageProps>("dataspace:read", async (viewer, { searchParams }) => {
  const params = await loadRefusalParams(searchParams);
  const { rows, rowCount } = await listRefusals(viewer, params);
  return (
    <>
      <PageHeader
        title="Refused reports"
        description="What was turned away, with the bad rows, since the sender may never look at the answer."
        meta={<LiveRefresh room="dataspace" />}
        actions={<LinkButton href="/dataspace">All sources</LinkButton>}
      />
      <RefusalTable
        rows={rows}
        rowCount={rowCount}
        isFiltered={params.q !== ""}
        isOfOneFeed={false}
        now={now().toISOString()}
      />
    </>
  );
});
