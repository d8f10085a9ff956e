import "server-only";
import { z } from "zod";
import type { Actor } from "@/lib/auth/model";
import { ask, databaseNow } from "@/lib/platform/db";
import { requireRead } from "./access";
import { overdueFeeds } from "./list-overdue";

/** Feeds that one look names. */
const MAX_SILENT = 20;

const silentFeed = z.object({
  feed: z.string(),
  /** Component that sent last; null where nothing ever came. */
  senderId: z.string().nullable(),
  lastAt: z.date().nullable(),
  intervalSeconds: z.int(),
});

/** A feed that should have been heard of by now. */
export type SilentFeed = z.infer<typeof silentFeed>;

/**
 * Feeds that are overdue although their sender is heard, the longest silence first, at most 20;
 * with `count`, how many there are. Where the sender itself is silent, that says it all.
 */
export async function listSilentFeeds(
  actor: Actor,
): Promise<{ count: number; rows: SilentFeed[] }> {
  requireRead(actor);
  const rows = await ask(silentFeed.extend({ count: z.int() }))`
    select o.name as feed, k.id as "senderId", o."lastAt", o."intervalSeconds",
      count(*) over ()::int as count
    from (${overdueFeeds()}) o
    join feeds f on f.name = o.name
    left join generations g on g.id = f.last_generation_id
    left join components k on k.id = g.component_id
    where coalesce(k.last_heard_at, k.created_at) + k.interval_seconds * interval '1 second'
      < ${databaseNow()} is not true
    order by o.since, o.name limit ${MAX_SILENT}`;
  return {
    count: rows[0]?.count ?? 0,
    rows: rows.map(({ count: _, ...row }) => row),
  };
}
