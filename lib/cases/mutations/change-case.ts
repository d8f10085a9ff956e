import "server-only";
import type { Permission, Viewer } from "@/lib/auth/model";
import { record } from "@/lib/history/mutations";
import { now } from "@/lib/platform/clock";
import { type Prisma, type Tx, transaction } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { announce } from "@/lib/platform/events";
import {
  type CaseChange,
  type CaseVerb,
  checkBackdate,
  keptNote,
  type Named,
  parseBackdate,
  requireNote,
} from "../model";
import { type LockedCase, lockCases } from "./lock-cases";

export interface ChangeResult {
  id: number;
  account: string;
  verb: CaseVerb;
  /** False where everything was as wished already; then nothing was written. */
  isChanged: boolean;
}

/** What every verb takes. */
export interface ChangeInput {
  id: number;
  note?: string | undefined;
  /** The version the person saw; a case that moved on meanwhile is a conflict. */
  version?: number | undefined;
  /** When it really happened, for imports: ISO 8601 or `2019-03-31 10:31 AM`. */
  at?: string | undefined;
}

/** What a verb does: its permission, and the rule that gives the change or null for "as it is". */
export interface Verb {
  verb: CaseVerb;
  permission: Permission;
  rule: (held: LockedCase) => CaseChange | null;
}

/** The part of a person that claims look at. */
export function named({ id, uid, cci, name }: Viewer): Named {
  return { id, uid, cci, name };
}

/**
 * One verb on one case: lock, rule, write, history row and announcement in one transaction.
 * Throws `not_found` out of scope, `conflict` for an old version, and what the rule throws.
 */
export async function changeCase(
  actor: Viewer,
  input: ChangeInput,
  verb: Verb,
): Promise<ChangeResult> {
  requireNote(verb.verb, input.note);
  const note = keptNote(input.note);
  return transaction(async (tx) => {
    const [held] = await lockCases(tx, actor, verb.permission, [input.id]);
    if (!held) throw new AppError("not_found", "There is no such case.");
    const at = instantOf(input.at, held);
    if (input.version !== undefined && input.version !== held.version) {
      throw await movedOn(tx, actor, held.id);
    }
    const change = verb.rule(held);
    const result = { id: held.id, account: held.account };
    if (!change && !note) return { ...result, verb: verb.verb, isChanged: false };
    // What was said is kept even where nothing else had to change.
    const done = change ? verb.verb : "note";
    await writeChanges(tx, actor, { verb: done, at, note, changes: [{ held, change }] });
    return { ...result, verb: done, isChanged: true };
  });
}

function instantOf(text: string | undefined, held: LockedCase): Date {
  const present = now();
  if (text === undefined) return present;
  const at = parseBackdate(text);
  checkBackdate(at, present, held.firstReportedAt);
  return at;
}

const past: Record<string, string> = {
  claim: "claimed it",
  steal: "took it over",
  release: "released it",
  assign: "assigned it",
  note: "added a note",
  ticket: "changed the ticket",
  accept: "accepted it",
  reject: "rejected it",
  withdraw: "withdrew it",
  reopen: "reopened it",
};

async function movedOn(tx: Tx, actor: Viewer, id: number): Promise<AppError> {
  const last = await tx.historyEvent.findFirst({
    where: { subjectType: "case", subjectId: String(id) },
    orderBy: { id: "desc" },
    select: { actorId: true, actorName: true, verb: true },
  });
  const who = last?.actorId === actor.uid ? "You" : (last?.actorName ?? "Somebody");
  const what = last ? ` (${past[last.verb] ?? last.verb})` : "";
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
