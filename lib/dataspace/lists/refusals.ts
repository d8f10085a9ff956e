import "server-only";
import type { Actor } from "@/lib/auth/model";
import { Prisma } from "@/lib/platform/db";
import { column, fact, instant, integer, maybe, text } from "@/lib/platform/list/column";
import { defineList, type RowOf } from "@/lib/platform/list/declare";
import { nameFilter } from "@/lib/platform/list/filter";
import { currentFeedName } from "../model";
import { feedScope, requireRead } from "../space/access";

/** Reports that were turned away. */
export const refusalList = defineList({
  name: "refusals",
  caption: "Refused reports",
  noun: "reports",
  from: Prisma.sql`
    refusals r left join feeds f on f.name = r.feed_name
    left join components k on k.id = r.component_id`,
  scope: (viewer: Actor) => {
    requireRead(viewer);
    return feedScope(viewer);
  },
  key: Prisma.sql`r.id`,
  columns: {
    at: column(instant, Prisma.sql`r.at`, {
      header: "Refused",
      isFixed: true,
      // ORDER: as they came, which is the order of their numbers.
      sort: Prisma.sql`r.id`,
      file: "refused_at",
    }),
    // Null for a report that does not even name a feed.
    feed: column(maybe(text), Prisma.sql`r.feed_name`, { header: "Feed", file: "feed" }),
    sender: column(maybe(text), Prisma.sql`k.name`, { header: "Sender", file: "sender_name" }),
    detail: column(text, Prisma.sql`r.detail`, {
      header: "Why",
      className: "min-w-64 max-w-xl break-words",
      file: "detail",
    }),
    rejected: column(integer, Prisma.sql`r.rejected_count`, {
      header: "Bad rows",
      sort: true,
      file: "rejected_rows",
    }),
    requestRef: column(text, Prisma.sql`r.request_ref`, {
      header: "Request",
      help: "Finds the request in the log",
      isHidden: true,
      file: "request",
    }),
    received: fact(integer, Prisma.sql`r.received_count`, "received_rows"),
    senderId: fact(maybe(text), Prisma.sql`r.component_id`, "sender"),
    code: fact(text, Prisma.sql`r.code`, "code"),
  },
  filters: {
    feed: nameFilter({
      noun: "feed",
      look: { control: "chip", label: "Feed" },
      where: (feed) => Prisma.sql`r.feed_name = ${currentFeedName(feed)}`,
    }),
  },
  search: {
    label: "Search reasons",
    places: [Prisma.sql`r.detail`, Prisma.sql`r.request_ref`],
  },
  sort: "-at",
  unique: Prisma.sql`r.id desc`,
  empty: {
    title: "Nothing was refused",
    text: "Every report that came was stored.",
    filtered: "No such report",
  },
});

export type RefusalRow = RowOf<typeof refusalList>;
