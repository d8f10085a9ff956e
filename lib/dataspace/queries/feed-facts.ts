import "server-only";
import { z } from "zod";
import { Prisma } from "@/lib/platform/db";
import { type FreshnessState, freshnessOf, freshnessStates } from "../model";

/** What every number of a feed is shown with; all of it is of the newest generation. */
export interface FeedFreshness {
  feed: string;
  state: FreshnessState;
  /** Number of the newest generation; null where none has come. */
  generation: number | null;
  receivedAt: Date | null;
  madeAt: Date | null;
  validUntil: Date | null;
  /** Updates that the product which was carried longest has missed. */
  missedCount: number;
  /** Products that this generation did not bring itself. */
  carriedCount: number;
  /** Products that are not to be trusted. */
  dementedCount: number;
}

export const freshnessRow = z.object({
  feed: z.string(),
  generation: z.int().nullable(),
  receivedAt: z.date().nullable(),
  madeAt: z.date().nullable(),
  createTime: z.date().nullable(),
  expirationTime: z.date().nullable(),
  nextDueTime: z.date().nullable(),
  missedCount: z.int().nullable(),
  carriedCount: z.int().nullable(),
  dementedCount: z.int().nullable(),
});

/** What `freshnessColumns` gives. */
export type RawFreshness = z.infer<typeof freshnessRow>;

/**
 * After `feeds f`: newest generation `g`, its sender `o`, and `v`, what its products say. The
 * feed's validity is that of the products which the generation brought itself; carried ones have
 * a badge of their own.
 */
export const feedFacts = Prisma.sql`
  left join generations g on g.id = f.last_generation_id
  left join components o on o.id = g.component_id
  left join lateral (
    select count(*)::int as products,
      max(p.missed_update_count) as missed,
      (count(*) filter (where p.missed_update_count > 0))::int as carried,
      (count(*) filter (where p.is_demented))::int as demented,
      coalesce(max(p.create_time) filter (where p.missed_update_count = 0),
        max(p.create_time), g.made_at) as create_time,
      coalesce(min(p.expiration_time) filter (where p.missed_update_count = 0),
        min(p.expiration_time),
        g.made_at + f.lifetime_seconds * interval '1 second') as expiration_time,
      coalesce(max(p.scheduled_create_time) filter (where p.missed_update_count = 0), g.made_at)
        + coalesce(f.interval_seconds, o.interval_seconds) * interval '1 second' as next_due_time
    from data_products p where p.generation_id = g.id
  ) v on true`;

/** Columns for {@link toFreshness}, of `feeds f` with {@link feedFacts}. */
export const freshnessColumns = Prisma.sql`
  f.name as feed, g.number as generation, g.closed_at as "receivedAt", g.made_at as "madeAt",
  v.create_time as "createTime", v.expiration_time as "expirationTime",
  v.next_due_time as "nextDueTime", v.missed as "missedCount", v.carried as "carriedCount",
  v.demented as "dementedCount"`;

export function toFreshness(raw: RawFreshness, at: Date): FeedFreshness {
  const { feed, generation, receivedAt, madeAt, createTime, expirationTime, nextDueTime } = raw;
  const isKnown = generation !== null && createTime !== null && expirationTime !== null;
  return {
    feed,
    state: freshnessOf(isKnown ? { createTime, expirationTime, nextDueTime } : null, at),
    generation,
    receivedAt,
    madeAt,
    validUntil: isKnown ? expirationTime : null,
    missedCount: raw.missedCount ?? 0,
    carriedCount: raw.carriedCount ?? 0,
    dementedCount: raw.dementedCount ?? 0,
  };
}

/**
 * The rule of `freshnessOf` in SQL, as the place of the state in `freshnessStates`, so that lists
 * can sort and filter by it. A test holds the two together.
 */
export function freshnessRank(at: Date): Prisma.Sql {
  const rank = (state: FreshnessState) => Prisma.raw(String(freshnessStates.indexOf(state)));
  const instant = Prisma.sql`${at}::timestamptz`;
  return Prisma.sql`case
    when g.id is null then ${rank("no-data")}
    when ${instant} < v.expiration_time then
      case when ${instant} > v.next_due_time then ${rank("due")} else ${rank("fresh")} end
    when ${instant} - v.expiration_time < v.expiration_time - v.create_time then ${rank("stale")}
    else ${rank("very-stale")} end`;
}
