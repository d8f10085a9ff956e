import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { gatedPage } from "@/app/gate";
import { HistoryTable } from "@/components/admin/history-table";
import { ListExport } from "@/components/data-table/list-export";
import { PageHeader } from "@/components/ui/page-header";
import { eventList } from "@/lib/history/lists/events";
import { listPage } from "@/lib/platform/list/page";
import { loadListParams } from "@/lib/platform/list/params";
import { viewList } from "@/lib/platform/list/view";

export const metadata: Metadata = { title: "Audit trail" };

type PageProps = { searchParams: Promise<SearchParams> };

export default gatedPage<PageProps>("admin:history", async (viewer, { searchParams }) => {
  const params = await loadListParams(eventList, searchParams);
  const { rows, rowCount } = await listPage(eventList, viewer, params);
  const view = viewList(eventList, viewer);
  return (
    <>
      <PageHeader
        title="Audit trail"
        description="Every administrative change. Nothing here can be altered or removed."
        actions={<ListExport view={view} />}
      />
      <HistoryTable rows={rows} rowCount={rowCount} view={view} />
    </>
  );
});
