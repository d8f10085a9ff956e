import "server-only";
import { z } from "zod";
import type { Actor } from "@/lib/auth/model";
import { ask, Prisma } from "@/lib/platform/db";
import { checkGenerationNumber } from "../space/bounds";
import { requireFeed } from "./page-generations";
import { type ProductFacts, productFactsOf } from "./read-products";

/** Forms that one answer tells. */
const MAX_SCHEMAS = 1_000;

/**
 * A product in the generations of a feed over all its incarnations, the newest first, `limit` of
 * them below the number `marker`. Throws KeyNotFoundError for a feed; no product is no error.
 */
export async function pageProduct(
  actor: Actor,
  feed: string,
  key: string,
  { limit, marker }: { limit: number; marker?: number | undefined },
): Promise<ProductFacts[]> {
  await requireFeed(actor, feed);
  if (marker !== undefined) checkGenerationNumber(marker, 0);
  const { sql } = Prisma;
  const from = marker === undefined ? sql`true` : sql`g.number < ${marker}`;
  return productFactsOf(sql`
    t.feed_name = ${feed} and p.key = ${key} and g.state <> 'ABORTED' and ${from}
    order by g.number desc limit ${limit}`);
}

const productSchema = z.object({
  id: z.int(),
  key: z.string(),
  version: z.int(),
  schema: z.record(z.string(), z.unknown()),
  createdAt: z.date(),
  retiredAt: z.date().nullable(),
});

/** A form that the values of a product keep to, or kept to until it was retired. */
export type ProductSchemaFacts = z.infer<typeof productSchema>;

/** All forms of a feed's products by key and version; throws KeyNotFoundError for a feed. */
export async function listProductSchemas(
  actor: Actor,
  feed: string,
): Promise<ProductSchemaFacts[]> {
  await requireFeed(actor, feed);
  return ask(productSchema)`
    select id, key, version, schema, created_at as "createdAt", retired_at as "retiredAt"
    from product_schemas where feed_name = ${feed} order by key, version limit ${MAX_SCHEMAS}`;
}
