import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { gatedPage } from "@/app/gate";
import { CreateClusterDialog } from "@/components/admin/cluster-dialogs";
import { ClusterTable } from "@/components/admin/cluster-table";
import { PageHeader } from "@/components/ui/page-header";
import { clusterList } from "@/lib/admin/lists/clusters";
import { listPage } from "@/lib/platform/list/page";
import { loadListParams } from "@/lib/platform/list/params";
import { viewList } from "@/lib/platform/list/view";

export const metadata: Metadata = { title: "Clusters" };

type PageProps = { searchParams: Promise<SearchParams> };

export default gatedPage<PageProps>("admin:clusters", async (viewer, { searchParams }) => {
  const params = await loadListParams(clusterList, searchParams);
  const { rows, rowCount } = await listPage(clusterList, viewer, params);
  return (
    <>
      <PageHeader title="Clusters" actions={<CreateClusterDialog />} />
      <ClusterTable view={viewList(clusterList, viewer)} rows={rows} rowCount={rowCount} />
    </>
  );
});
