import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { gatedPage } from "@/app/gate";
import { CreateKeyDialog } from "@/components/admin/key-dialogs";
import { KeyTable } from "@/components/admin/key-table";
import { PageHeader } from "@/components/ui/page-header";
import { loadKeyParams } from "@/lib/admin/params";
import { listComponentChoices } from "@/lib/admin/queries/components";
import { listKeys } from "@/lib/admin/queries/keys";
import { now } from "@/lib/platform/clock";

export const metadata: Metadata = { title: "Keys" };

type PageProps = { searchParams: Promise<SearchParams> };

export default gatedPage<PageProps>("admin:keys", async (viewer, { searchParams }) => {
  const params = await loadKeyParams(searchParams);
  const [{ rows, rowCount }, components] = await Promise.all([
    listKeys(viewer, params),
    listComponentChoices(viewer),
  ]);
  const isFiltered = params.q !== "" || params.state !== null || params.component !== null;
  return (
    <>
      <PageHeader
        title="Keys"
        description="What components prove themselves with. A secret is shown once."
        actions={<CreateKeyDialog components={components} componentId={params.component} />}
      />
      <KeyTable rows={rows} rowCount={rowCount} isFiltered={isFiltered} now={now().toISOString()} />
    </>
  );
});
