import "server-only";
import type { Actor } from "@/lib/auth/model";
import { now } from "@/lib/platform/clock";
import { db, Prisma } from "@/lib/platform/db";
import { pageWindow, readSort } from "@/lib/platform/table-params";
import { type GenerationParams, type Range, rangeDays } from "../params";
import { type Page, requireRead } from "./access";

/** About one point for each pixel of the chart. */
const MAX_POINTS = 600;

const DAY_MS = 24 * 60 * 60_000;

export interface GenerationRow {
  number: number;
  madeAt: Date;
  /** When it was closed: from then on it was the feed's newest. */
  receivedAt: Date | null;
  sender: { id: string; name: string } | null;
  receivedCount: number;
  storedCount: number;
  unchangedCount: number;
  rejectedCount: number;
  productCount: number;
  summary: string | null;
  requestRef: string;
}

type Raw = Omit<GenerationRow, "sender"> & { senderId: string | null; senderName: string | null };

const orders: Record<string, Prisma.Sql> = {
  number: Prisma.sql`g.number`,
  madeAt: Prisma.sql`g.made_at`,
  received: Prisma.sql`g.received_count`,
  stored: Prisma.sql`g.stored_count`,
  unchanged: Prisma.sql`g.unchanged_count`,
  rejected: Prisma.sql`g.rejected_count`,
};

/** One page of a feed's generations, over all its incarnations; numbers are never used twice. */
export async function listGenerations(
  actor: Actor,
  feed: string,
  params: GenerationParams,
): Promise<Page<GenerationRow>> {
  requireRead(actor);
  const { limit, offset } = pageWindow(params);
  const { id, isDesc } = readSort(params.sort);
  const direction = isDesc ? Prisma.sql`desc` : Prisma.sql`asc`;
  const where = whereOf(feed, params.q);
  const [rows, [counted]] = await Promise.all([
    db().$queryRaw<Raw[]>`
      select g.number, g.made_at as "madeAt", g.closed_at as "receivedAt", k.id as "senderId",
        k.name as "senderName", g.received_count as "receivedCount",
        g.stored_count as "storedCount", g.unchanged_count as "unchangedCount",
        g.rejected_count as "rejectedCount", g.product_count as "productCount", g.summary,
        g.request_ref as "requestRef"
      from generations g join task_managers t on t.sequence_id = g.sequence_id
      left join components k on k.id = g.component_id
      where ${where} order by ${orders[id]} ${direction}, g.number desc
      limit ${limit} offset ${offset}`,
    db().$queryRaw<{ rowCount: number }[]>`
      select count(*)::int as "rowCount"
      from generations g join task_managers t on t.sequence_id = g.sequence_id
      left join components k on k.id = g.component_id where ${where}`,
  ]);
  return {
    rows: rows.map(({ senderId, senderName, ...row }) => ({
      ...row,
      sender: senderId === null ? null : { id: senderId, name: senderName ?? senderId },
    })),
    rowCount: counted?.rowCount ?? 0,
  };
}

function whereOf(feed: string, q: string): Prisma.Sql {
  const own = Prisma.sql`t.feed_name = ${feed} and g.state = 'CLOSED'`;
  if (!q) return own;
  const like = `%${q.replace(/[\\%_]/g, "\\$&")}%`;
  return Prisma.sql`${own} and (g.number::text = ${q} or g.summary ilike ${like}
    or g.request_ref ilike ${like} or k.name ilike ${like})`;
}

/** A generation on the time line. */
export interface Arrival {
  number: number;
  madeAt: Date;
  /** Time since the generation before; null for the first that is kept. */
  gapSeconds: number | null;
  receivedCount: number;
}

/**
 * The generations of a feed within a range, oldest first, at most 601: of many neighbours the one
 * after the longest gap is kept, and always the newest.
 */
export async function listArrivals(actor: Actor, feed: string, range: Range): Promise<Arrival[]> {
  requireRead(actor);
  const since = new Date(now().getTime() - rangeDays[range] * DAY_MS);
  return db().$queryRaw<Arrival[]>`
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
