import "server-only";
import type { Viewer } from "@/lib/auth/model";
import { AppError } from "@/lib/platform/errors";
import { type CaseTicket, linkTicket, unlinkTicket } from "../model";
import type { LinkTicketInput } from "../schema";
import { type ChangeInput, type ChangeResult, changeCase } from "./change-case";

type TicketInput = Pick<ChangeInput, "at"> & LinkTicketInput;

/**
 * Links a ticket of the ticket system to the case. With an id and no address, readers get the
 * address of the site's template. Throws `conflict` when another ticket is linked and `replace` is
 * not set.
 */
export async function linkCaseTicket(actor: Viewer, input: TicketInput): Promise<ChangeResult> {
  const ticket = toTicket(input);
  return changeCase(actor, input, {
    verb: "ticket",
    permission: "case:ticket",
    rule: (held) => linkTicket(held, ticket, input.replace === true),
  });
}

/** Removes the link; an accepted case keeps its ticket. */
export function unlinkCaseTicket(actor: Viewer, input: ChangeInput): Promise<ChangeResult> {
  return changeCase(actor, input, {
    verb: "ticket",
    permission: "case:ticket",
    rule: unlinkTicket,
  });
}

function toTicket({ number, ticketId, url }: TicketInput): CaseTicket {
  // SECURITY: it becomes a link on the page; javascript: would run as whoever presses it.
  if (url !== undefined && !/^https?:\/\//i.test(url)) {
    throw new AppError("invalid_input", "The ticket's address must begin with http or https.");
  }
  return { no: number, id: ticketId ?? null, url: url ?? null };
}
