"use server";

import { action } from "@/lib/gates/action";
import { bulkChangeCases } from "./mutations/bulk";
import { assignCase, claimCase, releaseCase, stealCase } from "./mutations/claim";
import { decideCase } from "./mutations/decide";
import { noteCase } from "./mutations/note";
import { linkCaseTicket, unlinkCaseTicket } from "./mutations/ticket";
import { deleteView, saveView } from "./mutations/views";
import {
  assignCaseSchema,
  bulkClaimSchema,
  bulkDecideSchema,
  bulkNoteSchema,
  claimCaseSchema,
  decideCaseSchema,
  deleteViewSchema,
  linkTicketSchema,
  noteCaseSchema,
  saveViewSchema,
  stealCaseSchema,
  unlinkTicketSchema,
} from "./schema";

const revalidate = "/cases";

export const claimCaseAction = action(
  "case.claim",
  "case:claim",
  claimCaseSchema,
  ({ actor, input }) => claimCase(actor, input),
  { revalidate },
);

export const stealCaseAction = action(
  "case.steal",
  "case:claim",
  stealCaseSchema,
  ({ actor, input }) => stealCase(actor, input),
  { revalidate },
);

export const releaseCaseAction = action(
  "case.release",
  "case:claim",
  claimCaseSchema,
  ({ actor, input }) => releaseCase(actor, input),
  { revalidate },
);

export const assignCaseAction = action(
  "case.assign",
  "case:claim",
  assignCaseSchema,
  ({ actor, input }) => assignCase(actor, input),
  { revalidate },
);

export const noteCaseAction = action(
  "case.note",
  "case:note",
  noteCaseSchema,
  ({ actor, input }) => noteCase(actor, input),
  { revalidate },
);

export const linkTicketAction = action(
  "case.ticket.link",
  "case:ticket",
  linkTicketSchema,
  ({ actor, input }) => linkCaseTicket(actor, input),
  { revalidate },
);

export const unlinkTicketAction = action(
  "case.ticket.unlink",
  "case:ticket",
  unlinkTicketSchema,
  ({ actor, input }) => unlinkCaseTicket(actor, input),
  { revalidate },
);

export const acceptCaseAction = action(
  "case.accept",
  "case:decide",
  decideCaseSchema,
  ({ actor, input }) => decideCase(actor, "accept", input),
  { revalidate },
);

export const rejectCaseAction = action(
  "case.reject",
  "case:decide",
  decideCaseSchema,
  ({ actor, input }) => decideCase(actor, "reject", input),
  { revalidate },
);

export const withdrawCaseAction = action(
  "case.withdraw",
  "case:decide",
  decideCaseSchema,
  ({ actor, input }) => decideCase(actor, "withdraw", input),
  { revalidate },
);

export const reopenCaseAction = action(
  "case.reopen",
  "case:decide",
  decideCaseSchema,
  ({ actor, input }) => decideCase(actor, "reopen", input),
  { revalidate },
);

export const bulkClaimAction = action(
  "case.bulk.claim",
  "case:claim",
  bulkClaimSchema,
  ({ actor, input }) => bulkChangeCases(actor, input.verb, input),
  { revalidate },
);

export const bulkNoteAction = action(
  "case.bulk.note",
  "case:note",
  bulkNoteSchema,
  ({ actor, input }) => bulkChangeCases(actor, "note", input),
  { revalidate },
);

export const bulkDecideAction = action(
  "case.bulk.decide",
  "case:decide",
  bulkDecideSchema,
  ({ actor, input }) => bulkChangeCases(actor, input.verb, input),
  { revalidate },
);

export const saveViewAction = action(
  "case.view.save",
  "case:read",
  saveViewSchema,
  ({ actor, input }) => saveView(actor, input),
  { revalidate },
);

export const deleteViewAction = action(
  "case.view.delete",
  "case:read",
  deleteViewSchema,
  ({ actor, input }) => deleteView(actor, input),
  { revalidate },
);
