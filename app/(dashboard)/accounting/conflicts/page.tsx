import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { gatedPage } from "@/app/gate";
import { AccountingTabs } from "@/components/accounting/accounting-tabs";
import { ConflictTable } from "@/components/accounting/conflict-table";
import { SenderSettings } from "@/components/accounting/sender-settings";
import { PageHeader } from "@/components/ui/page-header";
import { conflictList } from "@/lib/accounting/lists/conflicts";
import { listSenders } from "@/lib/accounting/queries/list-senders";
import { may } from "@/lib/auth/model";
import { listPage } from "@/lib/platform/list/page";
import { loadListParams } from "@/lib/platform/list/params";
import { viewList } from "@/lib/platform/list/view";

export const metadata: Metadata = { title: "Taken ids" };

interface ConflictsPageProps {
  searchParams: Promise<SearchParams>;
}

export default gatedPage<ConflictsPageProps>("accounting:read", async (viewer, props) => {
  const params = await loadListParams(conflictList, props.searchParams);
  const [page, senders] = await Promise.all([
    listPage(conflictList, viewer, params),
    listSenders(viewer),
  ]);
  const isAdmin = may(viewer, "admin:accounting");
  return (
    <>
      <PageHeader
        title="Taken ids"
        description="Records that came under an id that is stored with other content: a job under a recycled id, or one that was sent again changed."
      />
      <AccountingTabs current="conflicts" isAdmin={isAdmin} />
      <div className="space-y-4">
        <ConflictTable
          view={viewList(conflictList, viewer, {
            choices: { source: senders.map(({ name }) => name) },
          })}
          rows={page.rows}
          rowCount={page.rowCount}
        />
        <SenderSettings senders={senders} isAdmin={isAdmin} />
      </div>
    </>
  );
});
