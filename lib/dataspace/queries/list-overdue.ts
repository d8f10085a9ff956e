import "server-only";
import { z } from "zod";
import { ask, databaseNow, Prisma } from "@/lib/platform/db";

/** Overdue sources that are named. */
const MAX_OVERDUE = 1_000;

const overdueSource = z.object({
  name: z.string(),
  /** Null where nothing was ever heard. */
  lastAt: z.date().nullable(),
  intervalSeconds: z.int(),
});

/** A source that should have been heard of by now. */
export type OverdueSource = z.infer<typeof overdueSource>;

/**
 * Feeds that should have been heard of by now: `name`, `lastAt`, `since` (last heard, or made) and
 * `intervalSeconds`. A feed's own interval counts before its sender's. Of a pushed feed it is
 * enough that its sender was heard.
 */
export function overdueFeeds(): Prisma.Sql {
  return Prisma.sql`
    select f.name, h.at as "lastAt", coalesce(h.at, f.created_at) as since,
      coalesce(f.interval_seconds, c.interval_seconds) as "intervalSeconds"
    from feeds f
    left join generations g on g.id = f.last_generation_id
    left join components c on c.id = g.component_id
    cross join lateral (
      select case when f.is_pushed then greatest(g.closed_at, c.last_heard_at)
        else g.closed_at end as at
    ) h
    where coalesce(h.at, f.created_at)
      + coalesce(f.interval_seconds, c.interval_seconds) * interval '1 second'
      < ${databaseNow()}`;
}

/**
 * Components and feeds with an expected interval that were silent for longer; for monitoring, so
 * it takes no actor and tells names and times only.
 */
export async function listOverdue(): Promise<{
  components: OverdueSource[];
  feeds: OverdueSource[];
}> {
  const [components, feeds] = await Promise.all([
    ask(overdueSource)`
      select id as name, last_heard_at as "lastAt", interval_seconds as "intervalSeconds"
      from components
      where coalesce(last_heard_at, created_at) + interval_seconds * interval '1 second'
        < ${databaseNow()}
      order by id limit ${MAX_OVERDUE}`,
    ask(overdueSource)`
      select o.name, o."lastAt", o."intervalSeconds" from (${overdueFeeds()}) o
      order by o.name limit ${MAX_OVERDUE}`,
  ]);
  return { components, feeds };
}
