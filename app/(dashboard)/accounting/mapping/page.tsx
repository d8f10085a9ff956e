import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { gatedPage } from "@/app/gate";
import { AccountingTabs } from "@/components/accounting/accounting-tabs";
import { MappingEditor } from "@/components/accounting/mapping-editor";
import { MappingSources } from "@/components/accounting/mapping-sources";
import { RebuildButton } from "@/components/accounting/rebuild-button";
import { RollupFreshness, RollupNotice } from "@/components/accounting/rollup-freshness";
import { LiveRefresh } from "@/components/shell/live-refresh";
import { Alert } from "@/components/ui/alert";
import { PageHeader } from "@/components/ui/page-header";
import { readMappingParams } from "@/lib/accounting/params/mapping";
import { getMappings } from "@/lib/accounting/queries/list-mappings";
import { previewMapping } from "@/lib/accounting/queries/preview-mapping";
import { rollupState } from "@/lib/accounting/queries/rollup-state";
import { now } from "@/lib/platform/clock";
import { AppError } from "@/lib/platform/errors";

export const metadata: Metadata = { title: "Mapping" };

interface MappingPageProps {
  searchParams: Promise<SearchParams>;
}

export default gatedPage<MappingPageProps>("admin:accounting", async (viewer, props) => {
  const { source, draft, problems } = readMappingParams(await props.searchParams);
  const [mappings, state, preview] = await Promise.all([
    getMappings(viewer),
    rollupState(viewer),
    draft === null ? null : previewMapping(viewer, { source, rules: draft }),
  ]);
  const mapping = mappings.find((one) => one.source === source);
  if (!mapping) throw new AppError("not_found", "There is no such source.");
  const at = now().toISOString();
  return (
    <>
      <PageHeader
        title="Mapping"
        description="Collectors name the same things differently. Here stands what of their records is a site, a group, a user, cores and so on."
        meta={<LiveRefresh room="accounting" />}
        actions={<RebuildButton />}
      />
      <AccountingTabs current="mapping" isAdmin />
      <RollupNotice state={state} now={at} />
      <div className="space-y-4">
        <MappingSources mappings={mappings} current={source} />
        {problems.length === 0 ? null : (
          <Alert tone="error" title="These rules cannot be tried">
            {problems.slice(0, 10).join(" ")}
          </Alert>
        )}
        <MappingEditor
          key={`${source} ${mapping.version}`}
          mapping={mapping}
          draft={draft}
          preview={preview}
        />
        <div className="text-sm text-muted-foreground">
          <RollupFreshness state={state} now={at} />
        </div>
      </div>
    </>
  );
});
