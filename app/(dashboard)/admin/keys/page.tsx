import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { gatedPage } from "@/app/gate";
import { CreateKeyDialog } from "@/components/admin/key-dialogs";
import { stateNames } from "@/components/admin/key-names";
import { KeyTable } from "@/components/admin/key-table";
import { PageHeader } from "@/components/ui/page-header";
import { keyList } from "@/lib/admin/lists/keys";
import { listComponentChoices } from "@/lib/admin/queries/components";
import { now } from "@/lib/platform/clock";
import { listPage } from "@/lib/platform/list/page";
import { loadListParams } from "@/lib/platform/list/params";
import { viewList } from "@/lib/platform/list/view";

export const metadata: Metadata = { title: "Keys" };

type PageProps = { searchParams: Promise<SearchParams> };

export default gatedPage<PageProps>("admin:keys", async (viewer, { searchParams }) => {
  const params = await loadListParams(keyList, searchParams);
  const [{ rows, rowCount }, components] = await Promise.all([
    listPage(keyList, viewer, params),
    listComponentChoices(viewer),
  ]);
  return (
    <>
      <PageHeader
        title="Keys"
        description="What components prove themselves with. A secret is shown once."
        actions={<CreateKeyDialog components={components} componentId={params.component} />}
      />
      <KeyTable
        view={viewList(keyList, viewer, { choices: { state: Object.entries(stateNames) } })}
        rows={rows}
        rowCount={rowCount}
        now={now().toISOString()}
      />
    </>
  );
});
