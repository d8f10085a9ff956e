import "server-only";
import { db, type Prisma } from "@/lib/platform/db";
import type { HistoryRow, Json } from "./model";

type Row = Prisma.HistoryEventGetPayload<object>;

function toHistoryRow(row: Row): HistoryRow {
  return {
    id: String(row.id),
    at: row.at,
    actorKind: row.actorKind as HistoryRow["actorKind"],
    actorId: row.actorId,
    actorName: row.actorName,
    subjectType: row.subjectType,
    subjectId: row.subjectId,
    verb: row.verb,
    change: row.datum ? { datum: row.datum, was: row.was as Json, now: row.now as Json } : null,
    note: row.note,
  };
}

/** Events of one record, oldest first, at most 1,000. The caller has checked the reader's scope. */
export async function listSubjectEvents(
  subjectType: string,
  subjectId: string,
): Promise<HistoryRow[]> {
  const rows = await db().historyEvent.findMany({
    where: { subjectType, subjectId },
    orderBy: [{ at: "asc" }, { id: "asc" }],
    take: 1_000,
  });
  return rows.map(toHistoryRow);
}

/** Events of a room, newest first. `page` counts from 1. */
export async function listRoomEvents(
  room: string,
  filter: { page: number; size: number; text?: string },
): Promise<{ rows: HistoryRow[]; rowCount: number }> {
  // Prisma hands the text to ILIKE as it is: without this `_`, common in ids, matches anything.
  const text = (filter.text ?? "").replace(/[\\%_]/g, "\\$&");
  const contains = { contains: text, mode: "insensitive" as const };
  const where: Prisma.HistoryEventWhereInput = {
    room,
    ...(filter.text
      ? {
          OR: [
            { actorId: contains },
            { actorName: contains },
            { subjectType: contains },
            { subjectId: contains },
            { verb: contains },
            { note: contains },
          ],
        }
      : {}),
  };
  const [rows, rowCount] = await Promise.all([
    db().historyEvent.findMany({
      where,
      orderBy: [{ at: "desc" }, { id: "desc" }],
      skip: (filter.page - 1) * filter.size,
      take: filter.size,
    }),
    db().historyEvent.count({ where }),
  ]);
  return { rows: rows.map(toHistoryRow), rowCount };
}
