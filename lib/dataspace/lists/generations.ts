import "server-only";
import type { Actor } from "@/lib/auth/model";
import { Prisma } from "@/lib/platform/db";
import { column, instant, integer, maybe, text } from "@/lib/platform/list/column";
import { defineList, type RowOf } from "@/lib/platform/list/declare";
import { feedScope, requireRead } from "../space/access";

/**
 * The generations that feeds keep, over all incarnations; numbers are never used twice. No file of
 * them: machines read them from `/api/v1/dataspace`, with their products.
 */
export const generationList = defineList({
  name: "generations",
  caption: "Generations",
  noun: "generations",
  from: Prisma.sql`
    generations g join task_managers t on t.sequence_id = g.sequence_id
    join feeds f on f.name = t.feed_name
    left join components k on k.id = g.component_id`,
  scope: (viewer: Actor) => {
    requireRead(viewer);
    return Prisma.sql`${feedScope(viewer)} and g.state = 'CLOSED'`;
  },
  key: Prisma.sql`g.id`,
  columns: {
    number: column(integer, Prisma.sql`g.number`, {
      header: "Generation",
      align: "start",
      isFixed: true,
      sort: true,
    }),
    madeAt: column(instant, Prisma.sql`g.made_at`, {
      header: "Made",
      help: "The instant that the report speaks of",
      sort: true,
    }),
    // When it was closed: from then on it was the feed's newest.
    receivedAt: column(maybe(instant), Prisma.sql`g.closed_at`, { header: "Received" }),
    sender: column(maybe(text), Prisma.sql`k.name`, { header: "Sender" }),
    received: column(integer, Prisma.sql`g.received_count`, {
      header: "Rows",
      help: "Rows that came",
      sort: true,
    }),
    stored: column(integer, Prisma.sql`g.stored_count`, {
      header: "Stored",
      help: "Rows that were new or changed something",
      sort: true,
    }),
    unchanged: column(integer, Prisma.sql`g.unchanged_count`, {
      header: "Unchanged",
      help: "Rows that said what was known already",
      isHidden: true,
      sort: true,
    }),
    rejected: column(integer, Prisma.sql`g.rejected_count`, {
      header: "Rejected",
      help: "Bad rows, which were left out",
      sort: true,
    }),
    summary: column(maybe(text), Prisma.sql`g.summary`, {
      header: "Summary",
      className: "min-w-48",
    }),
    requestRef: column(text, Prisma.sql`g.request_ref`, {
      header: "Request",
      help: "Finds the request in the log",
      isHidden: true,
    }),
  },
  filters: {},
  search: {
    label: "Search number, sender, summary",
    places: [Prisma.sql`g.summary`, Prisma.sql`g.request_ref`, Prisma.sql`k.name`],
    whole: [Prisma.sql`g.number`],
  },
  sort: "-number",
  unique: Prisma.sql`g.number desc, g.id desc`,
  empty: {
    title: "No generation yet",
    text: "The sender has not delivered a report that could be stored; look at what was refused.",
    filtered: "No such generation",
  },
});

/** Only those of this feed. */
export const ofFeed = (feed: string): Prisma.Sql => Prisma.sql`t.feed_name = ${feed}`;

export type GenerationRow = RowOf<typeof generationList>;
