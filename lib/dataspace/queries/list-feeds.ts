import "server-only";
import type { Actor } from "@/lib/auth/model";
import { now } from "@/lib/platform/clock";
import { db, Prisma } from "@/lib/platform/db";
import { pageWindow, readSort } from "@/lib/platform/table-params";
import { freshnessStates } from "../model";
import type { FeedParams } from "../params";
import { type Page, requireRead } from "./access";
import {
  type FeedFreshness,
  feedFacts,
  freshnessColumns,
  freshnessRank,
  type RawFreshness,
  toFreshness,
} from "./feed-facts";

/** Gaps between generations that the cadence is the median of. */
const CADENCE_GAPS = 20;

/** How far back refused rows are counted. */
const REFUSED_MS = 7 * 24 * 60 * 60_000;

/** Kinds and clusters that a filter offers. */
const MAX_CHOICES = 200;

export interface FeedRow {
  freshness: FeedFreshness;
  kind: string;
  cluster: { id: string; name: string } | null;
  /** Who sent the newest generation. */
  sender: { id: string; name: string } | null;
  /** Median of the last 20 gaps between generations; null with fewer than two generations. */
  cadenceSeconds: number | null;
  /** What the sender has agreed to; null where nothing is expected. */
  intervalSeconds: number | null;
  productCount: number;
  /** Stored bytes of the newest generation's products. */
  storedBytes: bigint;
  /** Reports that were turned away within seven days, and their bad rows. */
  refusedReports: number;
  refusedRows: number;
}

type Raw = RawFreshness &
  Omit<FeedRow, "freshness" | "cluster" | "sender"> & {
    clusterId: string | null;
    clusterName: string | null;
    senderId: string | null;
    senderName: string | null;
    rowCount: number;
  };

/**
 * Median gap between the newest generations, over incarnations. ORDER: by the time they speak of,
 * since a feed may be loaded with weeks of reports at once. Every incarnation has a generation, so
 * as many incarnations as generations are enough.
 */
const cadence = Prisma.sql`
  left join lateral (
    select percentile_cont(0.5) within group (order by gap) as "cadenceSeconds"
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

const bytes = Prisma.sql`
  left join lateral (
    select coalesce(sum(b.stored_size), 0)::bigint as "storedBytes"
    from data_products p join product_blobs b on b.hash = p.blob_hash
    where p.generation_id = f.last_generation_id
  ) b on true`;

const refusedSince = (since: Date) => Prisma.sql`
  left join lateral (
    select count(*)::int as "refusedReports",
      coalesce(sum(r.rejected_count), 0)::int as "refusedRows"
    from refusals r where r.feed_name = f.name and r.at > ${since}::timestamptz
  ) r on true`;

/** What each column sorts by; the names of the columns below. */
const orders: Record<string, Prisma.Sql> = {
  name: Prisma.sql`feed`,
  kind: Prisma.sql`kind`,
  cluster: Prisma.sql`"clusterName"`,
  sender: Prisma.sql`"senderName"`,
  generation: Prisma.sql`generation`,
  // The older the report, the greater its age.
  age: Prisma.sql`extract(epoch from -("madeAt" - 'epoch'::timestamptz))`,
  state: Prisma.sql`rank`,
  cadence: Prisma.sql`"cadenceSeconds"`,
  products: Prisma.sql`"productCount"`,
  bytes: Prisma.sql`"storedBytes"`,
  missed: Prisma.sql`"missedCount"`,
  refused: Prisma.sql`"refusedRows"`,
};

/**
 * One page of feeds with all that the list of sources says of them, in one statement. Reads only
 * the newest generations of each feed, whatever its history holds.
 */
export async function listFeeds(actor: Actor, params: FeedParams): Promise<Page<FeedRow>> {
  requireRead(actor);
  const at = now();
  const { limit, offset } = pageWindow(params);
  const { id, isDesc } = readSort(params.sort);
  const order = Prisma.sql`
    order by ${orders[id]} ${isDesc ? Prisma.sql`desc` : Prisma.sql`asc`} nulls last, feed`;
  // PERF: these are read for the feeds of the page only, unless the order itself needs them.
  const isMeasured = id === "cadence" || id === "bytes";
  const measures = Prisma.sql`${cadence} ${bytes}`;
  const measured = Prisma.sql`, t."cadenceSeconds", b."storedBytes"`;
  const rows = await db().$queryRaw<Raw[]>`
    with known as (
      select f.name, f.last_generation_id, ${freshnessColumns}, ${freshnessRank(at)} as rank,
        f.kind, c.id as "clusterId", c.name as "clusterName", k.id as "senderId",
        k.name as "senderName", v.products as "productCount",
        coalesce(f.interval_seconds, k.interval_seconds) as "intervalSeconds",
        r."refusedReports", r."refusedRows" ${isMeasured ? measured : Prisma.empty}
      from feeds f ${feedFacts}
      left join clusters c on c.id = f.cluster_id
      ${refusedSince(new Date(at.getTime() - REFUSED_MS))}
      ${isMeasured ? measures : Prisma.empty}
    ), page as (
      select *, count(*) over ()::int as "rowCount" from known where ${whereOf(params)}
      ${order} limit ${limit} offset ${offset}
    )
    select f.* ${isMeasured ? Prisma.empty : measured}
    from page f ${isMeasured ? Prisma.empty : measures} ${order}`;
  return { rows: rows.map((raw) => toFeedRow(raw, at)), rowCount: rows[0]?.rowCount ?? 0 };
}

function whereOf(params: FeedParams): Prisma.Sql {
  const parts = [Prisma.sql`true`];
  if (params.kind) parts.push(Prisma.sql`kind = ${params.kind}`);
  if (params.cluster) parts.push(Prisma.sql`"clusterId" = ${params.cluster}`);
  if (params.state) parts.push(Prisma.sql`rank = ${freshnessStates.indexOf(params.state)}`);
  if (params.q) {
    const like = `%${params.q.replace(/[\\%_]/g, "\\$&")}%`;
    const places = ["feed", '"senderId"', '"senderName"', '"clusterName"'].map(
      (place) => Prisma.sql`${Prisma.raw(place)} ilike ${like}`,
    );
    parts.push(Prisma.sql`(${Prisma.join(places, " or ")})`);
  }
  return Prisma.join(parts, " and ");
}

function toFeedRow(raw: Raw, at: Date): FeedRow {
  const { clusterId, clusterName, senderId, senderName } = raw;
  return {
    freshness: toFreshness(raw, at),
    kind: raw.kind,
    cluster: clusterId === null ? null : { id: clusterId, name: clusterName ?? clusterId },
    sender: senderId === null ? null : { id: senderId, name: senderName ?? senderId },
    cadenceSeconds: raw.cadenceSeconds,
    intervalSeconds: raw.intervalSeconds,
    productCount: raw.productCount,
    storedBytes: raw.storedBytes,
    refusedReports: raw.refusedReports,
    refusedRows: raw.refusedRows,
  };
}

export interface FeedChoices {
  kinds: string[];
  clusters: { id: string; name: string }[];
}

/** What the list of sources can be narrowed to; at most 200 of each. */
export async function listFeedChoices(actor: Actor): Promise<FeedChoices> {
  requireRead(actor);
  const [kinds, clusters] = await Promise.all([
    db().$queryRaw<{ kind: string }[]>`
      select distinct kind from feeds order by kind limit ${MAX_CHOICES}`,
    db().cluster.findMany({
      where: { feeds: { some: {} } },
      select: { id: true, name: true },
      orderBy: { name: "asc" },
      take: MAX_CHOICES,
    }),
  ]);
  return { kinds: kinds.map(({ kind }) => kind), clusters };
}
