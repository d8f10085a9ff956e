import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { gatedPage } from "@/app/gate";
import { DiffForm } from "@/components/dataspace/diff-form";
import { DiffTable } from "@/components/dataspace/diff-table";
import { FeedScreen } from "@/components/dataspace/feed-screen";
import { ValueChanges } from "@/components/dataspace/value-changes";
import { EmptyState } from "@/components/ui/empty-state";
import { loadDiffParams, readFeedName } from "@/lib/dataspace/params";
import { diffGenerations } from "@/lib/dataspace/queries/diff-generations";
import { diffProducts } from "@/lib/dataspace/queries/diff-products";
import { getFeed } from "@/lib/dataspace/queries/get-feed";
import { now } from "@/lib/platform/clock";

export const metadata: Metadata = { title: "Compare generations" };

interface DiffPageProps {
  params: Promise<{ feed: string }>;
  searchParams: Promise<SearchParams>;
}

export default gatedPage<DiffPageProps>("dataspace:read", async (viewer, props) => {
  const feed = await getFeed(viewer, readFeedName((await props.params).feed));
  const name = feed.freshness.feed;
  const asked = await loadDiffParams(props.searchParams);
  const { diff, missing } = await diffGenerations(viewer, name, asked);
  const within = diff === null ? [] : await diffProducts(viewer, diff);
  return (
    <FeedScreen feed={feed} tab="diff" now={now().toISOString()}>
      <div className="space-y-4">
        <DiffForm from={diff?.from ?? asked.from} to={diff?.to ?? asked.to} />
        {diff === null ? (
          <EmptyState
            title={missing.length === 0 ? "Nothing to compare yet" : "No such generation"}
            text={
              missing.length === 0
                ? "The feed keeps fewer than two generations."
                : `Generation ${missing.join(" and ")} is not kept; older ones are removed in time.`
            }
          />
        ) : (
          <DiffTable feed={name} diff={diff} />
        )}
        {within.map((product) => (
          <ValueChanges key={product.key} product={product} />
        ))}
      </div>
    </FeedScreen>
  );
});
