import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { gatedPage } from "@/app/gate";
import { CreateComponentDialog } from "@/components/admin/component-dialogs";
import { ComponentTable } from "@/components/admin/component-table";
import { PageHeader } from "@/components/ui/page-header";
import { loadComponentParams } from "@/lib/admin/params";
import { listClusterChoices } from "@/lib/admin/queries/clusters";
import { listComponents } from "@/lib/admin/queries/components";
import { now } from "@/lib/platform/clock";

export const metadata: Metadata = { title: "Components" };

type PageProps = { searchParams: Promise<SearchParams> };

export default gatedPage<PageProps>("admin:components", async (viewer, { searchParams }) => {
  const params = await loadComponentParams(searchParams);
  const [{ rows, rowCount }, clusters] = await Promise.all([
    listComponents(viewer, params),
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
        rows={rows}
        rowCount={rowCount}
        isFiltered={params.q !== "" || params.service !== null}
        now={now().toISOString()}
      />
    </>
  );
});
