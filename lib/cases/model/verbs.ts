import type { Permission, Viewer } from "@/lib/auth/model";
import type { CaseFacts, CaseState } from "../model";

/** What the person at the screen sees of a case, for a sentence that says why not. */
interface SeenCase extends Pick<CaseFacts, "state" | "ticketNo"> {
  isMine: boolean;
}

interface Transition {
  from: readonly CaseState[];
  to: CaseState;
  /** Nobody gets more resources without a trace. */
  needsTicket?: boolean;
}

interface VerbRow {
  permission: Permission;
  /** It makes no sense without a reason. */
  needsNote?: boolean;
  /** Only whoever saw the newest version of the case may do it. */
  needsVersion?: boolean;
  /** What it needs to know beside a note. */
  takes?: "person" | "ticket";
  /** Whether many cases at once can be given it. */
  worksOnMany?: boolean;
  /** What a case of many says that is as wished already; without it, the note itself is the act. */
  same?: string;
  /** Where it leads from which states, if it is a decision. */
  decides?: Transition;
  isOffered: (facts: CaseFacts, personId: number) => boolean;
  /** Why it is not offered; without it, the state of the case is to blame. */
  whyNot?: (seen: SeenCase) => string;
  /** The key that does it to the chosen case. */
  key?: string;
  isDanger?: boolean;
  /** On buttons and in menus. */
  label: string;
  /** What happens, before somebody confirms it. */
  effect: string;
  /** On the button that confirms. */
  confirm: string;
  /** The two where the case has a ticket already. */
  again?: { label: string; confirm: string };
  /** Afterwards: "def-pi1: claimed". */
  done: string;
  /** Heading of its row in the history. */
  title: string;
  /** After "Somebody changed this meanwhile". */
  meanwhile: string;
}

const always = () => true;

type DecisionTexts = Pick<
  VerbRow,
  "needsNote" | "isDanger" | "key" | "label" | "effect" | "confirm" | "done" | "title" | "meanwhile"
>;

function decisionVerb(decides: Transition, texts: DecisionTexts) {
  const { from, needsTicket } = decides;
  const isFrom = ({ state }: Pick<CaseFacts, "state">) => state !== null && from.includes(state);
  const lacksTicket = (facts: { ticketNo: string | null }) => needsTicket && !facts.ticketNo;
  return {
    ...texts,
    decides,
    permission: "case:decide",
    needsVersion: true,
    worksOnMany: true,
    isOffered: (facts) => isFrom(facts) && !lacksTicket(facts),
    whyNot: (seen) => {
      if (!isFrom(seen)) return `It is ${seen.state ?? "of a kind without decisions"}.`;
      if (lacksTicket(seen)) return "A case is accepted with a ticket: link one first.";
      return "Your roles do not allow decisions.";
    },
  } satisfies VerbRow;
}

/**
 * The one table of what people can do to a case, in the order in which it is offered. Schemas,
 * actions, mutations, buttons, dialogs, menus, keys and history read it: a new verb is a row here
 * and its rule in `rules.ts`; a decision has no rule of its own.
 */
export const verbTable = {
  claim: {
    permission: "case:claim",
    worksOnMany: true,
    same: "This case is yours already.",
    isOffered: ({ claimantId }) => claimantId === null,
    whyNot: ({ isMine }) => (isMine ? "It is yours already." : "It is taken."),
    key: "c",
    label: "Claim",
    effect: "You will follow this case up. Others see that it is yours.",
    confirm: "Claim",
    done: "claimed",
    title: "Claimed",
    meanwhile: "claimed it",
  },
  release: {
    permission: "case:claim",
    worksOnMany: true,
    isOffered: ({ claimantId }, personId) => claimantId === personId,
    label: "Release",
    effect: "The case goes back to the pool. A linked ticket keeps its owner.",
    confirm: "Release",
    done: "released",
    title: "Released",
    meanwhile: "released it",
  },
  steal: {
    permission: "case:claim",
    needsNote: true,
    needsVersion: true,
    isOffered: ({ claimantId }, personId) => claimantId !== null && claimantId !== personId,
    key: "c",
    label: "Take over",
    effect: "You will follow this case up instead of the colleague who has it now. Say why.",
    confirm: "Take over",
    done: "taken over",
    title: "Taken over",
    meanwhile: "took it over",
  },
  assign: {
    permission: "case:claim",
    needsVersion: true,
    takes: "person",
    isOffered: always,
    label: "Assign…",
    effect: "The person you choose will follow this case up.",
    confirm: "Assign",
    done: "assigned",
    title: "Assigned",
    meanwhile: "assigned it",
  },
  ticket: {
    permission: "case:ticket",
    needsVersion: true,
    takes: "ticket",
    isOffered: always,
    label: "Link a ticket…",
    effect: "The number of the ticket in which you write to the researcher.",
    confirm: "Link",
    again: { label: "Replace the ticket…", confirm: "Replace" },
    done: "ticket linked",
    title: "Ticket changed",
    meanwhile: "changed the ticket",
  },
  note: {
    permission: "case:note",
    needsNote: true,
    worksOnMany: true,
    isOffered: always,
    key: "n",
    label: "Add a note",
    effect: "The note is kept in the history of the case, for staff only.",
    confirm: "Add the note",
    done: "note added",
    title: "Note",
    meanwhile: "added a note",
  },
  reject: decisionVerb(
    { from: ["pending"], to: "rejected" },
    {
      needsNote: true,
      isDanger: true,
      key: "r",
      label: "Reject",
      effect: "The candidate is not of interest: nothing is given. Say why.",
      confirm: "Reject",
      done: "rejected",
      title: "Rejected",
      meanwhile: "rejected it",
    },
  ),
  accept: decisionVerb(
    { from: ["pending"], to: "accepted", needsTicket: true },
    {
      key: "a",
      label: "Accept",
      effect: "The account is eligible for elevated access: the scheduler picks it up.",
      confirm: "Accept",
      done: "accepted",
      title: "Accepted",
      meanwhile: "accepted it",
    },
  ),
  withdraw: decisionVerb(
    { from: ["accepted"], to: "rejected" },
    {
      needsNote: true,
      isDanger: true,
      label: "Withdraw",
      effect: "The account loses its elevated access and the case counts as rejected. Say why.",
      confirm: "Withdraw",
      done: "withdrawn",
      title: "Withdrawn",
      meanwhile: "withdrew it",
    },
  ),
  reopen: decisionVerb(
    { from: ["accepted", "rejected"], to: "pending" },
    {
      needsNote: true,
      label: "Reopen",
      effect: "The decision is taken back and the case is pending again. Say why.",
      confirm: "Reopen",
      done: "reopened",
      title: "Reopened",
      meanwhile: "reopened it",
    },
  ),
} satisfies Record<string, VerbRow>;

export type CaseVerb = keyof typeof verbTable;

export const caseVerbs = Object.keys(verbTable) as CaseVerb[];

type VerbWith<Part> = {
  [Verb in CaseVerb]: (typeof verbTable)[Verb] extends Part ? Verb : never;
}[CaseVerb];

/** Verbs that many cases at once can be given. */
export type ManyVerb = VerbWith<{ worksOnMany: true }>;

type PlainVerb = Exclude<CaseVerb, VerbWith<{ takes: string }>>;

/** Plain verbs that only whoever saw the newest version may do. */
type VersionedVerb = PlainVerb & VerbWith<{ needsVersion: true }>;

/** The row of a verb, with all that a row may say. */
export function verbOf(verb: CaseVerb): VerbRow {
  return verbTable[verb];
}

/** The row of a verb as history has it; undefined for one that is no longer known. */
export function findVerb(verb: string): VerbRow | undefined {
  return Object.hasOwn(verbTable, verb) ? verbTable[verb as CaseVerb] : undefined;
}

export const manyVerbs = caseVerbs.filter(
  (verb): verb is ManyVerb => verbOf(verb).worksOnMany === true,
);

const plainVerbs = caseVerbs.filter((verb): verb is PlainVerb => !verbOf(verb).takes);

const isVersioned = (verb: PlainVerb): verb is VersionedVerb => verbOf(verb).needsVersion === true;

export const versionedVerbs = plainVerbs.filter(isVersioned);

/** Verbs that need to know neither the version nor anything else. */
export const freeVerbs = plainVerbs.filter(
  (verb): verb is Exclude<PlainVerb, VersionedVerb> => !isVersioned(verb),
);

/** A verb that decides the case: afterwards the next case is due, and its group may know. */
export type DecisionVerb = VerbWith<{ decides: Transition }>;

export const isDecision = (verb: CaseVerb): verb is DecisionVerb =>
  verbOf(verb).decides !== undefined;

export const decisionVerbs = caseVerbs.filter(isDecision);

/** The verbs that are allowed now, in the order in which they are offered. */
export function allowedVerbs(facts: CaseFacts, viewer: Pick<Viewer, "id" | "grants">): CaseVerb[] {
  return caseVerbs.filter((verb) => {
    const { permission, isOffered } = verbOf(verb);
    return viewer.grants[permission] !== undefined && isOffered(facts, viewer.id);
  });
}
