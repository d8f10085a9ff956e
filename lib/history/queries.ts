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
