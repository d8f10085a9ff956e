import "server-only";
import type { Actor } from "@/lib/auth/model";
import { databaseNow, db } from "@/lib/platform/db";
import { feedScope, requireRead } from "../space/access";

export interface FeedAge {
  feed: string;
  /** Since the instant that the newest generation speaks of; whole seconds. */
  ageSeconds: number;
}

/** How old the newest generation of each feed is, for monitoring; at most 10,000 feeds by name. */
export async function listFeedAges(actor: Actor): Promise<FeedAge[]> {
  requireRead(actor);
  return db().$queryRaw<FeedAge[]>`
    select f.name as feed, extract(epoch from ${databaseNow()} - g.made_at)::int as "ageSeconds"
    from feeds f join generations g on g.id = f.last_generation_id
    where ${feedScope(actor)} order by f.name limit 10000`;
}
