import { z } from "zod";
import { feedPart } from "@/app/api/v1/dataspace/feed-part";
import { decodeText } from "@/lib/dataspace/encoding";
import { readGeneration } from "@/lib/dataspace/queries/page-generations";
import { readProduct } from "@/lib/dataspace/queries/read-products";
import { productValueAnswer } from "@/lib/dataspace/schema";
import { DataExpiredError } from "@/lib/dataspace/space/errors";
import { readGenerationName } from "@/lib/dataspace/space/generation-name";
import { toProduct } from "@/lib/dataspace/space/serialise";
import { endpoint } from "@/lib/gates/endpoint";
import { flag, text } from "@/lib/gates/parameters";

/** A product of a generation, of the newest one where the path names none. */
export const product = endpoint({
  name: "dataspace.product",
  summary: "A product with its value; dates, big integers and bytes are tagged objects",
  access: { permission: "dataspace:read", service: "dataspace:read" },
  parts: z.object({ name: feedPart(), generation: text().optional(), key: text() }),
  query: z.object({
    allow_expired: flag().optional().describe("Give what counts no longer, too."),
  }),
  answers: { 200: { about: "The product", schema: productValueAnswer } },
  failures: [404, 410],
  async handle({ actor, params: { name, generation, key }, query }) {
    const { sequenceId, number } = await readGeneration(
      actor,
      name,
      readGenerationName(generation),
    );
    const found = await readProduct(actor, sequenceId, number, key);
    if (found.isExpired && !query.allow_expired) {
      throw new DataExpiredError(
        `${key} of ${name} counts no longer. Ask with allow_expired=true.`,
      );
    }
    // PERF: the stored text goes out as it is, instead of being read and written again.
    const value = await decodeText(found.encoding, found.bytes);
    const facts = JSON.stringify(toProduct(found));
    return new Response(`${facts.slice(0, -1)},"value":${value}}`, {
      headers: { "Content-Type": "application/json" },
    });
  },
});
