import { z } from "zod";
import { feedPart } from "@/app/api/v1/dataspace/feed-part";
import { pageProduct } from "@/lib/dataspace/queries/page-product";
import { productsAnswer } from "@/lib/dataspace/schema";
import { toProduct } from "@/lib/dataspace/space/serialise";
import { endpoint, endpoints } from "@/lib/gates/endpoint";
import { limitOf, nextPage, pageOf, paging } from "@/lib/gates/paging";
import { text } from "@/lib/gates/parameters";

export const dynamic = "force-dynamic";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = endpoints(
  "/api/v1/dataspace/taskmanagers/{name}/products/{key}/generations",
  {
    GET: endpoint({
      name: "dataspace.product.generations",
      summary: "A product in all generations of a feed, the newest first, without values",
      access: { permission: "dataspace:read", service: "dataspace:read" },
      parts: z.object({ name: feedPart(), key: text() }),
      query: z.object(paging(999_999_999)),
      answers: { 200: { about: "A page", schema: productsAnswer } },
      failures: [404],
      async handle({ actor, params: { name, key }, query, request }) {
        const limit = limitOf(query);
        const page = { limit: limit + 1, marker: query.marker };
        const { items, hasNext } = pageOf(await pageProduct(actor, name, key, page), limit);
        return Response.json({
          dataproducts: items.map(toProduct),
          ...nextPage(request, limit, { hasNext, marker: items.at(-1)?.number }),
        });
      },
    }),
  },
);
