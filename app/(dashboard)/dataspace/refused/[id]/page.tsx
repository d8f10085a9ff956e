import type { Metadata, Route } from "next";
import type { SearchParams } from "nuqs/server";
import { gatedPage } from "@/app/gate";
import { RefusedRowTable } from "@/components/dataspace/refused-row-table";
import { Card, CardContent } from "@/components/ui/card";
import { DefinitionList } from "@/components/ui/definition-list";
import { Instant } from "@/components/ui/instant";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { may } from "@/lib/auth/model";
import { ofRefusal, refusedRowList } from "@/lib/dataspace/lists/refused-rows";
import { feedPath } from "@/lib/dataspace/params";
import { getRefusal, type RefusalDetail } from "@/lib/dataspace/queries/get-refusal";
import { formatNumber } from "@/lib/platform/format";
import { listPage } from "@/lib/platform/list/page";
import { loadListParams } from "@/lib/platform/list/params";
import { viewList } from "@/lib/platform/list/view";

export const metadata: Metadata = { title: "Refused report" };

interface RefusalPageProps {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParams>;
}

export default gatedPage<RefusalPageProps>("dataspace:read", async (viewer, props) => {
  const { id } = await props.params;
  const refusal = await getRefusal(viewer, id);
  const params = await loadListParams(refusedRowList, props.searchParams);
  const own = { ...params, within: ofRefusal(id) };
  const { rows, rowCount } = await listPage(refusedRowList, viewer, own);
  const { feed } = refusal;
  return (
    <>
      <PageHeader
        title="Refused report"
        description={refusal.detail}
        actions={
          <>
            {feed?.startsWith("accounting:") && may(viewer, "admin:accounting") ? (
              <LinkButton href={`/accounting/refused/${id}` as Route}>Repair and store</LinkButton>
            ) : null}
            <LinkButton
              href={(feed === null ? "/dataspace/refused" : feedPath(feed, "/refused")) as Route}
            >
              {feed === null ? "All refused reports" : `Refused reports of ${feed}`}
            </LinkButton>
          </>
        }
      />
      <div className="space-y-4">
        <RefusalFacts refusal={refusal} keptCount={rowCount} />
        <RefusedRowTable view={viewList(refusedRowList, viewer)} rows={rows} rowCount={rowCount} />
      </div>
    </>
  );
});

interface RefusalFactsProps {
  refusal: RefusalDetail;
  keptCount: number;
}

const RefusalFacts = ({ refusal, keptCount }: RefusalFactsProps) => {
  const { sender, rejectedCount, receivedCount } = refusal;
  const kept = keptCount < rejectedCount ? `, the first ${formatNumber(keptCount)} are kept` : "";
  return (
    <Card>
      <CardContent>
        <DefinitionList
          columns={3}
          facts={[
            { term: "Refused", value: <Instant at={refusal.at} /> },
            { term: "Feed", value: refusal.feed ?? "The report does not name a known feed" },
            { term: "Sender", value: sender === null ? "–" : `${sender.name} (${sender.id})` },
            {
              term: "Bad rows",
              value: `${formatNumber(rejectedCount)} of ${formatNumber(receivedCount)}${kept}`,
            },
            { term: "Code", value: <code className="font-mono">{refusal.code}</code> },
            { term: "Request", value: <code className="font-mono">{refusal.requestRef}</code> },
          ]}
        />
      </CardContent>
    </Card>
  );
};
