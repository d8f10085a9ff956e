import { z } from "zod";
import { feedPart } from "@/app/api/v1/dataspace/feed-part";
import { readGeneration } from "@/lib/dataspace/queries/page-generations";
import { readFacts } from "@/lib/dataspace/queries/read-products";
import { generationDetailAnswer } from "@/lib/dataspace/schema";
import { readGenerationName } from "@/lib/dataspace/space/generation-name";
import { toGeneration, toProduct } from "@/lib/dataspace/space/serialise";
import { endpoint, endpoints } from "@/lib/gates/endpoint";
import { text } from "@/lib/gates/parameters";

export const dynamic = "force-dynamic";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = endpoints(
  "/api/v1/dataspace/taskmanagers/{name}/generations/{generation}",
  {
    GET: endpoint({
      name: "dataspace.generation",
      summary: "A generation, or the last one: keys, headers, metadata",
      access: { permission: "dataspace:read", service: "dataspace:read" },
      parts: z.object({ name: feedPart(), generation: text() }),
      answers: { 200: { about: "The generation", schema: generationDetailAnswer } },
      failures: [404],
      async handle({ actor, params: { name, generation } }) {
        const record = await readGeneration(actor, name, readGenerationName(generation));
        const products = await readFacts(actor, record.sequenceId, record.number);
        return Response.json({
          ...toGeneration(record),
          keys: products.map(({ key }) => key),
          dataproducts: products.map(toProduct),
        });
      },
    }),
  },
);
