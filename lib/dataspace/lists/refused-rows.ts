import "server-only";
import type { Actor } from "@/lib/auth/model";
import { Prisma } from "@/lib/platform/db";
import { column, integer, maybe, text } from "@/lib/platform/list/column";
import { defineList, type RowOf } from "@/lib/platform/list/declare";
import { feedScope, requireRead } from "../space/access";

/** Bad rows of refused reports with what they held; at most 1,000 are kept of a report. */
export const refusedRowList = defineList({
  name: "refused-rows",
  caption: "Bad rows by line",
  noun: "rows",
  from: Prisma.sql`
    refused_rows w join refusals r on r.id = w.refusal_id left join feeds f on f.name = r.feed_name`,
  scope: (viewer: Actor) => {
    requireRead(viewer);
    return feedScope(viewer);
  },
  key: Prisma.sql`w.refusal_id || '-' || w.line`,
  columns: {
    line: column(integer, Prisma.sql`w.line`, {
      header: "Line",
      align: "start",
      isFixed: true,
      sort: true,
    }),
    reason: column(text, Prisma.sql`w.reason`, {
      header: "Why",
      className: "min-w-56 break-words",
    }),
    // As it came, as far as it was kept.
    content: column(
      maybe(text),
      Prisma.sql`case jsonb_typeof(w.content) when 'string' then w.content #>> '{}' end`,
      { header: "What it held", className: "min-w-72" },
    ),
  },
  filters: {},
  sort: "line",
  size: 50,
  unique: Prisma.sql`w.refusal_id, w.line`,
  empty: {
    title: "No single row was at fault",
    text: "The report was refused as a whole; the reason stands above.",
  },
});

/** Only those of this report. */
export const ofRefusal = (id: string): Prisma.Sql => Prisma.sql`w.refusal_id = ${id}::bigint`;

export type RefusedRowRow = RowOf<typeof refusedRowList>;
