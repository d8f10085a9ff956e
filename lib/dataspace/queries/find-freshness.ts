import "server-only";
import { now } from "@/lib/platform/clock";
import { ask } from "@/lib/platform/db";
import {
  type FeedFreshness,
  feedFacts,
  freshnessColumns,
  freshnessRow,
  toFreshness,
} from "./feed-facts";

/**
 * How fresh a feed is, or null where there is no such feed. Takes no actor: whoever sees a number
 * may know how old it is.
 */
export async function findFreshness(feed: string): Promise<FeedFreshness | null> {
  const [raw] = await ask(freshnessRow)`
    select ${freshnessColumns} from feeds f ${feedFacts} where f.name = ${feed}`;
  return raw ? toFreshness(raw, now()) : null;
}
