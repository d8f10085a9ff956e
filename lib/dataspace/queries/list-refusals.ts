import "server-only";
import type { Actor } from "@/lib/auth/model";
import { db, type Prisma } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { pageWindow, readSort } from "@/lib/platform/table-params";
import type { RejectedRow } from "../model";
import type { RefusalParams, RefusedRowParams } from "../params";
import { type Page, requireRead } from "./access";

export interface RefusalRow {
  id: string;
  /** Null for a report that does not even name a feed. */
  feed: string | null;
  sender: { id: string; name: string } | null;
  at: Date;
  /** Reference of the request, as in the log. */
  requestRef: string;
  code: string;
  detail: string;
  receivedCount: number;
  rejectedCount: number;
}

/** A bad row with what it held, as far as it was kept. */
export interface RefusedRowView extends RejectedRow {
  content: string | null;
}

const withSender = { component: { select: { id: true, name: true } } } as const;

type Stored = Prisma.RefusalGetPayload<{ include: typeof withSender }>;

function toRefusalRow(stored: Stored): RefusalRow {
  const { id, feedName, component, componentId: _, ...rest } = stored;
  return { ...rest, id: String(id), feed: feedName, sender: component };
}

function orderOf(sort: RefusalParams["sort"]): Prisma.RefusalOrderByWithRelationInput[] {
  const { id, isDesc } = readSort(sort);
  const order = isDesc ? "desc" : "asc";
  return id === "at" ? [{ id: order }] : [{ rejectedCount: order }, { id: "desc" }];
}

type Wanted = Partial<Pick<RefusalParams, "page" | "size" | "sort" | "q">> & {
  /** All feeds without it. */
  feed?: string | null;
};

/** One page of refused reports, newest first unless asked otherwise. */
export async function listRefusals(actor: Actor, wanted: Wanted = {}): Promise<Page<RefusalRow>> {
  requireRead(actor);
  const { page = 1, size = 50, sort = "-at", q = "", feed = null } = wanted;
  const contains = { contains: q, mode: "insensitive" as const };
  const where: Prisma.RefusalWhereInput = {
    ...(feed === null ? {} : { feedName: feed }),
    ...(q === "" ? {} : { OR: [{ detail: contains }, { requestRef: contains }] }),
  };
  const { limit, offset } = pageWindow({ page, size });
  const [rows, rowCount] = await Promise.all([
    db().refusal.findMany({
      where,
      include: withSender,
      orderBy: orderOf(sort),
      take: limit,
      skip: offset,
    }),
    db().refusal.count({ where }),
  ]);
  return { rows: rows.map(toRefusalRow), rowCount };
}

/** One refused report; throws `not_found`. */
export async function getRefusal(actor: Actor, id: string): Promise<RefusalRow> {
  requireRead(actor);
  const found = await db().refusal.findUnique({
    where: { id: idOf(id) },
    include: withSender,
  });
  if (!found) throw new AppError("not_found", "There is no such refused report.");
  return toRefusalRow(found);
}

/** One page of a refused report's bad rows, by line; at most 1,000 are kept of a report. */
export async function listRefusedRows(
  actor: Actor,
  id: string,
  wanted: Partial<Pick<RefusedRowParams, "page" | "size" | "sort">> = {},
): Promise<Page<RefusedRowView>> {
  requireRead(actor);
  const { page = 1, size = 50, sort = "line" } = wanted;
  const { limit, offset } = pageWindow({ page, size });
  const where = { refusalId: idOf(id) };
  const order = readSort(sort).isDesc ? "desc" : "asc";
  const [rows, rowCount] = await Promise.all([
    db().refusedRow.findMany({ where, orderBy: { line: order }, take: limit, skip: offset }),
    db().refusedRow.count({ where }),
  ]);
  return {
    rows: rows.map(({ line, reason, content }) => ({
      line,
      reason,
      content: typeof content === "string" ? content : null,
    })),
    rowCount,
  };
}

const idOf = (text: string): bigint => (/^\d{1,18}$/.test(text) ? BigInt(text) : -1n);
