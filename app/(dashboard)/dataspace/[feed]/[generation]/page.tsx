import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { gatedPage } from "@/app/gate";
import { FeedScreen } from "@/components/dataspace/feed-screen";
import { GenerationFacts } from "@/components/dataspace/generation-facts";
import { ProductTable } from "@/components/dataspace/product-table";
import { ProductValue } from "@/components/dataspace/product-value";
import { may } from "@/lib/auth/model";
import { loadProductParams, readFeedName, readNumber } from "@/lib/dataspace/params";
import { getFeed } from "@/lib/dataspace/queries/get-feed";
import { getGeneration } from "@/lib/dataspace/queries/get-generation";
import { previewProduct } from "@/lib/dataspace/queries/preview-product";
import { now } from "@/lib/platform/clock";

export const metadata: Metadata = { title: "Generation" };

interface GenerationPageProps {
  params: Promise<{ feed: string; generation: string }>;
  searchParams: Promise<SearchParams>;
}

export default gatedPage<GenerationPageProps>("dataspace:read", async (viewer, props) => {
  const path = await props.params;
  const feed = await getFeed(viewer, readFeedName(path.feed));
  const name = feed.freshness.feed;
  const [generation, { key }] = await Promise.all([
    getGeneration(viewer, name, readNumber(path.generation)),
    loadProductParams(props.searchParams),
  ]);
  const open = generation.products.find((product) => product.key === key);
  const at = now().toISOString();
  return (
    <FeedScreen feed={feed} tab="products" now={at}>
      <div className="space-y-4">
        <GenerationFacts generation={generation} />
        <ProductTable
          generation={generation}
          openKey={open?.key ?? null}
          now={at}
          canManage={may(viewer, "dataspace:manage")}
        />
        {open === undefined ? null : (
          <ProductValue
            product={open}
            preview={
              await previewProduct(viewer, {
                feed: name,
                number: generation.number,
                key: open.key,
              })
            }
            now={at}
          />
        )}
      </div>
    </FeedScreen>
  );
});
