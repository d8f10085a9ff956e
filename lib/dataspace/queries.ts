import "server-only";
import { type Actor, may } from "@/lib/auth/model";
import { now } from "@/lib/platform/clock";
import { db, type Prisma } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { decodeValue } from "./encoding";
import type { RejectedRow } from "./model";

/** Rows of one page of refusals. */
const PAGE_SIZE = 50;

/** Refused rows that one refusal shows; no more are kept. */
const MAX_ROWS = 1_000;

/** Overdue sources that are named. */
const MAX_OVERDUE = 1_000;

export interface RefusalRow {
  id: string;
  feed: string | null;
  component: string | null;
  at: Date;
  /** Reference of the request, as in the log. */
  requestRef: string;
  code: string;
  detail: string;
  receivedCount: number;
  rejectedCount: number;
}

export interface RefusalDetail extends RefusalRow {
  rows: (RejectedRow & { content: string | null })[];
}

type Stored = Prisma.RefusalGetPayload<object>;

function requireRead(actor: Actor): void {
  if (!may(actor, "dataspace:read")) {
    throw new AppError("forbidden", "Your roles do not allow this.");
  }
}

function toRefusalRow({ id, feedName, componentId, ...rest }: Stored): RefusalRow {
  return { ...rest, id: String(id), feed: feedName, component: componentId };
}

/** Refused reports, newest first, 50 a page; `page` counts from 1. */
export async function listRefusals(
  actor: Actor,
  filter: { feed?: string; page?: number } = {},
): Promise<{ rows: RefusalRow[]; rowCount: number }> {
  requireRead(actor);
  const where = filter.feed === undefined ? {} : { feedName: filter.feed };
  const [rows, rowCount] = await Promise.all([
    db().refusal.findMany({
      where,
      orderBy: { id: "desc" },
      skip: ((filter.page ?? 1) - 1) * PAGE_SIZE,
      take: PAGE_SIZE,
    }),
    db().refusal.count({ where }),
  ]);
  return { rows: rows.map(toRefusalRow), rowCount };
}

/** One refused report with its bad rows, at most 1,000; throws `not_found`. */
export async function getRefusal(actor: Actor, id: string): Promise<RefusalDetail> {
  requireRead(actor);
  const key = /^\d{1,18}$/.test(id) ? BigInt(id) : -1n;
  const found = await db().refusal.findUnique({
    where: { id: key },
    include: { rows: { orderBy: { line: "asc" }, take: MAX_ROWS } },
  });
  if (!found) throw new AppError("not_found", "There is no such refused report.");
  const { rows, ...refusal } = found;
  return {
    ...toRefusalRow(refusal),
    rows: rows.map(({ line, reason, content }) => ({
      line,
      reason,
      content: typeof content === "string" ? content : null,
    })),
  };
}

/** The value of a product, and the generation in which it was produced; throws `not_found`. */
export async function getProduct(
  actor: Actor,
  name: { feed: string; number: number; key: string },
): Promise<{ value: unknown; originNumber: number; missedUpdateCount: number }> {
  requireRead(actor);
  const { feed, number, key } = name;
  const found = await db().dataProduct.findFirst({
    where: { key, generation: { number, taskManager: { feedName: feed } } },
    include: { blob: true },
  });
  if (!found) throw new AppError("not_found", `${feed} has no ${key} in generation ${number}.`);
  const { blob, originNumber, missedUpdateCount } = found;
  const value = await decodeValue(blob.encoding, blob.bytes);
  return { value, originNumber, missedUpdateCount };
}

/** A source that should have been heard of by now. */
export interface OverdueSource {
  name: string;
  /** Null where nothing was ever heard. */
  lastAt: Date | null;
  intervalSeconds: number;
}

/**
 * Components and feeds with an expected interval that were silent for longer; for monitoring, so
 * it takes no actor and tells names and times only.
 */
export async function listOverdue(): Promise<{
  components: OverdueSource[];
  feeds: OverdueSource[];
}> {
  const at = now();
  const [components, feeds] = await Promise.all([
    db().$queryRaw<OverdueSource[]>`
      select id as name, last_heard_at as "lastAt", interval_seconds as "intervalSeconds"
      from components
      where coalesce(last_heard_at, created_at) + interval_seconds * interval '1 second'
        < ${at}::timestamptz
      order by id limit ${MAX_OVERDUE}`,
    db().$queryRaw<OverdueSource[]>`
      select f.name, g.closed_at as "lastAt",
        coalesce(f.interval_seconds, c.interval_seconds) as "intervalSeconds"
      from feeds f
      left join generations g on g.id = f.last_generation_id
      left join components c on c.id = g.component_id
      where coalesce(g.closed_at, f.created_at)
        + coalesce(f.interval_seconds, c.interval_seconds) * interval '1 second'
        < ${at}::timestamptz
      order by f.name limit ${MAX_OVERDUE}`,
  ]);
  return { components, feeds };
}
