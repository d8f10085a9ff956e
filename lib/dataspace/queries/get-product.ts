import "server-only";
import type { Actor } from "@/lib/auth/model";
import { db } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { decodeValue } from "../encoding";
import { requireRead } from "./access";

/** The value of a product, and the generation in which it was produced; throws `not_found`. */
export async function getProduct(
  actor: Actor,
  name: { feed: string; number: number; key: string },
): Promise<{ value: unknown; originNumber: number; missedUpdateCount: number }> {
  requireRead(actor);
  const { feed, number, key } = name;
  const found = await db().dataProduct.findFirst({
    where: { key, generation: { number, taskManager: { feedName: feed } } },
    include: { blob: true },
  });
  if (!found) throw new AppError("not_found", `${feed} has no ${key} in generation ${number}.`);
  const { blob, originNumber, missedUpdateCount } = found;
  const value = await decodeValue(blob.encoding, blob.bytes);
  return { value, originNumber, missedUpdateCount };
}
