import "server-only";
import { may, reachOf, type Viewer } from "@/lib/auth/model";
import { Prisma } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import {
  column,
  drawn,
  fact,
  instant,
  integer,
  maybe,
  oneOf,
  text,
} from "@/lib/platform/list/column";
import { defineList, type RowOf } from "@/lib/platform/list/declare";
import { choiceFilter, nameFilter } from "@/lib/platform/list/filter";
import { ANONYMOUS, conflictStates } from "../model/conflict";
import { conflictLine, ownLine } from "../queries/record-sql";

const source = Prisma.sql`coalesce(nullif(c.source, ''), ${ANONYMOUS})`;

/** Records that came under a taken id with other content, beside the stored ones. */
export const conflictList = defineList({
  name: "record-conflicts",
  caption: "Records under a taken id",
  noun: "records",
  from: Prisma.sql`
    accounting_conflicts c left join accounting_records r on r.record_id = c.record_id`,
  scope: (viewer: Viewer) => {
    if (reachOf(viewer, "accounting:read") !== "all") {
      throw new AppError("forbidden", "Your roles do not allow this.");
    }
    const site = viewer.within?.sites ?? null;
    // SECURITY: whose site a refused record would be is not known.
    return site === null ? Prisma.sql`true` : Prisma.sql`false`;
  },
  hides: (viewer) => (may(viewer, "admin:accounting") ? [] : ["decide"]),
  key: Prisma.sql`c.id`,
  columns: {
    recordId: column(text, Prisma.sql`c.record_id`, {
      header: "Record",
      className: "max-w-56 break-all",
      isFixed: true,
      sort: true,
      file: "record_id",
    }),
    source: column(text, source, { header: "Sender", sort: true, file: "source" }),
    state: column(oneOf(conflictStates), Prisma.sql`c.state`, {
      header: "State",
      sort: true,
      file: "state",
    }),
    sent: column(integer, Prisma.sql`c.sent_count`, {
      header: "Sent",
      help: "How often it came",
      sort: true,
      file: "sent_count",
    }),
    first: column(instant, Prisma.sql`c.first_at`, {
      header: "First",
      sort: true,
      file: "first_at",
    }),
    last: column(instant, Prisma.sql`c.last_at`, { header: "Last", sort: true, file: "last_at" }),
    versions: drawn({ header: "Stored, and what came", className: "min-w-96" }),
    decide: drawn({ header: "Decision" }),
    stored: fact(maybe(text), ownLine, "stored"),
    came: fact(text, conflictLine, "came"),
    storedAs: fact(maybe(text), Prisma.sql`c.stored_as`, "stored_as"),
    decidedBy: fact(maybe(text), Prisma.sql`c.decided_by`, "decided_by"),
  },
  filters: {
    source: nameFilter({
      noun: "sender",
      look: { control: "choice", label: "Sender", any: "All senders" },
      where: (name) => Prisma.sql`${source} = ${name}`,
    }),
    state: choiceFilter(conflictStates, {
      noun: "state",
      look: {
        label: "State",
        any: "Any state",
        options: [
          ["open", "Open"],
          ["kept", "Stored one kept"],
          ["renamed", "Stored under a new id"],
          ["replaced", "Stored one replaced"],
        ],
      },
      where: (state) => Prisma.sql`c.state = ${state}`,
    }),
  },
  search: { label: "Search record ids", places: [Prisma.sql`c.record_id`] },
  sort: "-last",
  unique: Prisma.sql`c.id desc`,
  empty: {
    title: "No such record",
    text: "Whatever came under a taken id was what is stored, or was decided.",
  },
});

export type ConflictRow = RowOf<typeof conflictList>;
