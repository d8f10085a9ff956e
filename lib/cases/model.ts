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

/** What a verb changes: the new values, and the one datum that history tells of. */
export interface CaseChange {
  set: { claimantId?: number | null; state?: CaseState; ticket?: CaseTicket | null };
  datum: "claimant" | "state" | "ticket";
  was: string | null;
  now: string | null;
}

/** What somebody does to a case, beside the verb itself. */
export interface Act {
  me: Named;
  /** Who is to have the case: the person who acts, unless somebody else was named. */
  assignee: Named;
  /** The ticket to link; null removes the link. */
  ticket: CaseTicket | null;
  /** Whether the ticket may take the place of another one. */
  canReplace: boolean;
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

function claimantChange(held: HeldCase, next: Named | null): CaseChange {
  return {
    set: { claimantId: next?.id ?? null },
    datum: "claimant",
    was: held.claimant && personKey(held.claimant),
    now: next && personKey(next),
  };
}

/** Null when it is mine already. Throws `conflict`, with the claimant's name, if it is not free. */
export function claim(held: HeldCase, { me }: Act): CaseChange | null {
  if (held.claimantId === me.id) return null;
  if (held.claimant) {
    const { uid, name } = held.claimant;
    const message = `${name} has claimed this case already. With a note you can take it over.`;
    throw new AppError("conflict", message, { details: { claimant: { uid, name } } });
  }
  return claimantChange(held, me);
}

/** Throws `invalid_state` unless somebody else holds the case. */
export function steal(held: HeldCase, { me }: Act): CaseChange {
  if (!held.claimant) {
    throw new AppError("invalid_state", "Nobody has claimed this case: claim it instead.");
  }
  if (held.claimantId === me.id) throw new AppError("invalid_state", "This case is yours already.");
  return claimantChange(held, me);
}

/** Throws `invalid_state` when the case is not mine: only the claimant lets go of a case. */
export function release(held: HeldCase, { me }: Act): CaseChange {
  if (held.claimantId === me.id) return claimantChange(held, null);
  const holder = held.claimant ? `${held.claimant.name} holds it` : "nobody holds it";
  throw new AppError("invalid_state", `You cannot release this case: ${holder}.`);
}

/** Null when this person has it already. */
export function assign(held: HeldCase, { assignee }: Act): CaseChange | null {
  return held.claimantId === assignee.id ? null : claimantChange(held, assignee);
}

/**
 * Links the ticket or removes the link. Null when nothing is new. Throws `conflict` when there is
 * another ticket and no leave to replace it, and `invalid_state` where an accepted case would lose
 * its ticket.
 */
export function changeTicket(held: HeldCase, { ticket, canReplace }: Act): CaseChange | null {
  const { ticket: old } = held;
  if (old?.no === ticket?.no && old?.id === ticket?.id && old?.url === ticket?.url) return null;
  if (!ticket && held.state === "accepted") {
    throw new AppError("invalid_state", "An accepted case keeps its ticket. Reopen it first.");
  }
  if (old && ticket && !canReplace) {
    const message = `Ticket ${old.no} is linked already. Say that it should be replaced.`;
    throw new AppError("conflict", message, { details: { ticketNo: old.no } });
  }
  return { set: { ticket }, datum: "ticket", was: old?.no ?? null, now: ticket?.no ?? null };
}

/** Where a decision leads from which states. */
export interface Transition {
  from: readonly CaseState[];
  to: CaseState;
  /** As in "it cannot be accepted". */
  done: string;
  /** Nobody gets more resources without a trace. */
  needsTicket?: boolean;
}

/** Throws `invalid_state` (409) from another state, and where the ticket that it needs is missing. */
export function decide(held: HeldCase, { from, to, done, needsTicket }: Transition): CaseChange {
  if (held.state === null || !from.includes(held.state)) {
    const current = held.state ?? "without a decision";
    throw new AppError("invalid_state", `This case is ${current}; it cannot be ${done}.`);
  }
  if (needsTicket && !held.ticketNo) {
    throw new AppError("invalid_state", "Link a ticket first: a case is accepted with a ticket.");
  }
  return { set: { state: to }, datum: "state", was: held.state, now: to };
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
