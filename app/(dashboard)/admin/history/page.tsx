import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { gatedPage } from "@/app/gate";
import { HistoryTable } from "@/components/admin/history-table";
import { PageHeader } from "@/components/ui/page-header";
import { loadHistoryParams } from "@/lib/admin/params";
import { listAdminEvents } from "@/lib/admin/queries/overview";

export const metadata: Metadata = { title: "Audit trail" };

type PageProps = { searchParams: Promise<SearchParams> };

export default gatedPage<PageProps>("admin:history", async (viewer, { searchParams }) => {
  const params = await loadHistoryParams(searchParams);
  const { rows, rowCount } = await listAdminEvents(viewer, params);
  return (
    <>
      <PageHeader
        title="Audit trail"
        description="Every administrative change. Nothing here can be altered or removed."
      />
      <HistoryTable rows={rows} rowCount={rowCount} isFiltered={params.q !== ""} />
    </>
  );
});
