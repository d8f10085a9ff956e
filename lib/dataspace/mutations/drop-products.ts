import "server-only";
import { z } from "zod";
import type { Actor } from "@/lib/auth/model";
import { record } from "@/lib/history/mutations";
import { ask, databaseNow, transaction } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { announce } from "@/lib/platform/events";
import { requireManage } from "../space/access";
import { KeyNotFoundError, NoGenerationError } from "../space/errors";
import { lockFeeds } from "./generation";

/** Longest reason. */
const MAX_REASON = 2_000;

const dropped = z.object({ key: z.string(), originNumber: z.int() });
const newestOf = z.object({ id: z.bigint(), number: z.int() });

/** Products that nobody sends any more. */
export interface ProductsToDrop {
  feed: string;
  keys: readonly string[];
  reason?: string | undefined;
}

/**
 * Takes products out of a feed's newest generation, and of open ones, so that later ones do not
 * carry them; the generations before keep them. A report that brings one of them again may bring
 * another form. Throws NoGenerationError and KeyNotFoundError (404), `invalid_input` without keys.
 */
export async function dropProducts(
  actor: Actor,
  { feed, keys, reason = "" }: ProductsToDrop,
): Promise<{ number: number; keys: string[] }> {
  requireManage(actor);
  const names = [...new Set(keys)].sort();
  if (names.length === 0) throw new AppError("invalid_input", "Name at least one product.");
  if (reason.length > MAX_REASON) {
    throw new AppError("invalid_input", `Give a reason of at most ${MAX_REASON} characters.`);
  }
  return transaction(async (tx) => {
    await lockFeeds(tx, [feed]);
    const [newest] = await ask(newestOf, tx)`
      select g.id, g.number from feeds f join generations g on g.id = f.last_generation_id
      where f.name = ${feed}`;
    if (!newest) throw new NoGenerationError(`${feed} has no generation yet.`);
    const gone = await ask(dropped, tx)`
      delete from data_products where generation_id = ${newest.id} and key = any(${names})
      returning key, origin_number as "originNumber"`;
    const missing = names.find((name) => !gone.some(({ key }) => key === name));
    if (missing !== undefined) {
      throw new KeyNotFoundError(`There is no product ${missing} in generation ${newest.number}.`);
    }
    await tx.$executeRaw`
      delete from data_products p using generations g, task_managers t
      where g.id = p.generation_id and t.sequence_id = g.sequence_id and t.feed_name = ${feed}
        and g.state = 'OPEN' and p.key = any(${names})`;
    await tx.$executeRaw`
      update generations g set product_count = s.products
      from (select g.id, count(p.key) as products
        from generations g join task_managers t on t.sequence_id = g.sequence_id
        left join data_products p on p.generation_id = g.id
        where t.feed_name = ${feed} and (g.id = ${newest.id} or g.state = 'OPEN')
        group by g.id) s
      where g.id = s.id`;
    await tx.$executeRaw`
      update product_schemas set retired_at = ${databaseNow()}
      where feed_name = ${feed} and key = any(${names}) and retired_at is null`;
    const note = reason.trim() === "" ? {} : { note: reason.trim() };
    const events = gone.map(({ key, originNumber }) => ({
      ...{ room: "dataspace" as const, subjectType: "feed" as const, subjectId: feed },
      ...{ verb: "drop-product", change: { datum: key, was: originNumber, now: null }, ...note },
    }));
    await record(tx, actor, events);
    await announce(tx, { room: "dataspace", kind: "change", ids: [feed] });
    return { number: newest.number, keys: names };
  });
}
