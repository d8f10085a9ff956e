import type { Metadata, Route } from "next";
import type { SearchParams } from "nuqs/server";
import { gatedPage } from "@/app/gate";
import { RefusedRecordTable, StoreGoodButton } from "@/components/accounting/refused-record-table";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { ofRefusal, refusedRecordList } from "@/lib/accounting/lists/refused-records";
import { countGoodRefused } from "@/lib/accounting/queries/count-good-refused";
import { getRefusal } from "@/lib/dataspace/queries/get-refusal";
import { listPage } from "@/lib/platform/list/page";
import { loadListParams } from "@/lib/platform/list/params";
import { viewList } from "@/lib/platform/list/view";

export const metadata: Metadata = { title: "Refused records" };

interface RefusedRecordsPageProps {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParams>;
}

export default gatedPage<RefusedRecordsPageProps>("admin:accounting", async (viewer, props) => {
  const { id } = await props.params;
  const refusal = await getRefusal(viewer, id);
  const params = await loadListParams(refusedRecordList, props.searchParams);
  const [page, goodCount] = await Promise.all([
    listPage(refusedRecordList, viewer, { ...params, within: ofRefusal(id) }),
    countGoodRefused(id),
  ]);
  return (
    <>
      <PageHeader
        title="Refused records"
        description={refusal.detail}
        actions={
          <>
            <LinkButton href={`/dataspace/refused/${id}` as Route}>The refused report</LinkButton>
            {goodCount === 0 ? null : <StoreGoodButton refusalId={id} goodCount={goodCount} />}
          </>
        }
      />
      <RefusedRecordTable view={viewList(refusedRecordList, viewer)} {...page} />
    </>
  );
});
