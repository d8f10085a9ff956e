import "server-only";
import { z } from "zod";
import type { Actor } from "@/lib/auth/model";
import { now } from "@/lib/platform/clock";
import { ask } from "@/lib/platform/db";
import { type Range, rangeDays } from "../params";
import { requireRead } from "./access";

/** About one point for each pixel of the chart. */
const MAX_POINTS = 600;

const DAY_MS = 24 * 60 * 60_000;

const arrival = z.object({
  number: z.int(),
  madeAt: z.date(),
  /** Time since the generation before; null for the first that is kept. */
  gapSeconds: z.number().nullable(),
  receivedCount: z.int(),
});

/** A generation on the time line. */
export type Arrival = z.infer<typeof arrival>;

/**
 * The generations of a feed within a range, oldest first, at most 601: of many neighbours the one
 * after the longest gap is kept, and always the newest.
 */
export async function listArrivals(actor: Actor, feed: string, range: Range): Promise<Arrival[]> {
  requireRead(actor);
  const since = new Date(now().getTime() - rangeDays[range] * DAY_MS);
  return ask(arrival)`
    with numbered as (
      select g.number, g.made_at, g.received_count,
        extract(epoch from g.made_at - lag(g.made_at) over (order by g.made_at, g.number))::float8
          as gap
      from generations g join task_managers t on t.sequence_id = g.sequence_id
      where t.feed_name = ${feed} and g.state = 'CLOSED'
    ), bucketed as (
      select *, ntile(${MAX_POINTS}::int) over (order by made_at, number) as bucket,
        max(number) over () as newest
      from numbered where made_at > ${since}::timestamptz
    ), ranked as (
      select *, row_number() over (
        partition by bucket order by gap desc nulls last, number) as place
      from bucketed
    )
    select number, made_at as "madeAt", gap as "gapSeconds", received_count as "receivedCount"
    from ranked where place = 1 or number = newest order by made_at, number`;
}
