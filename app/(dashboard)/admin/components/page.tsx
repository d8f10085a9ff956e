import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { gatedPage } from "@/app/gate";
import { CreateComponentDialog } from "@/components/admin/component-dialogs";
import { ComponentTable } from "@/components/admin/component-table";
import { serviceNames } from "@/components/admin/service-names";
import { PageHeader } from "@/components/ui/page-header";
import { componentList } from "@/lib/admin/lists/components";
import { listClusterChoices } from "@/lib/admin/queries/clusters";
import { now } from "@/lib/platform/clock";
import { listPage } from "@/lib/platform/list/page";
import { loadListParams } from "@/lib/platform/list/params";
import { viewList } from "@/lib/platform/list/view";

export const metadata: Metadata = { title: "Components" };

type PageProps = { searchParams: Promise<SearchParams> };

export default gatedPage<PageProps>("admin:components", async (viewer, { searchParams }) => {
  const params = await loadListParams(componentList, searchParams);
  const [{ rows, rowCount }, clusters] = await Promise.all([
    listPage(componentList, viewer, params),
    listClusterChoices(viewer),
  ]);
  return (
    <>
      <PageHeader
        title="Components"
        description="Machines that talk to Headroom: what each does, and when it was last heard."
        actions={<CreateComponentDialog clusters={clusters} />}
      />
      <ComponentTable
        view={viewList(componentList, viewer, {
          choices: { service: Object.entries(serviceNames) },
        })}
        rows={rows}
        rowCount={rowCount}
        now={now().toISOString()}
      />
    </>
  );
});
