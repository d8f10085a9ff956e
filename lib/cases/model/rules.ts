import { AppError } from "@/lib/platform/errors";
import { type CaseState, type CaseTicket, type HeldCase, type Named, personKey } from "../model";
import { type CaseVerb, type DecisionVerb, isDecision, verbOf, verbTable } from "./verbs";

/** What each verb changes. Beside the table, not in it: browsers get the table but no rules. */

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

type Rule = (held: HeldCase, act: Act) => CaseChange | null;

function claimantChange(held: HeldCase, next: Named | null): CaseChange {
  return {
    set: { claimantId: next?.id ?? null },
    datum: "claimant",
    was: held.claimant && personKey(held.claimant),
    now: next && personKey(next),
  };
}

/** Null when it is mine already. Throws `conflict`, with the claimant's name, if it is not free. */
function claim(held: HeldCase, { me }: Act): CaseChange | null {
  if (held.claimantId === me.id) return null;
  if (held.claimant) {
    const { uid, name } = held.claimant;
    const message = `${name} has claimed this case already. With a note you can take it over.`;
    throw new AppError("conflict", message, { details: { claimant: { uid, name } } });
  }
  return claimantChange(held, me);
}

/** Throws `invalid_state` unless somebody else holds the case. */
function steal(held: HeldCase, { me }: Act): CaseChange {
  if (!held.claimant) {
    throw new AppError("invalid_state", "Nobody has claimed this case: claim it instead.");
  }
  if (held.claimantId === me.id) throw new AppError("invalid_state", "This case is yours already.");
  return claimantChange(held, me);
}

/** Throws `invalid_state` when the case is not mine: only the claimant lets go of a case. */
function release(held: HeldCase, { me }: Act): CaseChange {
  if (held.claimantId === me.id) return claimantChange(held, null);
  const holder = held.claimant ? `${held.claimant.name} holds it` : "nobody holds it";
  throw new AppError("invalid_state", `You cannot release this case: ${holder}.`);
}

/** Null when this person has it already. */
function assign(held: HeldCase, { assignee }: Act): CaseChange | null {
  return held.claimantId === assignee.id ? null : claimantChange(held, assignee);
}

/**
 * Links the ticket or removes the link. Null when nothing is new. Throws `conflict` when there is
 * another ticket and no leave to replace it, and `invalid_state` where an accepted case would lose
 * its ticket.
 */
function changeTicket(held: HeldCase, { ticket, canReplace }: Act): CaseChange | null {
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

/** Throws `invalid_state` (409) from another state, and where the ticket that it needs is missing. */
function decide(held: HeldCase, verb: DecisionVerb): CaseChange {
  const { decides, done } = verbTable[verb];
  const { from, to, needsTicket } = decides;
  if (held.state === null || !from.includes(held.state)) {
    const current = held.state ?? "without a decision";
    throw new AppError("invalid_state", `This case is ${current}; it cannot be ${done}.`);
  }
  if (needsTicket && !held.ticketNo) {
    throw new AppError("invalid_state", "Link a ticket first: a case is accepted with a ticket.");
  }
  return { set: { state: to }, datum: "state", was: held.state, now: to };
}

const rules: Readonly<Record<Exclude<CaseVerb, DecisionVerb>, Rule>> = {
  claim,
  release,
  steal,
  assign,
  ticket: changeTicket,
  note: () => null,
};

/** What the verb changes, or null for "as it is". It throws where the case does not allow the verb. */
export function ruleOf(verb: CaseVerb): Rule {
  return isDecision(verb) ? (held) => decide(held, verb) : rules[verb];
}

/** Throws where the note that the verb needs is missing. */
export function requireNote(verb: CaseVerb, note: string | undefined): void {
  if (verbOf(verb).needsNote && !note?.trim()) {
    throw new AppError("invalid_input", "Please say why: this needs a note.", {
      fields: { note: ["This needs a note."] },
    });
  }
}
