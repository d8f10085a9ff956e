import "server-only";
import { z } from "zod";
import type { Actor } from "@/lib/auth/model";
import { ask, databaseNow } from "@/lib/platform/db";
import { feedScope, requireRead } from "../space/access";

const feedAge = z.object({
  feed: z.string(),
  /** Since the instant that the newest generation speaks of; whole seconds. */
  ageSeconds: z.int(),
});

export type FeedAge = z.infer<typeof feedAge>;

/** How old the newest generation of each feed is, for monitoring; at most 10,000 feeds by name. */
export async function listFeedAges(actor: Actor): Promise<FeedAge[]> {
  requireRead(actor);
  return ask(feedAge)`
    select f.name as feed, extract(epoch from ${databaseNow()} - g.made_at)::int as "ageSeconds"
    from feeds f join generations g on g.id = f.last_generation_id
    where ${feedScope(actor)} order by f.name limit 10000`;
}
