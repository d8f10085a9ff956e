import "server-only";
import { reachOf, type Viewer } from "@/lib/auth/model";
import { Prisma } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { column, drawn, fact, flag, integer, maybe, text } from "@/lib/platform/list/column";
import { defineList, type RowOf } from "@/lib/platform/list/declare";
import { flagFilter } from "@/lib/platform/list/filter";

/** Records of refused reports, good ones of a refused batch too, as they came. */
export const refusedRecordList = defineList({
  name: "refused-records",
  caption: "Refused records by line",
  noun: "records",
  from: Prisma.sql`accounting_refused_records k`,
  scope: (viewer: Viewer) => {
    if (reachOf(viewer, "accounting:read") !== "all" || (viewer.within?.sites ?? null) !== null) {
      throw new AppError("forbidden", "Your roles do not allow this.");
    }
    return Prisma.sql`true`;
  },
  key: Prisma.sql`k.refusal_id || '-' || k.line`,
  columns: {
    line: column(integer, Prisma.sql`k.line`, {
      header: "Line",
      align: "start",
      isFixed: true,
      sort: true,
    }),
    reason: column(maybe(text), Prisma.sql`k.reason`, {
      header: "Why",
      className: "min-w-56 break-words",
    }),
    content: column(text, Prisma.sql`k.content`, { header: "What it held", className: "min-w-72" }),
    repair: drawn({ header: "Repair" }),
    isStored: fact(flag, Prisma.sql`k.stored_at is not null`),
    storedBy: fact(maybe(text), Prisma.sql`k.stored_by`),
    refusalId: fact(text, Prisma.sql`k.refusal_id::text`),
  },
  filters: {
    bad: flagFilter({
      noun: "bad records",
      label: "Bad ones only",
      sql: Prisma.sql`k.reason is not null`,
    }),
  },
  sort: "line",
  size: 50,
  unique: Prisma.sql`k.refusal_id, k.line`,
  empty: {
    title: "No records are kept",
    text: "Nothing could be read of what came, or newer reports of the sender took the room.",
  },
});

/** Only those of this report. */
export const ofRefusal = (id: string): Prisma.Sql => Prisma.sql`k.refusal_id = ${id}::bigint`;

export type RefusedRecordRow = RowOf<typeof refusedRecordList>;
