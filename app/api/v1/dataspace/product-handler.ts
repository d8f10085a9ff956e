import { decodeText } from "@/lib/dataspace/encoding";
import { readGeneration } from "@/lib/dataspace/queries/page-generations";
import { readProduct } from "@/lib/dataspace/queries/read-products";
import { DataExpiredError } from "@/lib/dataspace/space/errors";
import { readGenerationName } from "@/lib/dataspace/space/generation-name";
import { toProduct } from "@/lib/dataspace/space/serialise";
import { apiRoute, readFlag } from "@/lib/gates/api";

/** A product of a generation, of the newest one where the path names none. */
export const getProduct = apiRoute<{ name: string; generation?: string; key: string }>(
  "dataspace.product",
  { permission: "dataspace:read", service: "dataspace:read" },
  ["allow_expired"],
  async ({ actor, params: { name, generation, key }, query }) => {
    const isAllowed = readFlag(query, "allow_expired");
    const { sequenceId, number } = await readGeneration(
      actor,
      name,
      readGenerationName(generation),
    );
    const product = await readProduct(actor, sequenceId, number, key);
    if (product.isExpired && !isAllowed) {
      throw new DataExpiredError(
        `${key} of ${name} counts no longer. Ask with allow_expired=true.`,
      );
    }
    // PERF: the stored text goes out as it is, instead of being read and written again.
    const text = await decodeText(product.encoding, product.bytes);
    const facts = JSON.stringify(toProduct(product));
    return new Response(`${facts.slice(0, -1)},"value":${text}}`, {
      headers: { "Content-Type": "application/json" },
    });
  },
);
