import "server-only";
import { z } from "zod";
import { Prisma } from "@/lib/platform/db";
import { type FreshnessState, freshnessOf, freshnessStates, whyStale } from "../model/freshness";

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
  /** They, by key, with what was said of them; at most 20. */
  demented: DementedProduct[];
  /** Why it is not fresh, in one sentence. */
  why: string | null;
}

const dementedProduct = z.object({ key: z.string(), reason: z.string().nullable() });

/** A product that is not to be trusted, and why. */
export type DementedProduct = z.infer<typeof dementedProduct>;

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
  demented: z.array(dementedProduct).nullable(),
  productCount: z.int().nullable(),
  refusedSince: z.int(),
  isPushed: z.boolean(),
  heardAt: z.date().nullable(),
  intervalSeconds: z.int().nullable(),
});

/** Products that are named as not to be trusted. */
const MAX_DEMENTED = 20;

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
      (json_agg(json_build_object('key', p.key, 'reason', p.demented_reason) order by p.key)
        filter (where p.is_demented)) as demented_products,
      coalesce(max(p.create_time) filter (where p.missed_update_count = 0),
        max(p.create_time), g.made_at) as create_time,
      coalesce(min(p.expiration_time) filter (where p.missed_update_count = 0),
        min(p.expiration_time),
        g.made_at + f.lifetime_seconds * interval '1 second') as expiration_time,
      coalesce(max(p.scheduled_create_time) filter (where p.missed_update_count = 0), g.made_at)
        + coalesce(f.interval_seconds, o.interval_seconds) * interval '1 second' as next_due_time,
      coalesce(f.is_pushed, false) as is_pushed, greatest(o.last_heard_at, g.closed_at) as heard_at,
      coalesce(f.interval_seconds, o.interval_seconds) as interval_seconds
    from data_products p where p.generation_id = g.id
  ) v on true
  left join lateral (
    select count(*)::int as reports from refusals r
    where r.feed_name = f.name and (g.closed_at is null or r.at > g.closed_at)
      -- The bad rows of the newest report itself are kept right after it.
      and r.request_ref is distinct from g.request_ref
  ) w on true`;

/** Columns for {@link toFreshness}, of `feeds f` with {@link feedFacts}. */
export const freshnessColumns = Prisma.sql`
  f.name as feed, g.number as generation, g.closed_at as "receivedAt", g.made_at as "madeAt",
  v.create_time as "createTime", v.expiration_time as "expirationTime",
  v.next_due_time as "nextDueTime", v.missed as "missedCount", v.carried as "carriedCount",
  v.demented as "dementedCount", v.demented_products as demented, v.products as "productCount",
  w.reports as "refusedSince", v.is_pushed as "isPushed", v.heard_at as "heardAt",
  v.interval_seconds as "intervalSeconds"`;

export function toFreshness(raw: RawFreshness, at: Date): FeedFreshness {
  const { feed, generation, receivedAt, madeAt, createTime, expirationTime, nextDueTime } = raw;
  const isKnown = generation !== null && createTime !== null && expirationTime !== null;
  const { isPushed, heardAt, intervalSeconds } = raw;
  const sender = isPushed && heardAt !== null ? { heardAt, intervalSeconds } : null;
  const facts = {
    feed,
    state: freshnessOf(isKnown ? { createTime, expirationTime, nextDueTime, sender } : null, at),
    generation,
    receivedAt,
    madeAt,
    validUntil: isKnown ? expirationTime : null,
    missedCount: raw.missedCount ?? 0,
    carriedCount: raw.carriedCount ?? 0,
    dementedCount: raw.dementedCount ?? 0,
    demented: (raw.demented ?? []).slice(0, MAX_DEMENTED),
  };
  const { productCount, refusedSince } = raw;
  const told = { ...facts, productCount: productCount ?? 0, refusedSince };
  return { ...facts, why: whyStale({ ...told, heardAt: isPushed ? heardAt : null }) };
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
    when v.is_pushed and v.heard_at is not null then case
      when v.interval_seconds is null
        or ${instant} <= v.heard_at + v.interval_seconds * interval '1 second' then ${rank("quiet")}
      when ${instant} <= v.heard_at + 2 * v.interval_seconds * interval '1 second'
        then ${rank("stale")}
      else ${rank("very-stale")} end
    when ${instant} - v.expiration_time < v.expiration_time - v.create_time then ${rank("stale")}
    else ${rank("very-stale")} end`;
}
