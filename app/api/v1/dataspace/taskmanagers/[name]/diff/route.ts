import { z } from "zod";
import { feedPart } from "@/app/api/v1/dataspace/feed-part";
import { systemActor } from "@/lib/auth/model";
import { diffGenerations } from "@/lib/dataspace/queries/diff-generations";
import { diffProducts } from "@/lib/dataspace/queries/diff-products";
import { requireFeed } from "@/lib/dataspace/queries/page-generations";
import { diffAnswer } from "@/lib/dataspace/schema";
import { NoGenerationError } from "@/lib/dataspace/space/errors";
import { readGenerationName } from "@/lib/dataspace/space/generation-name";
import { toDiff } from "@/lib/dataspace/space/serialise";
import { endpoint, endpoints } from "@/lib/gates/endpoint";
import { text } from "@/lib/gates/parameters";

export const dynamic = "force-dynamic";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = endpoints(
  "/api/v1/dataspace/taskmanagers/{name}/diff",
  {
    GET: endpoint({
      name: "dataspace.diff",
      summary: "What differs between two generations; the last two where none is named",
      access: { permission: "dataspace:read", service: "dataspace:read" },
      parts: z.object({ name: feedPart() }),
      query: z.object({
        from: text().optional().describe("Number of a generation, or last."),
        to: text().optional().describe("Number of a generation, or last."),
      }),
      answers: { 200: { about: "Keys by what became of them", schema: diffAnswer } },
      failures: [404],
      async handle({ actor, params: { name }, query }) {
        const from = readGenerationName(query.from) ?? null;
        const to = readGenerationName(query.to) ?? null;
        await requireFeed(actor, name);
        // The feed is in the actor's scope, so whatever it holds is.
        const { diff, missing } = await diffGenerations(systemActor, name, { from, to });
        if (diff) return Response.json(toDiff(diff, await diffProducts(systemActor, diff)));
        const which = missing.length > 0 ? missing.join(" and ") : "to compare with";
        throw new NoGenerationError(`${name} has no generation ${which}.`);
      },
    }),
  },
);
