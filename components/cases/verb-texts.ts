import type { CaseState, CaseVerb } from "@/lib/cases/model";

interface VerbText {
  /** On buttons and in menus. */
  label: string;
  /** What happens, before somebody confirms it. */
  effect: string;
  /** On the button that confirms. */
  confirm: string;
  /** Afterwards: "def-pi1: claimed". */
  done: string;
}

export const verbTexts: Readonly<Record<CaseVerb, VerbText>> = {
  claim: {
    label: "Claim",
    effect: "You will follow this case up. Others see that it is yours.",
    confirm: "Claim",
    done: "claimed",
  },
  steal: {
    label: "Take over",
    effect: "You will follow this case up instead of the colleague who has it now. Say why.",
    confirm: "Take over",
    done: "taken over",
  },
  release: {
    label: "Release",
    effect: "The case goes back to the pool. A linked ticket keeps its owner.",
    confirm: "Release",
    done: "released",
  },
  assign: {
    label: "Assign…",
    effect: "The person you choose will follow this case up.",
    confirm: "Assign",
    done: "assigned",
  },
  note: {
    label: "Add a note",
    effect: "The note is kept in the history of the case, for staff only.",
    confirm: "Add the note",
    done: "note added",
  },
  ticket: {
    label: "Link a ticket…",
    effect: "The number of the ticket in which you write to the researcher.",
    confirm: "Link",
    done: "ticket linked",
  },
  reject: {
    label: "Reject",
    effect: "The candidate is not of interest: nothing is given. Say why.",
    confirm: "Reject",
    done: "rejected",
  },
  accept: {
    label: "Accept",
    effect: "The account is eligible for elevated access: the scheduler picks it up.",
    confirm: "Accept",
    done: "accepted",
  },
  withdraw: {
    label: "Withdraw",
    effect: "The account loses its elevated access and the case counts as rejected. Say why.",
    confirm: "Withdraw",
    done: "withdrawn",
  },
  reopen: {
    label: "Reopen",
    effect: "The decision is taken back and the case is pending again. Say why.",
    confirm: "Reopen",
    done: "reopened",
  },
};

/** Verbs after which the next case is due. */
export const deciding: ReadonlySet<CaseVerb> = new Set(["accept", "reject", "withdraw", "reopen"]);

export const stateTexts: Readonly<Record<CaseState, string>> = {
  pending: "Pending",
  accepted: "Accepted",
  rejected: "Rejected",
};
