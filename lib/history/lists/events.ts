import "server-only";
import { z } from "zod";
import { type Actor, may } from "@/lib/auth/model";
import { Prisma } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import {
  column,
  drawn,
  fact,
  inFile,
  instant,
  json,
  maybe,
  oneOf,
  text,
} from "@/lib/platform/list/column";
import { defineList, type RowOf } from "@/lib/platform/list/declare";
import { actorKinds } from "../model";

const change = z.object({ datum: z.string(), was: z.json(), now: z.json() });

/** The audit trail: every change by administration. */
export const eventList = defineList({
  name: "history",
  caption: "Audit trail of administrative changes, newest first",
  noun: "changes",
  from: Prisma.sql`history_events e`,
  scope: (viewer: Actor) => {
    if (may(viewer, "admin:history")) return Prisma.sql`e.room = 'admin'`;
    throw new AppError("forbidden", "Your roles do not allow this.");
  },
  key: Prisma.sql`e.id`,
  columns: {
    at: column(instant, Prisma.sql`e.at`, {
      header: "When",
      isFixed: true,
      sort: true,
      file: "at",
    }),
    who: drawn({ header: "Who" }),
    what: drawn({ header: "What" }),
    // Null for a plain note or a creation.
    change: column(
      maybe(json(change)),
      Prisma.sql`case when e.datum is not null then
        jsonb_build_object('datum', e.datum, 'was', e.was, 'now', e.now) end`,
      { header: "Was → now" },
    ),
    note: column(maybe(text), Prisma.sql`e.note`, { header: "Note", file: "note" }),
    actorKind: fact(oneOf(actorKinds), Prisma.sql`e.actor_kind`, "actor_kind"),
    actorId: fact(text, Prisma.sql`e.actor_id`, "actor"),
    actorName: fact(text, Prisma.sql`e.actor_name`, "actor_name"),
    verb: fact(text, Prisma.sql`e.verb`, "verb"),
    subjectType: fact(text, Prisma.sql`e.subject_type`, "subject_type"),
    subjectId: fact(text, Prisma.sql`e.subject_id`, "subject"),
    datum: inFile(maybe(text), Prisma.sql`e.datum`, "datum"),
    was: inFile(maybe(json(z.json())), Prisma.sql`e.was`, "was"),
    now: inFile(maybe(json(z.json())), Prisma.sql`e.now`, "now"),
  },
  fileFirst: ["at", "actorKind", "actorId", "actorName", "verb", "subjectType", "subjectId"],
  filters: {},
  search: {
    label: "Search who, what and notes",
    places: [
      Prisma.sql`e.actor_id`,
      Prisma.sql`e.actor_name`,
      Prisma.sql`e.subject_type`,
      Prisma.sql`e.subject_id`,
      Prisma.sql`e.verb`,
      Prisma.sql`e.note`,
    ],
  },
  sort: "-at",
  size: 50,
  unique: Prisma.sql`e.id desc`,
  empty: {
    title: "No changes yet",
    text: "Every change made here or by the command line appears here.",
    filtered: "No such change",
  },
});

export type EventRow = RowOf<typeof eventList>;
