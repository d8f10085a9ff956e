import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { gatedPage } from "@/app/gate";
import { AccountingTabs } from "@/components/accounting/accounting-tabs";
import { QueryCode } from "@/components/accounting/query-code";
import { QuickQueries } from "@/components/accounting/quick-queries";
import { RecordExportMenu } from "@/components/accounting/record-export-menu";
import { RecordPager } from "@/components/accounting/record-pager";
import { RecordQueryForm } from "@/components/accounting/record-query-form";
import { RecordTable } from "@/components/accounting/record-table";
import { ListSources } from "@/components/data-table/list-sources";
import { Alert } from "@/components/ui/alert";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { recordRows } from "@/lib/accounting/lists/records";
import { readExplorer } from "@/lib/accounting/params/explorer";
import { toCurl, toPyauditor } from "@/lib/accounting/params/explorer-code";
import { openExplorer } from "@/lib/accounting/queries/list-records-view";
import { listRecordSources } from "@/lib/accounting/queries/list-sources";
import { may } from "@/lib/auth/model";
import { viewColumns } from "@/lib/platform/list/view";

export const metadata: Metadata = { title: "Records" };

interface RecordsPageProps {
  searchParams: Promise<SearchParams>;
}

export default gatedPage<RecordsPageProps>("accounting:read", async (viewer, { searchParams }) => {
  const explorer = readExplorer(await searchParams);
  const [{ page, words, origin, now }, sources] = await Promise.all([
    openExplorer(viewer, explorer),
    listRecordSources(viewer),
  ]);
  const { form, text, size, problem } = explorer;
  return (
    <>
      <PageHeader
        title="Records"
        description="What single jobs and machines used. The address of this page is the query of the API."
        actions={
          <>
            <QuickQueries now={now} />
            {problem === null ? (
              <>
                <QueryCode curl={toCurl(origin, text)} python={toPyauditor(origin, form)} />
                <RecordExportMenu text={text} />
              </>
            ) : null}
          </>
        }
      />
      <AccountingTabs current="records" isAdmin={may(viewer, "admin:accounting")} />
      <div className="space-y-4">
        {problem === null ? null : (
          <Alert tone="error" title="This is no valid query">
            The API would answer 400 with the words: {problem}
          </Alert>
        )}
        <RecordQueryForm key={`${text} ${size}`} form={form} size={size} words={words} />
        {page === null ? null : (
          <Card>
            {page.rows.length === 0 ? (
              <EmptyState
                title={form.conditions.length === 0 ? "No records yet" : "No such records"}
                text={
                  form.conditions.length === 0
                    ? "A collector sends them with the key of a component that an admin makes. A PI sees those of own groups, a minute after they arrive."
                    : "Drop a condition, or ask for a longer time."
                }
              />
            ) : (
              <RecordTable
                columns={viewColumns(recordRows.columns)}
                rows={page.rows}
                origin={origin}
                now={now}
              />
            )}
            <RecordPager explorer={explorer} page={page} />
          </Card>
        )}
      </div>
      <ListSources sources={sources} now={now} label="Last received, by source" />
    </>
  );
});
