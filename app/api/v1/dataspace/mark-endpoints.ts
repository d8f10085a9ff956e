import { z } from "zod";
import { feedPart } from "@/app/api/v1/dataspace/feed-part";
import type { MarkedProducts } from "@/lib/dataspace/mutations/mark-products";
import { dementProducts, expireProducts } from "@/lib/dataspace/mutations/mark-products";
import { requireFeed } from "@/lib/dataspace/queries/page-generations";
import { dementBody, expireBody, markedAnswer } from "@/lib/dataspace/schema";
import { readGenerationName } from "@/lib/dataspace/space/generation-name";
import { endpoint } from "@/lib/gates/endpoint";
import { text } from "@/lib/gates/parameters";

/** Of a generation, or of the newest one where the path names none. */
const common = {
  access: { permission: "dataspace:manage" },
  parts: z.object({ name: feedPart(), generation: text().optional() }),
  answers: { 200: { about: "What was changed", schema: markedAnswer } },
  failures: [404, 409],
} as const;

export const expire = endpoint({
  ...common,
  name: "dataspace.expire",
  summary: "Sets until when products count",
  body: expireBody,
  async handle({ actor, params: { name, generation }, body }) {
    const { expiration_time: expirationTime, keys } = body;
    const number = readGenerationName(generation);
    await requireFeed(actor, name);
    return toAnswer(await expireProducts(actor, { feed: name, number, keys, expirationTime }));
  },
});

export const dement = endpoint({
  ...common,
  name: "dataspace.dement",
  summary: "Flags products as not to be trusted",
  body: dementBody,
  async handle({ actor, params: { name, generation }, body }) {
    const { keys, reason, generation: named } = body;
    const number = readGenerationName(generation) ?? named;
    await requireFeed(actor, name);
    return toAnswer(await dementProducts(actor, { feed: name, number, keys, reason }));
  },
});

function toAnswer({ number, keys }: MarkedProducts): Response {
  return Response.json({ generation_id: number, keys });
}
