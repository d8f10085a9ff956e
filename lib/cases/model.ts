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
 * verb       what a person can do to a case; each leaves exactly one history row
 * queue      the list of cases people work through, as its address filters and sorts it
 */

export const caseStates = ["pending", "accepted", "rejected"] as const;
export type CaseState = (typeof caseStates)[number];

export const resources = ["cpu", "gpu"] as const;
export type Resource = (typeof resources)[number];

/** What a person can do to a case; `history` and links are always there. */
export const caseVerbs = [
  "claim",
  "steal",
  "release",
  "assign",
  "note",
  "ticket",
  "reject",
  "accept",
  "withdraw",
  "reopen",
] as const;
export type CaseVerb = (typeof caseVerbs)[number];

/** Verbs that make no sense without a reason. */
export const noteRequired: ReadonlySet<CaseVerb> = new Set([
  "steal",
  "note",
  "reject",
  "withdraw",
  "reopen",
]);

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

/** What the person may do at all; from the permission table. */
export interface CasePowers {
  personId: number;
  canClaim: boolean;
  canNote: boolean;
  canTicket: boolean;
  canDecide: boolean;
}

/** The verbs that are allowed now, in the order in which they are offered. */
export function allowedVerbs(facts: CaseFacts, powers: CasePowers): CaseVerb[] {
  const verbs: CaseVerb[] = [];
  if (powers.canClaim) {
    if (facts.claimantId === null) verbs.push("claim");
    else if (facts.claimantId === powers.personId) verbs.push("release");
    else verbs.push("steal");
    verbs.push("assign");
  }
  if (powers.canTicket) verbs.push("ticket");
  if (powers.canNote) verbs.push("note");
  if (powers.canDecide) verbs.push(...decisionVerbs(facts));
  return verbs;
}

function decisionVerbs(facts: CaseFacts): CaseVerb[] {
  if (facts.state === "pending") return facts.ticketNo ? ["reject", "accept"] : ["reject"];
  if (facts.state === "accepted") return ["withdraw", "reopen"];
  return facts.state === "rejected" ? ["reopen"] : [];
}

/** Throws where the note that the verb needs is missing. */
export function requireNote(verb: CaseVerb, note: string | undefined): void {
  if (noteRequired.has(verb) && !note?.trim()) {
    throw new AppError("invalid_input", "Please say why: this needs a note.", {
      fields: { note: ["This needs a note."] },
    });
  }
}

export const decisionVerbNames = ["accept", "reject", "withdraw", "reopen"] as const;
export type DecisionVerb = (typeof decisionVerbNames)[number];

const decided: Record<DecisionVerb, CaseState> = {
  accept: "accepted",
  reject: "rejected",
  withdraw: "rejected",
  reopen: "pending",
};

const decidableFrom: Record<DecisionVerb, readonly (CaseState | null)[]> = {
  accept: ["pending"],
  reject: ["pending"],
  withdraw: ["accepted"],
  reopen: ["accepted", "rejected"],
};

/**
 * The state a decision leads to. Throws `invalid_state` (409) from a state that does not allow it,
 * and for `accept` without a ticket: nobody gets more resources without a trace.
 */
export function decide(facts: CaseFacts, verb: DecisionVerb): CaseState {
  if (!decidableFrom[verb].includes(facts.state)) {
    const current = facts.state ?? "without a decision";
    throw new AppError("invalid_state", `This case is ${current}; it cannot be ${past[verb]}.`);
  }
  if (verb === "accept" && !facts.ticketNo) {
    throw new AppError("invalid_state", "Link a ticket first: a case is accepted with a ticket.");
  }
  return decided[verb];
}

const past: Record<DecisionVerb, string> = {
  accept: "accepted",
  reject: "rejected",
  withdraw: "withdrawn",
  reopen: "reopened",
};

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
export function claim(held: HeldCase, me: Named): CaseChange | null {
  if (held.claimantId === me.id) return null;
  if (held.claimant) {
    const { uid, name } = held.claimant;
    const message = `${name} has claimed this case already. With a note you can take it over.`;
    throw new AppError("conflict", message, { details: { claimant: { uid, name } } });
  }
  return claimantChange(held, me);
}

/** Throws `invalid_state` unless somebody else holds the case. */
export function steal(held: HeldCase, me: Named): CaseChange {
  if (!held.claimant) {
    throw new AppError("invalid_state", "Nobody has claimed this case: claim it instead.");
  }
  if (held.claimantId === me.id) throw new AppError("invalid_state", "This case is yours already.");
  return claimantChange(held, me);
}

/** Throws `invalid_state` when the case is not mine: only the claimant lets go of a case. */
export function release(held: HeldCase, me: Named): CaseChange {
  if (held.claimantId === me.id) return claimantChange(held, null);
  const holder = held.claimant ? `${held.claimant.name} holds it` : "nobody holds it";
  throw new AppError("invalid_state", `You cannot release this case: ${holder}.`);
}

/** Null when this person has it already. */
export function assign(held: HeldCase, person: Named): CaseChange | null {
  return held.claimantId === person.id ? null : claimantChange(held, person);
}

/** Null when nothing is new. Throws `conflict` when there is another ticket and no `replace`. */
export function linkTicket(
  held: HeldCase,
  ticket: CaseTicket,
  canReplace: boolean,
): CaseChange | null {
  const { ticket: old } = held;
  if (old && old.no === ticket.no && old.id === ticket.id && old.url === ticket.url) return null;
  if (old && !canReplace) {
    const message = `Ticket ${old.no} is linked already. Say that it should be replaced.`;
    throw new AppError("conflict", message, { details: { ticketNo: old.no } });
  }
  return { set: { ticket }, datum: "ticket", was: old?.no ?? null, now: ticket.no };
}

/** Null when there is none. Throws `invalid_state` for an accepted case: it keeps its ticket. */
export function unlinkTicket(held: HeldCase): CaseChange | null {
  if (!held.ticket) return null;
  if (held.state === "accepted") {
    throw new AppError("invalid_state", "An accepted case keeps its ticket. Reopen it first.");
  }
  return { set: { ticket: null }, datum: "ticket", was: held.ticket.no, now: null };
}

/** Throws as {@link decide} does. */
export function decision(held: HeldCase, verb: DecisionVerb): CaseChange {
  const state = decide(held, verb);
  return { set: { state }, datum: "state", was: held.state, now: state };
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
