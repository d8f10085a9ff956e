/**
 * history   an append-only list of who did what to what, when, and why
 * event     one row: actor, verb, subject, and at most one changed datum with was and now
 * subject   the record that was changed, `case 17`
 */

/** A JSON value, as `was` and `now` hold it. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

export interface NewEvent {
  room: "accounting" | "cases" | "admin" | "dataspace" | "directory" | "storage" | "auth";
  subjectType:
    | "archive"
    | "mapping"
    | "record"
    | "sender"
    | "usage"
    | "case"
    | "cluster"
    | "component"
    | "directory"
    | "key"
    | "person"
    | "feed"
    | "setting"
    | "volume";
  subjectId: string;
  verb: string;
  /** The changed field; absent for a plain note or a creation. */
  change?: { datum: string; was: Json; now: Json };
  note?: string;
  /** When it happened, for something written up later; default now. */
  at?: Date;
}

export const actorKinds = ["person", "component", "system"] as const;

/** An event as pages show it. */
export interface HistoryRow {
  id: string;
  at: Date;
  actorKind: (typeof actorKinds)[number];
  actorId: string;
  actorName: string;
  subjectType: string;
  subjectId: string;
  verb: string;
  change: { datum: string; was: Json; now: Json } | null;
  note: string | null;
}
