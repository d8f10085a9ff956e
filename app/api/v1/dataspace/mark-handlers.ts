import type { MarkedProducts } from "@/lib/dataspace/mutations/mark-products";
import { dementProducts, expireProducts } from "@/lib/dataspace/mutations/mark-products";
import { requireFeed } from "@/lib/dataspace/queries/page-generations";
import { dementBody, expireBody } from "@/lib/dataspace/schema";
import { readGenerationName } from "@/lib/dataspace/space/generation-name";
import { apiRoute, readJson } from "@/lib/gates/api";

type Path = { name: string; generation?: string };

/** Sets until when products of a generation count, of the newest where the path names none. */
export const postExpire = apiRoute<Path>(
  "dataspace.expire",
  { permission: "dataspace:manage" },
  [],
  async ({ actor, params: { name, generation }, request }) => {
    const { expiration_time: expirationTime, keys } = await readJson(request, expireBody);
    const number = readGenerationName(generation);
    await requireFeed(actor, name);
    return toAnswer(await expireProducts(actor, { feed: name, number, keys, expirationTime }));
  },
);

/** Flags products as not to be trusted. */
export const postDement = apiRoute<Path>(
  "dataspace.dement",
  { permission: "dataspace:manage" },
  [],
  async ({ actor, params: { name, generation }, request }) => {
    const { keys, reason, generation: named } = await readJson(request, dementBody);
    const number = readGenerationName(generation) ?? named;
    await requireFeed(actor, name);
    return toAnswer(await dementProducts(actor, { feed: name, number, keys, reason }));
  },
);

function toAnswer({ number, keys }: MarkedProducts): Response {
  return Response.json({ generation_id: number, keys });
}
