import type { Viewer } from "@/lib/auth/model";
import { AppError } from "@/lib/platform/errors";

/**
 * Terms of this room.
 *
 * case       one ongoing problem of one account on one cluster
 * type       what kind of problem: `bursts`, `oldjobs`; declared in `case-types/`
 * report     what a detector sends: all cases of one type on one cluster, as of now (a snapshot)
 * entry      one row of a report; it hits one case
 * tick       one entry that hit the case; ticks counts them
 * metric     the number the type sorts by: pain of a burst, age in days of an old job
 * epoch      UNIX seconds at which the report was received
 * current    named by the newest report of its type on its cluster
 * claimant   the analyst who follows the case up
 * decision   what an admin made of it: accepted, rejected, or still pending
 * verb       what a person can do to a case; each leaves exactly one history row. One table says all
 *            of it: `model/verbs.ts`
 * queue      the list of cases people work through, as its address filters and sorts it
 */

export const caseStates = ["pending", "accepted", "rejected"] as const;
export type CaseState = (typeof caseStates)[number];

export const resources = ["cpu", "gpu"] as const;
export type Resource = (typeof resources)[number];

/** Longest note, in characters. */
export const MAX_NOTE_LENGTH = 4_000;

/** Longest ticket number, in characters. */
export const MAX_TICKET_LENGTH = 64;

/** Most cases one bulk action touches. */
export const MAX_BULK = 200;

/** The facts of a case that the rules below look at. */
export interface CaseFacts {
  state: CaseState | null;
  claimantId: number | null;
  ticketNo: string | null;
}

/** A person as claims and history name them. */
export interface Named {
  id: number;
  uid: string;
  cci: string | null;
  name: string;
}

export interface CaseTicket {
  no: string;
  /** Number by which the ticket system builds its address. */
  id: number | null;
  url: string | null;
}

/** A case as the rules of the verbs look at it. */
export interface HeldCase extends CaseFacts {
  claimant: Named | null;
  ticket: CaseTicket | null;
}

/** The states of a case in words. */
export const stateTexts: Readonly<Record<CaseState, string>> = {
  pending: "Pending",
  accepted: "Accepted",
  rejected: "Rejected",
};

/** Whether somebody sees notes, claimants and names of staff: whoever reads every group's cases. */
export function seesStaff({ grants }: Pick<Viewer, "grants">): boolean {
  return grants["case:read"] === "all";
}

/** How claims and history write a person: the CCI, or the uid of somebody without one. */
export function personKey(person: Pick<Named, "cci" | "uid">): string {
  return person.cci ?? person.uid;
}

/** `note` as it is kept: verbatim; an empty one is none. Throws where it cannot be stored. */
export function keptNote(note: string | undefined): string | undefined {
  if (!note?.trim()) return undefined;
  // PostgreSQL has no U+0000 in text.
  const problem =
    note.length > MAX_NOTE_LENGTH
      ? `A note has at most ${MAX_NOTE_LENGTH} characters.`
      : note.includes("\0") && "A note is plain text.";
  if (problem) throw new AppError("invalid_input", problem, { fields: { note: [problem] } });
  return note;
}

const ISO_INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$/;
const TWELVE_HOURS = /^(\d{4}-\d\d-\d\d) (1[0-2]|0?[1-9]):([0-5]\d) ([AP])M$/i;

/**
 * An instant as imports write it: ISO 8601, or `2019-03-31 10:31 AM`; UTC where no zone is given.
 * Throws `invalid_input` for anything else.
 */
export function parseBackdate(text: string): Date {
  const at = new Date(isoOf(text.trim()));
  if (Number.isNaN(at.getTime())) {
    throw new AppError("invalid_input", "The time must be ISO 8601, or like 2019-03-31 10:31 AM.");
  }
  return at;
}

function isoOf(text: string): string {
  const iso = ISO_INSTANT.exec(text);
  if (iso) return iso[3] ? text : `${text}Z`;
  const twelve = TWELVE_HOURS.exec(text);
  if (!twelve) return "";
  const [, day, hour, minute, half] = twelve;
  const hours = (Number(hour) % 12) + (half?.toUpperCase() === "P" ? 12 : 0);
  return `${day}T${String(hours).padStart(2, "0")}:${minute}:00Z`;
}

/** Throws where something would have happened in the future, or before the case existed. */
export function checkBackdate(at: Date, now: Date, firstReportedAt: Date): void {
  if (at > now) throw new AppError("invalid_input", "This time lies in the future.");
  if (at < firstReportedAt) {
    throw new AppError("invalid_input", "This time lies before the case was first reported.");
  }
}
