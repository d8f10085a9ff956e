import "server-only";
import { z } from "zod";
import { ask, databaseNow, Prisma, recordset, type Tx } from "@/lib/platform/db";
import type { EncodedValue } from "../encoding";
import {
  type DeclaredSchema,
  type KnownSchema,
  type NewProduct,
  schemaOf,
} from "../space/product-schema";

const storedForm = z.object({ id: z.int(), key: z.string() });
const hashed = z.object({ hash: z.string() });

/**
 * The stored form of each product, by key; new ones are written. The caller holds the feed's lock.
 * Throws `conflict` (409) for a value that its key's form does not allow.
 */
export async function settleSchemas(
  tx: Tx,
  feed: string,
  known: ReadonlyMap<string, KnownSchema>,
  products: readonly NewProduct[],
): Promise<Map<string, number>> {
  const settled = new Map<string, number>();
  const added: { key: string; form: DeclaredSchema }[] = [];
  for (const product of products) {
    const { key } = product;
    const form = await schemaOf(product, known.get(key));
    if (form && "id" in form) settled.set(key, form.id);
    else if (form) added.push({ key, form });
  }
  if (added.length === 0) return settled;
  const rows = added.map(({ key, form }) => ({ key, ...form }));
  // After a reset the numbers go on; an inferred form counts as the next version.
  const stored = await ask(storedForm, tx)`
    insert into product_schemas (feed_name, key, version, schema, created_at)
    select ${feed}, n.key, greatest(n.version, 1 + coalesce((
        select max(version) from product_schemas s where s.feed_name = ${feed} and s.key = n.key
      ), 0)), n.schema, ${databaseNow()}
    from ${recordset(rows, { key: "text", version: "int", schema: "jsonb" })} as n
    returning id, key`;
  for (const { id, key } of stored) settled.set(key, id);
  return settled;
}

/** The forms of a feed's products, as a JSON list, for a statement that reads the feed anyway. */
export function knownSchemas(feed: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(
    select json_agg(json_build_object(
      'id', s.id, 'key', s.key, 'version', s.version, 'schema', s.schema))
    from (
      select distinct on (key) id, key, version, schema from product_schemas
      where feed_name = ${feed} and retired_at is null order by key, version desc
    ) s)`;
}

/**
 * Stores values that are not there yet and holds all of them until the transaction ends, so that
 * the Reaper cannot take one away which was unused until now.
 * ORDER: sorted by hash; two feeds may bring the same new values at once, and each waits for the
 * other's insert.
 */
export async function storeBlobs(tx: Tx, values: readonly EncodedValue[]): Promise<void> {
  let missing = [...new Map(values.map((value) => [value.hash, value])).values()];
  missing.sort((a, b) => (a.hash < b.hash ? -1 : 1));
  while (missing.length > 0) {
    await tx.productBlob.createMany({
      data: missing.map(({ hash, encoding, rawSize, bytes }) => ({
        ...{ hash, encoding, rawSize, bytes },
        storedSize: bytes.length,
      })),
      skipDuplicates: true,
    });
    const held = await ask(hashed, tx)`
      select hash from product_blobs where hash = any(${missing.map(({ hash }) => hash)})
      order by hash for key share`;
    // One that was removed between the two statements is stored again.
    const hashes = new Set(held.map(({ hash }) => hash));
    missing = missing.filter(({ hash }) => !hashes.has(hash));
  }
}
