import "server-only";
import type { Actor } from "@/lib/auth/model";
import { now } from "@/lib/platform/clock";
import { Prisma, type Tx } from "@/lib/platform/db";
import type { Json, NewEvent } from "./model";

function actorId(actor: Actor): string {
  return actor.kind === "person" ? actor.uid : actor.id;
}

function json(value: Json): Prisma.InputJsonValue | typeof Prisma.JsonNull {
  return value === null ? Prisma.JsonNull : value;
}

/**
 * Writes events in the caller's transaction: the change and its history stand or fall together.
 * ORDER: rows with one timestamp are read back in the order given here.
 */
export async function record(tx: Tx, actor: Actor, events: NewEvent[]): Promise<void> {
  const recordedAt = now();
  await tx.historyEvent.createMany({
    data: events.map((event) => ({
      at: event.at ?? recordedAt,
      recordedAt,
      room: event.room,
      subjectType: event.subjectType,
      subjectId: event.subjectId,
      actorKind: actor.kind,
      actorId: actorId(actor),
      actorName: actor.name,
      verb: event.verb,
      note: event.note ?? null,
      datum: event.change?.datum ?? null,
      was: event.change ? json(event.change.was) : Prisma.DbNull,
      now: event.change ? json(event.change.now) : Prisma.DbNull,
    })),
  });
}
