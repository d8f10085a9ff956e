import {
  acceptCaseAction,
  assignCaseAction,
  claimCaseAction,
  linkTicketAction,
  noteCaseAction,
  rejectCaseAction,
  releaseCaseAction,
  reopenCaseAction,
  stealCaseAction,
  unlinkTicketAction,
  withdrawCaseAction,
} from "@/lib/cases/actions";
import type { CaseVerb } from "@/lib/cases/model";

/** What came of an action, in words for the person who pressed the button. */
export type Outcome<Data> =
  | { isOk: true; data: Data }
  | { isOk: false; message: string; fields: Record<string, string[]>; isConflict: boolean };

interface ActionResult<Data> {
  data?: Data | undefined;
  serverError?: { code: string; message: string; fields?: Record<string, string[]> } | undefined;
  validationErrors?: unknown;
}

/** Waits for a server action; never throws, so that a dialog keeps what somebody wrote. */
export async function outcomeOf<Data>(
  work: Promise<ActionResult<Data> | undefined>,
): Promise<Outcome<Data>> {
  const failed = (message: string, fields = {}) =>
    ({ isOk: false, message, fields, isConflict: false }) as const;
  try {
    const result = await work;
    if (result?.serverError) {
      const { code, message, fields = {} } = result.serverError;
      return { isOk: false, message, fields, isConflict: code === "conflict" };
    }
    if (result?.validationErrors) {
      const fields = fieldsOf(result.validationErrors);
      return failed(Object.values(fields).flat()[0] ?? "Please check the input.", fields);
    }
    if (result?.data === undefined) return failed("Nothing came back. Please look again.");
    return { isOk: true, data: result.data };
  } catch {
    return failed("Headroom cannot be reached right now. Please try again.");
  }
}

function fieldsOf(errors: unknown): Record<string, string[]> {
  const entries = Object.entries(errors as Record<string, unknown>);
  return Object.fromEntries(
    entries.flatMap(([field, problem]) => {
      const messages = (problem as { _errors?: string[] } | null)?._errors;
      return messages ? [[field, messages]] : [];
    }),
  );
}

export interface VerbInput {
  id: number;
  version: number;
  note: string;
  /** Whom to assign to. */
  uid?: string;
}

/** The verbs that need nothing but a note, and a person for `assign`. */
export function runVerb(verb: Exclude<CaseVerb, "ticket">, input: VerbInput) {
  const { id, version, note } = input;
  switch (verb) {
    case "claim":
      return outcomeOf(claimCaseAction({ id, note }));
    case "steal":
      return outcomeOf(stealCaseAction({ id, note, version }));
    case "release":
      return outcomeOf(releaseCaseAction({ id, note }));
    case "assign":
      return outcomeOf(assignCaseAction({ id, version, note, uid: input.uid ?? "" }));
    case "note":
      return outcomeOf(noteCaseAction({ id, note }));
    case "accept":
      return outcomeOf(acceptCaseAction({ id, version, note }));
    case "reject":
      return outcomeOf(rejectCaseAction({ id, version, note }));
    case "withdraw":
      return outcomeOf(withdrawCaseAction({ id, version, note }));
    case "reopen":
      return outcomeOf(reopenCaseAction({ id, version, note }));
  }
}

export interface TicketInput extends VerbInput {
  number: string;
  /** The ticket system's own number; empty for none. */
  ticketId: string;
  url: string;
  replace: boolean;
}

export function runLinkTicket({ ticketId, url, ...input }: TicketInput) {
  const address = url.trim() ? { url: url.trim() } : {};
  const own = ticketId.trim() ? { ticketId: Number(ticketId) } : {};
  return outcomeOf(linkTicketAction({ ...input, ...address, ...own }));
}

export function runUnlinkTicket({ id, version, note }: VerbInput) {
  return outcomeOf(unlinkTicketAction({ id, version, note }));
}
