import "server-only";
import { z } from "zod";
import type { Actor } from "@/lib/auth/model";
import { ask } from "@/lib/platform/db";
import { decodeValue } from "../encoding";
import { diffValues, type ValueChange } from "../model/diff-values";
import { requireRead } from "./access";
import type { GenerationDiff } from "./diff-generations";

/** Products of one comparison whose values are read, and UNIT: bytes of the largest of them. */
const MAX_COMPARED = 20;
const MAX_BYTES = 1024 * 1024;

const valueRow = z.object({
  hash: z.string(),
  encoding: z.string(),
  bytes: z.instanceof(Uint8Array),
});

/** A changed product with what differs in its value. */
export interface ProductChange {
  key: string;
  changes: ValueChange[];
}

/** What differs within the changed products of a comparison; values above 1 MiB are left out. */
export async function diffProducts(
  actor: Actor,
  { changes }: Pick<GenerationDiff, "changes">,
): Promise<ProductChange[]> {
  requireRead(actor);
  const pairs = changes.flatMap(({ key, kind, was, now }) => {
    const isSmall = was !== null && now !== null && Math.max(was.rawSize, now.rawSize) <= MAX_BYTES;
    return kind === "changed" && isSmall ? [{ key, was: was.hash, now: now.hash }] : [];
  });
  const compared = pairs.slice(0, MAX_COMPARED);
  if (compared.length === 0) return [];
  const rows = await ask(valueRow)`
    select hash, encoding, bytes from product_blobs
    where hash = any(${compared.flatMap(({ was, now }) => [was, now])})`;
  const values = new Map<string, unknown>();
  for (const { hash, encoding, bytes } of rows) {
    values.set(hash, await decodeValue(encoding, bytes));
  }
  return compared.map(({ key, was, now }) => ({
    key,
    changes: diffValues(values.get(was), values.get(now)),
  }));
}
