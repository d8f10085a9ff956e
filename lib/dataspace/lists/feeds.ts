import "server-only";
import type { Actor } from "@/lib/auth/model";
import { now } from "@/lib/platform/clock";
import { Prisma } from "@/lib/platform/db";
import {
  bytes,
  column,
  drawn,
  fact,
  instant,
  integer,
  maybe,
  oneOf,
  real,
  text,
} from "@/lib/platform/list/column";
import { defineList, type RowOf } from "@/lib/platform/list/declare";
import { choiceFilter, nameFilter } from "@/lib/platform/list/filter";
import { type FreshnessState, freshnessStates } from "../model/freshness";
import { feedFacts, freshnessRank } from "../queries/feed-facts";
import { feedScope, requireRead } from "../space/access";

/** Gaps between generations that the cadence is the median of. */
const CADENCE_GAPS = 20;

/** How far back refused rows are counted. */
const REFUSED_MS = 7 * 24 * 60 * 60_000;

const stateTexts: Record<FreshnessState, string> = {
  fresh: "Fresh",
  due: "Due",
  quiet: "Nothing new",
  stale: "Stale",
  "very-stale": "Very stale",
  "no-data": "No data",
};

/**
 * Median gap between the newest generations, over incarnations. ORDER: by the time they speak of,
 * since a feed may be loaded with weeks of reports at once. Every incarnation has a generation, so
 * as many incarnations as generations are enough.
 */
const cadence = Prisma.sql`
  left join lateral (
    select percentile_cont(0.5) within group (order by gap) as seconds
    from (
      select extract(epoch from made_at - lag(made_at) over (order by made_at))::float8 as gap
      from (
        select newest.made_at
        from (
          select sequence_id from task_managers where feed_name = f.name
          order by sequence_id desc limit ${CADENCE_GAPS + 1}
        ) t
        cross join lateral (
          select number, made_at from generations where sequence_id = t.sequence_id
          order by number desc limit ${CADENCE_GAPS + 1}
        ) newest
        order by newest.number desc limit ${CADENCE_GAPS + 1}
      ) recent
    ) gaps
  ) t on true`;

const stored = Prisma.sql`
  left join lateral (
    select coalesce(sum(b.stored_size), 0)::bigint as bytes
    from data_products p join product_blobs b on b.hash = p.blob_hash
    where p.generation_id = f.last_generation_id
  ) b on true`;

const refusedSince = (since: Date) => Prisma.sql`
  left join lateral (
    select count(*)::int as reports, coalesce(sum(r.rejected_count), 0)::int as rows
    from refusals r where r.feed_name = f.name and r.at > ${since}::timestamptz
  ) r on true`;

/** After `feeds f`. PERF: a join that a statement does not name is not made, so order is cheap. */
function facts(): Prisma.Sql {
  const at = now();
  return Prisma.sql`
    ${feedFacts} left join clusters c on c.id = f.cluster_id
    ${refusedSince(new Date(at.getTime() - REFUSED_MS))} ${cadence} ${stored}
    cross join lateral (select ${freshnessRank(at)} as rank) z`;
}

/**
 * Every source with what its newest generation says of it. Reads only the newest generations of
 * each feed, whatever its history holds.
 */
export const feedList = defineList({
  name: "feeds",
  caption: "Sources",
  noun: "feeds",
  from: () => Prisma.sql`feeds f ${facts()}`,
  keyed: {
    keys: { name: Prisma.sql`f.name` },
    tables: () => Prisma.sql`join feeds f on f.name = k.name ${facts()}`,
  },
  scope: (viewer: Actor) => {
    requireRead(viewer);
    return feedScope(viewer);
  },
  key: Prisma.sql`f.name`,
  columns: {
    name: column(text, Prisma.sql`f.name`, {
      header: "Feed",
      isFixed: true,
      sort: true,
      file: "feed",
    }),
    state: column(
      oneOf(freshnessStates),
      Prisma.sql`(${[...freshnessStates]}::text[])[z.rank + 1]`,
      {
        header: "Freshness",
        sort: Prisma.sql`z.rank`,
        file: "freshness",
      },
    ),
    why: drawn({
      header: "Why",
      help: "Why it is not fresh: refused, made too late, carried, or silent, and since when",
      className: "min-w-48",
    }),
    // Null where none has come, as are the instants.
    generation: column(maybe(integer), Prisma.sql`g.number`, {
      header: "Generation",
      help: "Number of the newest report",
      sort: true,
      file: "generation",
    }),
    age: column(maybe(instant), Prisma.sql`g.made_at`, {
      header: "Made",
      help: "The instant that the newest report speaks of",
      // The older the report, the greater its age.
      sort: Prisma.sql`-extract(epoch from g.made_at)`,
      file: "made_at",
    }),
    received: column(maybe(instant), Prisma.sql`g.closed_at`, {
      header: "Received",
      isHidden: true,
      file: "received_at",
    }),
    // Null with fewer than two generations.
    cadence: column(maybe(real), Prisma.sql`t.seconds`, {
      header: "Cadence",
      help: "Median of the last 20 gaps between reports",
      align: "start",
      sort: true,
      file: "cadence_seconds",
    }),
    products: column(integer, Prisma.sql`v.products`, {
      header: "Products",
      help: "Values that the newest generation holds",
      sort: true,
      file: "products",
    }),
    bytes: column(bytes, Prisma.sql`b.bytes`, {
      header: "Bytes",
      help: "What these values take in the database, compressed",
      sort: true,
      file: "stored_bytes",
    }),
    missed: column(integer, Prisma.sql`coalesce(v.missed, 0)`, {
      header: "Missed",
      help: "Updates that the longest carried product has missed",
      sort: true,
      file: "missed_updates",
    }),
    refused: column(integer, Prisma.sql`r.rows`, {
      header: "Refused rows",
      help: "Rows and whole reports that were turned away within 7 days",
      sort: true,
      file: "refused_rows",
    }),
    kind: column(text, Prisma.sql`f.kind`, {
      header: "Kind",
      isHidden: true,
      sort: true,
      file: "kind",
    }),
    cluster: column(maybe(text), Prisma.sql`c.name`, {
      header: "Cluster",
      sort: true,
      file: "cluster_name",
    }),
    sender: column(maybe(text), Prisma.sql`o.name`, {
      header: "Sender",
      help: "The component that sent the newest report",
      sort: true,
      file: "sender_name",
    }),
    clusterId: fact(maybe(text), Prisma.sql`f.cluster_id`, "cluster"),
    senderId: fact(maybe(text), Prisma.sql`o.id`, "sender"),
    validUntil: fact(maybe(instant), Prisma.sql`v.expiration_time`, "valid_until"),
    demented: fact(integer, Prisma.sql`v.demented`, "demented_products"),
    refusedSince: fact(integer, Prisma.sql`w.reports`, "refused_since"),
    carried: fact(integer, Prisma.sql`coalesce(v.carried, 0)`, "carried_products"),
    // When the sender of a pushed feed was heard.
    heard: fact(
      maybe(instant),
      Prisma.sql`case when v.is_pushed then v.heard_at end`,
      "sender_heard_at",
    ),
    refusedReports: fact(integer, Prisma.sql`r.reports`, "refused_reports"),
    // What the sender has agreed to; null where nothing is expected.
    interval: fact(
      maybe(integer),
      Prisma.sql`coalesce(f.interval_seconds, o.interval_seconds)`,
      "interval_seconds",
    ),
  },
  filters: {
    state: choiceFilter(freshnessStates, {
      noun: "freshness",
      look: { label: "Freshness", any: "Any freshness", options: Object.entries(stateTexts) },
      where: (state) => Prisma.sql`z.rank = ${freshnessStates.indexOf(state)}`,
    }),
    kind: nameFilter({
      noun: "kind",
      look: { control: "choice", label: "Kind", any: "Any kind" },
      // Links of old kept the kind that scans had.
      where: (kind) => Prisma.sql`f.kind = ${kind === "wrstat" ? "scan" : kind}`,
    }),
    cluster: nameFilter({
      noun: "cluster",
      look: { control: "choice", label: "Cluster", any: "Any cluster" },
      where: (id) => Prisma.sql`f.cluster_id = ${id}`,
    }),
  },
  search: {
    label: "Search feeds and senders",
    places: [Prisma.sql`f.name`, Prisma.sql`o.id`, Prisma.sql`o.name`, Prisma.sql`c.name`],
  },
  sort: "-state",
  size: 50,
  unique: Prisma.sql`f.name`,
  fileOrder: Prisma.sql`f.name`,
  empty: {
    title: "Nothing was received yet",
    text: "A feed appears with its first report. An admin makes a component and a key for the machine that is to send it, under Admin.",
    filtered: "No such feed",
  },
});

export type FeedRow = RowOf<typeof feedList>;
