import "server-only";
import type { Viewer } from "@/lib/auth/model";
import { findAssignable } from "@/lib/directory/queries/people";
import { record } from "@/lib/history/mutations";
import { now } from "@/lib/platform/clock";
import { type Prisma, type Tx, transaction } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { announce } from "@/lib/platform/events";
import { type CaseTicket, checkBackdate, keptNote, type Named, parseBackdate } from "../model";
import { type Act, type CaseChange, requireNote, ruleOf } from "../model/rules";
import { type CaseVerb, findVerb, verbOf } from "../model/verbs";
import type { ChangeCaseInput } from "../schema";
import { type LockedCase, lockCases } from "./lock-cases";

export interface ChangeResult {
  id: number;
  account: string;
  verb: CaseVerb;
  /** False where everything was as wished already; then nothing was written. */
  isChanged: boolean;
}

export type ChangeInput = ChangeCaseInput & {
  /** When it really happened, for imports: ISO 8601 or `2019-03-31 10:31 AM`. */
  at?: string | undefined;
};

/**
 * One verb on one case: lock, rule, write, history row and announcement in one transaction. Of
 * several people at once exactly one wins. Throws `not_found` out of scope, `conflict` for an old
 * version, and what the rule throws.
 */
export async function changeCase(actor: Viewer, input: ChangeInput): Promise<ChangeResult> {
  const { verb } = input;
  requireNote(verb, input.note);
  const note = keptNote(input.note);
  const act = await actOf(actor, input);
  return transaction(async (tx) => {
    const [held] = await lockCases(tx, actor, verbOf(verb).permission, [input.id]);
    if (!held) throw new AppError("not_found", "There is no such case.");
    const at = instantOf(input.at, held);
    if ("version" in input && input.version !== held.version) {
      throw await movedOn(tx, actor, held.id);
    }
    const change = ruleOf(verb)(held, act);
    const result = { id: held.id, account: held.account };
    if (!change && !note) return { ...result, verb, isChanged: false };
    // What was said is kept even where nothing else had to change.
    const done = change ? verb : "note";
    await writeChanges(tx, actor, { verb: done, at, note, changes: [{ held, change }] });
    return { ...result, verb: done, isChanged: true };
  });
}

/** What a verb that takes nothing but a note does. */
export function plainAct({ id, uid, cci, name }: Viewer): Act {
  const me = { id, uid, cci, name };
  return { me, assignee: me, ticket: null, canReplace: false };
}

async function actOf(actor: Viewer, input: ChangeInput): Promise<Act> {
  const act = plainAct(actor);
  if (input.verb === "assign") return { ...act, assignee: await getAssignable(input.uid) };
  if (input.verb !== "ticket") return act;
  return { ...act, ticket: ticketOf(input), canReplace: input.replace === true };
}

async function getAssignable(uid: string): Promise<Named> {
  const person = await findAssignable(uid);
  if (person) return person;
  const message = "Choose somebody who is an analyst or an admin here.";
  throw new AppError("invalid_input", message, { fields: { uid: [message] } });
}

/** With an id and no address, readers get the address of the site's template. */
function ticketOf(input: Extract<ChangeInput, { verb: "ticket" }>): CaseTicket | null {
  const { number, ticketId, url } = input;
  // SECURITY: it becomes a link on the page; javascript: would run as whoever presses it.
  if (url !== undefined && !/^https?:\/\//i.test(url)) {
    throw new AppError("invalid_input", "The ticket's address must begin with http or https.");
  }
  return number === null ? null : { no: number, id: ticketId ?? null, url: url ?? null };
}

function instantOf(text: string | undefined, held: LockedCase): Date {
  const present = now();
  if (text === undefined) return present;
  const at = parseBackdate(text);
  checkBackdate(at, present, held.firstReportedAt);
  return at;
}

async function movedOn(tx: Tx, actor: Viewer, id: number): Promise<AppError> {
  const last = await tx.historyEvent.findFirst({
    where: { subjectType: "case", subjectId: String(id) },
    orderBy: { id: "desc" },
    select: { actorId: true, actorName: true, verb: true },
  });
  const who = last?.actorId === actor.uid ? "You" : (last?.actorName ?? "Somebody");
  const what = last ? ` (${findVerb(last.verb)?.meanwhile ?? last.verb})` : "";
  const message = `${who} changed this meanwhile${what}. Look again, then decide.`;
  return new AppError("conflict", message, { details: { who: last?.actorId, verb: last?.verb } });
}

interface Changes {
  verb: CaseVerb;
  at: Date;
  note: string | undefined;
  /** All of them set the same values; null changes nothing but the note. */
  changes: { held: LockedCase; change: CaseChange | null }[];
}

/** Writes one verb on any number of locked cases: one update, a history row each, one notice. */
export async function writeChanges(tx: Tx, actor: Viewer, written: Changes): Promise<void> {
  const { verb, at, note, changes } = written;
  if (changes.length === 0) return;
  const ids = changes.map(({ held }) => held.id);
  await tx.case.updateMany({
    where: { id: { in: ids } },
    data: {
      ...columnsOf(changes[0]?.change?.set ?? {}, at),
      version: { increment: 1 },
      historyCount: { increment: 1 },
    },
  });
  await record(
    tx,
    actor,
    changes.map(({ held, change }) => ({
      room: "cases" as const,
      subjectType: "case" as const,
      subjectId: String(held.id),
      verb,
      at,
      ...(change ? { change: { datum: change.datum, was: change.was, now: change.now } } : {}),
      ...(note === undefined ? {} : { note }),
    })),
  );
  await announce(tx, { room: "cases", kind: "change", ids });
}

function columnsOf(set: CaseChange["set"], at: Date): Prisma.CaseUncheckedUpdateManyInput {
  const data: Prisma.CaseUncheckedUpdateManyInput = {};
  if (set.claimantId !== undefined) {
    data.claimantId = set.claimantId;
    data.claimedAt = set.claimantId === null ? null : at;
  }
  if (set.state !== undefined) {
    data.state = set.state;
    data.decidedAt = set.state === "pending" ? null : at;
  }
  if (set.ticket !== undefined) {
    data.ticketNo = set.ticket?.no ?? null;
    data.ticketId = set.ticket?.id ?? null;
    data.ticketUrl = set.ticket?.url ?? null;
  }
  return data;
}
