import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { gatedPage } from "@/app/gate";
import { LiveRefresh } from "@/components/shell/live-refresh";
import { TreeScreen } from "@/components/storage/tree-screen";
import { VolumeAges } from "@/components/storage/volume-ages";
import { PageHeader } from "@/components/ui/page-header";
import { now } from "@/lib/platform/clock";
import { loadTreeParams } from "@/lib/storage/params/tree";
import { listVolumes } from "@/lib/storage/queries/list-volumes";
import { openTree } from "@/lib/storage/queries/tree-boxes";

export const metadata: Metadata = { title: "Storage tree" };

interface TreePageProps {
  searchParams: Promise<SearchParams>;
}

export default gatedPage<TreePageProps>("storage:read", async (viewer, { searchParams }) => {
  const params = await loadTreeParams(searchParams);
  const [tree, volumes] = await Promise.all([openTree(viewer, params), listVolumes(viewer)]);
  return (
    <>
      <PageHeader
        title="Storage tree"
        description="Where the space is: groups, their base directories, and what lies in those."
        meta={<LiveRefresh room="storage" />}
      />
      <TreeScreen tree={tree} params={params} volumes={volumes.map(({ name }) => name)} />
      <VolumeAges volumes={volumes} now={now().toISOString()} />
    </>
  );
});
