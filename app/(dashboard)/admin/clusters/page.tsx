import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { gatedPage } from "@/app/gate";
import { CreateClusterDialog } from "@/components/admin/cluster-dialogs";
import { ClusterTable } from "@/components/admin/cluster-table";
import { PageHeader } from "@/components/ui/page-header";
import { loadClusterParams } from "@/lib/admin/params";
import { listClusters } from "@/lib/admin/queries/clusters";

export const metadata: Metadata = { title: "Clusters" };

type PageProps = { searchParams: Promise<SearchParams> };

export default gatedPage<PageProps>("admin:clusters", async (viewer, { searchParams }) => {
  const params = await loadClusterParams(searchParams);
  const { rows, rowCount } = await listClusters(viewer, params);
  return (
    <>
      <PageHeader title="Clusters" actions={<CreateClusterDialog />} />
      <ClusterTable rows={rows} rowCount={rowCount} isFiltered={params.q !== ""} />
    </>
  );
});
