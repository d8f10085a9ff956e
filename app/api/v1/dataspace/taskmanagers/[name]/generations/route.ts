import { z } from "zod";
import { feedPart } from "@/app/api/v1/dataspace/feed-part";
import { pageGenerations } from "@/lib/dataspace/queries/page-generations";
import { generationsAnswer } from "@/lib/dataspace/schema";
import { toGeneration } from "@/lib/dataspace/space/serialise";
import { endpoint, endpoints } from "@/lib/gates/endpoint";
import { direction, limitOf, nextPage, pageOf, paging } from "@/lib/gates/paging";

export const dynamic = "force-dynamic";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = endpoints(
  "/api/v1/dataspace/taskmanagers/{name}/generations",
  {
    GET: endpoint({
      name: "dataspace.generations",
      summary: "Generations of a feed over all its incarnations",
      access: { permission: "dataspace:read", service: "dataspace:read" },
      parts: z.object({ name: feedPart() }),
      query: z.object({ ...paging(999_999_999), sort_dir: direction }),
      answers: { 200: { about: "A page", schema: generationsAnswer } },
      failures: [404],
      async handle({ actor, params: { name }, query, request }) {
        const limit = limitOf(query);
        const page = { limit: limit + 1, isDesc: query.sort_dir === "desc", marker: query.marker };
        const found = await pageGenerations(actor, name, page);
        const { items, hasNext } = pageOf(found, limit);
        return Response.json({
          generations: items.map(toGeneration),
          ...nextPage(request, limit, { hasNext, marker: items.at(-1)?.number }),
        });
      },
    }),
  },
);
