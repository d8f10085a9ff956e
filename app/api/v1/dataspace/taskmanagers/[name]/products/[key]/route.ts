import { z } from "zod";
import { feedPart } from "@/app/api/v1/dataspace/feed-part";
import { product } from "@/app/api/v1/dataspace/product-endpoint";
import { dropProducts } from "@/lib/dataspace/mutations/drop-products";
import { requireFeed } from "@/lib/dataspace/queries/page-generations";
import { endpoint, endpoints } from "@/lib/gates/endpoint";
import { text } from "@/lib/gates/parameters";

export const dynamic = "force-dynamic";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = endpoints(
  "/api/v1/dataspace/taskmanagers/{name}/products/{key}",
  {
    GET: product,
    DELETE: endpoint({
      name: "dataspace.drop",
      summary: "Takes a product that nobody sends any more out of what later generations carry",
      access: { permission: "dataspace:manage" },
      parts: z.object({ name: feedPart(), key: text() }),
      query: z.object({ reason: text(2_000).optional().describe("Kept in the history.") }),
      answers: { 204: { about: "Dropped" } },
      failures: [404],
      async handle({ actor, params: { name, key }, query: { reason } }) {
        await requireFeed(actor, name);
        await dropProducts(actor, { feed: name, keys: [key], reason });
        return new Response(null, { status: 204 });
      },
    }),
  },
);
