import { z } from "zod";
import { feedPart } from "@/app/api/v1/dataspace/feed-part";
import { listProductSchemas } from "@/lib/dataspace/queries/page-product";
import { productSchemasAnswer } from "@/lib/dataspace/schema";
import { toProductSchema } from "@/lib/dataspace/space/serialise";
import { endpoint, endpoints } from "@/lib/gates/endpoint";

export const dynamic = "force-dynamic";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = endpoints(
  "/api/v1/dataspace/taskmanagers/{name}/schemas",
  {
    GET: endpoint({
      name: "dataspace.schemas",
      summary: "The forms that the products of a feed keep to, and kept to before",
      access: { permission: "dataspace:read", service: "dataspace:read" },
      parts: z.object({ name: feedPart() }),
      answers: { 200: { about: "The forms", schema: productSchemasAnswer } },
      failures: [404],
      async handle({ actor, params: { name } }) {
        const found = await listProductSchemas(actor, name);
        return Response.json({ schemas: found.map(toProductSchema) });
      },
    }),
  },
);
